import Dispatch
import Glibc
import Locking
import PlainJSON

/// Splits a dataset and writes the parts with a description of them.
///
/// ```swift
/// let task = SplitTask(
///   train: try ItemSources.source(at: "train.csv"), columns: ItemColumns(label: "label"), folder: "data")
/// let split = try task.run()
/// print(split.files["stage1.train"] ?? "")  // data/stage1-train.csv
/// ```
public struct SplitTask: Sendable {
  /// All data that may be trained on. Stage 2 trains on it as it is.
  public var train: any ItemSource
  /// The real validation data, which stage 2 is measured on as it is.
  public var validation: (any ItemSource)?
  public var columns: ItemColumns
  public var request: SplitRequest
  /// Where the verdicts of checks turn.
  public var thresholds: CheckThresholds
  /// The folder to write to, which must not exist, be empty or hold an earlier split.
  public var folder: String

  /// Describes what is to be split.
  public init(
    train: any ItemSource, validation: (any ItemSource)? = nil, columns: ItemColumns,
    request: SplitRequest = SplitRequest(), thresholds: CheckThresholds = CheckThresholds(), folder: String
  ) {
    self.train = train
    self.validation = validation
    self.columns = columns
    self.request = request
    self.thresholds = thresholds
    self.folder = folder
  }

  /// Reads, splits and checks, and writes nothing: ``folder`` is not looked at.
  ///
  /// - Throws: ``DataError``, ``SplitError``.
  public func check() throws -> FinishedSplit {
    let inputs = InputHashes(train.paths + (validation?.paths ?? []))
    let checked = try CheckedSplit(self)
    return finished(checked, hashes: try inputs.wait(), files: [:])
  }

  /// Reads, splits and writes.
  ///
  /// - Parameter accept: what may throw at the split and its checks before anything is written.
  /// - Throws: ``DataError``, ``SplitError``; then nothing was written, and an earlier split is still there.
  public func run(accept: ((FinishedSplit) throws -> Void)? = nil) throws -> FinishedSplit {
    let output = try SplitFolder(folder, inputs: train.paths + (validation?.paths ?? []))
    // The second core reads the same bytes meanwhile.
    let inputs = InputHashes(train.paths + (validation?.paths ?? []))
    let checked = try CheckedSplit(self)
    // What is written does not wait for the hashes of inputs unless somebody looks at it before.
    if let accept { try accept(finished(checked, hashes: try inputs.wait(), files: [:])) }
    var files: [String: String] = [:]
    for part in checked.split.parts {
      let name = part.fileName + train.ending
      try train.write(part.items, to: "\(output.temporary)/\(name)")
      files[part.name] = name
    }
    let finished = finished(checked, hashes: try inputs.wait(), files: files, in: "\(output.path)/")
    try OutputFile.write(
      finished.document.text(indent: 2) + "\n", to: "\(output.temporary)/\(SplitFolder.document)")
    try output.finish()
    return finished
  }

  private func finished(
    _ checked: CheckedSplit, hashes: [InputHash], files: [String: String], in folder: String = ""
  ) -> FinishedSplit {
    let document = SplitDocument(
      task: self, items: checked.items, others: checked.others, split: checked.split, report: checked.report,
      files: files, hashes: hashes)
    return FinishedSplit(
      split: checked.split, items: checked.items, validation: checked.others, report: checked.report,
      files: files.mapValues { folder + $0 }, document: document.json)
  }
}

/// A split that was made and checked, and not written.
private struct CheckedSplit {
  let items: ItemTable
  let others: ItemTable?
  let split: DataSplit
  let report: DataReport

  init(_ task: SplitTask) throws {
    items = try task.train.scan(task.columns)
    others = try task.validation?.scan(task.columns)
    split = try DataSplit(items, task.request)
    let (items, others) = (items, others)
    let columns = try task.columns.numbers.map { name in
      guard let own = items.numbers.first(where: { $0.name == name }) else {
        throw DataError(
          file: task.train.paths.joined(separator: ", "),
          problem: "the column '\(name)' cannot be compared: numbers are read from tables and JSON lines alone")
      }
      return CheckedData.NumberColumn(
        name: name, training: own.values, validation: others?.numbers.first { $0.name == name }?.values)
    }
    let data = CheckedData(
      items: items, split: split, validation: others, columns: columns, order: task.request.order)
    report = DataReport(of: data, thresholds: task.thresholds)
  }
}

/// A split that was written, or only checked.
public struct FinishedSplit: Sendable {
  /// Which items went where.
  public let split: DataSplit
  /// What is known of the training data.
  public let items: ItemTable
  /// What is known of the real validation data, where there is some.
  public let validation: ItemTable?
  /// What the checks say.
  public let report: DataReport
  /// Where the parts are, by their names: `stage1.train`, `stage1.validation`, `stage1.train.25`; none where they were
  /// not written.
  public let files: [String: String]
  /// What `split.json` says, or would say.
  public let document: JSON
}

extension DataSplit {
  /// One list of items, with its names.
  struct Part {
    /// As scripts name it: `stage1.train.25`.
    let name: String
    let items: [UInt32]

    /// Without an ending: `stage1-train-25`.
    var fileName: String { name.split(separator: ".").joined(separator: "-") }
  }

  /// All lists that are written.
  var parts: [Part] {
    [Part(name: "stage1.train", items: train), Part(name: "stage1.validation", items: validation)]
      + subsamples.sorted { $0.key < $1.key }.map { Part(name: "stage1.train.\($0.key)", items: $0.value) }
  }
}

extension OutputFile {
  /// Writes a text into a new file.
  static func write(_ text: String, to path: String) throws {
    let file = try OutputFile(path)
    try Array(text.utf8).withUnsafeBytes { try file.write($0, at: 0) }
    try file.finish()
  }
}

/// The hashes of input files, found on a thread of their own.
private final class InputHashes: Sendable {
  private let result = Locked<Result<[InputHash], any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ paths: [String]) {
    DispatchQueue.global().async { [self] in
      let hashes = Result { try paths.map { try InputHash(of: $0) } }
      result.withLock { $0 = hashes }
      isDone.signal()
    }
  }

  func wait() throws -> [InputHash] {
    isDone.wait()
    isDone.signal()
    return try result.withLock { try $0?.get() } ?? []
  }
}

/// What tells one input file from another.
struct InputHash: Sendable {
  let path: String
  /// In bytes.
  let size: Int
  /// In hexadecimal digits.
  let sha256: String

  /// Takes a hash that is known.
  init(path: String, size: Int, sha256: String) { (self.path, self.size, self.sha256) = (path, size, sha256) }

  /// Reads a file; one that is a folder has no hash.
  init(of path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(file: path, problem: "it cannot be read (\(String(cString: strerror(errno))))")
    }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { buffer.deallocate() }
    var hash = SHA256()
    var size = 0
    while true {
      try Task.checkCancellation()
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw DataError(file: path, problem: "it cannot be read (\(String(cString: strerror(errno))))")
      }
      if count == 0 { break }
      size += count
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    self.size = size
    sha256 = hash.finish()
  }
}

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
  /// The columns of the real validation data, where they are called otherwise than those of the training data, as they may
  /// be in another format.
  public var validationColumns: ItemColumns?
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

  /// Reads, splits and writes.
  ///
  /// - Throws: ``DataError``; then nothing was written, and an earlier split is still there.
  public func run() throws -> FinishedSplit {
    let sources = train.inputs + (validation?.inputs ?? [])
    let output = try SplitFolder(folder, inputs: sources)
    // The second core reads the same bytes meanwhile.
    let inputs = InputHashes(sources)
    let items = try train.scan(columns)
    let others = try validation?.scan((validationColumns ?? columns).likeLabels(of: items))
    let split = try DataSplit(items, request)
    var files: [String: String] = [:]
    for part in split.parts {
      let name = part.fileName + train.ending
      try train.write(part.items, to: "\(output.temporary)/\(name)")
      files[part.name] = name
    }
    let report = DataReport(
      of: CheckedData(items: items, split: split, validation: others, order: request.order), thresholds: thresholds
    )
    let hashes = try inputs.wait()
    let document = SplitDocument(
      task: self, items: items, others: others, split: split, report: report, files: files, hashes: hashes)
    let json = document.json
    try OutputFile.write(json.text(indent: 2) + "\n", to: "\(output.temporary)/\(SplitFolder.document)")
    try output.finish()
    return FinishedSplit(
      split: split, items: items, validation: others, report: report,
      files: files.mapValues { "\(output.path)/\($0)" }, document: json)
  }
}

/// A split that was written.
public struct FinishedSplit: Sendable {
  /// Which items went where.
  public let split: DataSplit
  /// What is known of the training data.
  public let items: ItemTable
  /// What is known of the real validation data, where there is some.
  public let validation: ItemTable?
  /// What the checks say.
  public let report: DataReport
  /// Where the parts are, by their names: `stage1.train`, `stage1.validation`, `stage1.train.25`.
  public let files: [String: String]
  /// What `split.json` says.
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

extension ItemColumns {
  /// The same columns with labels of the kind that other items turned out to have: few items may look otherwise than many.
  fileprivate func likeLabels(of items: ItemTable) -> ItemColumns {
    guard kind == .automatic, let label = items.label else { return self }
    var columns = self
    switch label {
    case .classes: columns.kind = .classes
    case .numbers: columns.kind = .numbers
    case .classSets: columns.kind = .classSets
    }
    return columns
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
  private let result = Locked<Result<[InputEntry], any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ inputs: [SourceInput]) {
    DispatchQueue.global().async { [self] in
      let hashes = Result { try inputs.map { try InputEntry(of: $0) } }
      result.withLock { $0 = hashes }
      isDone.signal()
    }
  }

  func wait() throws -> [InputEntry] {
    isDone.wait()
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

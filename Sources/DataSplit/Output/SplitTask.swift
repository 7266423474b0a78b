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

  /// Reads, splits and writes.
  ///
  /// - Throws: ``DataError``; then nothing was written, and an earlier split is still there.
  public func run() throws -> FinishedSplit {
    let output = try SplitFolder(folder, inputs: train.paths + (validation?.paths ?? []))
    // A second core reads the same bytes meanwhile.
    let paths = train.paths + (validation?.paths ?? [])
    let hashes = Later { try paths.map { try InputHash(of: $0) } }
    let items = try train.scan(columns)
    let others = try validation?.scan(columns)
    let split = try DataSplit(items, request)
    let data = CheckedData(items: items, split: split, validation: others, order: request.order)
    let report = Later { [thresholds] in DataReport(of: data, thresholds: thresholds) }
    let files = try write(split.parts, to: output.temporary)
    let document = SplitDocument(
      task: self, items: items, others: others, split: split, report: try report.wait(), files: files,
      hashes: try hashes.wait())
    let json = document.json
    try OutputFile.write(json.text(indent: 2) + "\n", to: "\(output.temporary)/\(SplitFolder.document)")
    try output.finish()
    return FinishedSplit(
      split: split, items: items, validation: others, report: document.report,
      files: files.mapValues { "\(output.path)/\($0)" }, document: json)
  }

  /// Writes all parts, the largest on this thread and the others on a second one.
  ///
  /// - Returns: the names of the files, by those of the parts.
  private func write(_ parts: [DataSplit.Part], to folder: String) throws -> [String: String] {
    let names = parts.map { $0.fileName + train.ending }
    let write = { @Sendable [train] (index: Int) in
      try train.write(parts[index].items, to: "\(folder)/\(names[index])")
    }
    let others = Later { for index in parts.indices.dropFirst() { try write(index) } }
    let first = Result { try write(0) }
    // Also after a mistake: nothing may write any more when the folder is removed.
    try others.wait()
    try first.get()
    return Dictionary(zip(parts.map(\.name), names)) { first, _ in first }
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

extension OutputFile {
  /// Writes a text into a new file.
  static func write(_ text: String, to path: String) throws {
    let file = try OutputFile(path)
    try Array(text.utf8).withUnsafeBytes { try file.write($0, at: 0) }
    try file.finish()
  }
}

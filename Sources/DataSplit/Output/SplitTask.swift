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
  /// What the label is called in the real validation data, where that is otherwise, as it may be in another format.
  public var validationLabel: String?
  /// What the data was said to be, where its names and bytes do not tell; the sources know.
  public var dataFormat: ItemSources.Format?
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

  /// The columns of the real validation data.
  var validationColumns: ItemColumns {
    var columns = columns
    columns.label = validationLabel ?? columns.label
    return columns
  }

  /// Reads, splits and checks, and writes nothing: ``folder`` is not looked at.
  ///
  /// - Parameter memory: what is remembered of inputs, which then need not be read to be hashed.
  /// - Throws: ``DataError``, ``SplitError``, `CancellationError`.
  public func check(_ memory: HashMemory? = nil) throws -> FinishedSplit {
    let hashes = Later { try entries(memory) }
    let made = try MadeSplit(self)
    return finished(
      made, try look(at: made, hashes), try hashes.wait(),
      files: fileNames(made.split.parts))
  }

  /// Reads, splits and writes.
  ///
  /// - Parameters:
  ///   - memory: what is remembered of inputs, which then need not be read to be hashed.
  ///   - accept: what may throw at the split and its checks before anything is written.
  /// - Throws: ``DataError``, ``SplitError``, or `CancellationError` in a task that was cancelled; then nothing was
  ///   written, and an earlier split is still there.
  public func run(
    _ memory: HashMemory? = nil, accept: ((FinishedSplit) throws -> Void)? = nil
  ) throws -> FinishedSplit {
    let output = try SplitFolder(folder, inputs: inputs)
    // A second core reads the same bytes meanwhile, and later makes the checks.
    let hashes = Later { try entries(memory) }
    let made = try MadeSplit(self)
    let report = Later { try look(at: made, hashes) }
    let names = fileNames(made.split.parts)
    if let accept { try accept(finished(made, try report.wait(), try hashes.wait(), files: names)) }
    try write(made.split.parts, names, to: output.temporary)
    let sizes = try names.mapValues { try PartSizes.bytes(at: "\(output.temporary)/\($0)") }
    let finished = finished(
      made, try report.wait(), try hashes.wait(), files: names, in: "\(output.path)/", sizes: sizes)
    try OutputFile.write(
      finished.document.text(indent: 2) + "\n", to: "\(output.temporary)/\(SplitFolder.document)")
    try Cancellation.check()
    try output.finish()
    return finished
  }

  /// Writes all parts, the largest on this thread and the others on a second one.
  ///
  /// - Parameter names: the names of the files, by those of the parts.
  private func write(_ parts: [DataSplit.Part], _ names: [String: String], to folder: String) throws {
    let write = { @Sendable [train] (part: DataSplit.Part) in
      guard let name = names[part.name] else { return }
      try train.write(part.items, to: "\(folder)/\(name)")
    }
    let others = Later { for part in parts.dropFirst() { try write(part) } }
    let first = Result { if let part = parts.first { try write(part) } }
    // Also after a mistake: nothing may write any more when the folder is removed.
    try others.wait()
    try first.get()
  }

  private func look(at made: MadeSplit, _ hashes: Later<[InputEntry]>) throws -> DataReport {
    let report = try DataReport(of: made.data, thresholds: thresholds, step: Cancellation.check)
    let entries = try hashes.wait()
    // Beside the data itself may lie arrays of groups or times, which may well be alike.
    let inputs = { (source: (any ItemSource)?, entries: ArraySlice<InputEntry>) in
      entries.filter { source?.paths.contains($0.path) == true }
    }
    let count = train.inputs(columns).count
    let same = InputChecks.of(
      inputs(train, entries.prefix(count)), inputs(validation, entries.dropFirst(count)), thresholds)
    // Who names the format knows what it is.
    let sources = dataFormat == nil ? [train, validation].compactMap { $0 as? TextSource } : []
    let notes =
      [PartChecks.timeNote(made.data), InputChecks.note(made.items, columns)] + sources.map(\.nameNote)
    return report.adding(same, notes: notes.compactMap { $0 })
  }

  private func fileNames(_ parts: [DataSplit.Part]) -> [String: String] {
    Dictionary(parts.map { ($0.name, $0.fileName + train.ending) }) { first, _ in first }
  }

  /// - Parameter folder: where the files were written; nil where they were not.
  private func finished(
    _ made: MadeSplit, _ report: DataReport, _ hashes: [InputEntry], files: [String: String],
    in folder: String? = nil, sizes: [String: Int] = [:]
  ) -> FinishedSplit {
    let document = SplitDocument(
      task: self, made: made, report: report, files: files, inputs: hashes, sizes: sizes)
    return FinishedSplit(
      split: made.split, items: made.items, validation: made.others, report: report,
      files: folder.map { folder in files.mapValues { folder + $0 } } ?? [:], document: document.json)
  }
}

extension DataSplit {
  /// One list of items, with its names.
  struct Part: Sendable {
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

import ArgumentParser
import DataSplit

struct SplitVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Split training data for stage 1, check it, and write the parts and split.json.",
    discussion: """
      Reads tables with a first line of names (.csv, .tsv), JSON objects a line (.jsonl), TFRecord files, WebDataset \
      archives (.tar), all also gzipped, NumPy arrays (.npy, .npz) and folders of class folders; a folder of shards and a \
      pattern ('train-*.tar') stand for all their files. Items are copied as they are. The same seed gives the same files \
      on every machine. Exits with 1 where the data cannot be split, and with --strict where a check is bad; then nothing \
      is written.
      """)

  @Option(parsing: .upToNextOption, help: "All data that may be trained on: files, patterns or a folder.")
  var train: [String]
  @Option(help: "The column that holds the label; in JSON a path such as meta.label.") var label: String?
  @Option(help: "What labels are: classes, numbers, or sets of classes in one field.") var labelKind: LabelKind?
  @Option(help: "Between the classes of one field (default: |); the label is then a set of classes.")
  var separator: String?
  @Option(parsing: .upToNextOption, help: "The real validation data, which is left as it is.")
  var validation: [String] = []
  @Option(help: "What the label is called in the validation data, where that is otherwise.")
  var validationLabel: String?
  @Option(help: "What all data is, where names and first bytes do not tell.") var dataFormat: ItemSources.Format?
  @Option(help: "The share of the training data that stage 1 trains on.") var stage1 = 0.9
  @Option(help: "A column whose equal values must stay together, such as a patient or a video.") var group: String?
  @Option(help: "A column with times: the latest items become the validation part.") var time: String?
  @Option(help: "The column that names an item; without it the whole row does.") var id: String?
  @Option(help: "Columns of numbers whose spread is compared between the parts: a,b.") var columns: String?
  @Option(help: "Parts of stage 1's training data for proxy tasks, in percent, each within the next: 25,50.")
  var subsamples: String?
  @Flag(help: "Give subsamples as many items of each class as they can have.") var balanced = false
  @Option(help: "Into how many parts labels that are numbers are cut, so that both sides have all of them.")
  var bins = 10
  @Flag(inversion: .prefixedNo, help: "Whether both sides have the classes in the same proportions.")
  var stratify = true
  @Flag(help: "Compare items by their contents also where that means to read everything once more.")
  var byContent = false
  @Option(help: "What all chance comes from.") var seed: UInt64 = 0
  @Option(
    help:
      "Where a verdict turns: NAME=WATCH:BAD, such as drift=0.2:0.5. Names: \(CheckThresholds.names.joined(separator: ", "))."
  )
  var threshold: [String] = []
  @Option(help: "The folder to write to: a new one, or an earlier split, which is replaced.") var out: String?
  @Flag(help: "Check only, and write nothing.") var checkOnly = false
  @Flag(help: "Write nothing and exit with 1 where a check is bad.") var strict = false
  @Flag(help: "Show checks that are good as well.") var everyCheck = false
  @Option(help: "table or json (what split.json says).") var format: StatusFormat = .table

  /// As people write it.
  enum LabelKind: String, ExpressibleByArgument, CaseIterable {
    case classes, numbers, sets
  }

  func validate() throws {
    guard stage1 > 0, stage1 < 1 else {
      throw ValidationError("--stage1: a share above 0 and below 1 expected, such as 0.9, got \(stage1)")
    }
    guard bins >= 1 else { throw ValidationError("--bins: at least 1 expected, such as 10, got \(bins)") }
    if let separator {
      guard separator.count == 1 else {
        throw ValidationError("--separator: one character expected, such as '|', got '\(separator)'")
      }
      if let labelKind, labelKind != .sets {
        throw ValidationError(
          "--separator is for --label-kind sets, got --label-kind \(labelKind.rawValue); leave one of them out"
        )
      }
    }
    if label == nil {
      let needing: [(String, Bool)] = [
        ("--label-kind", labelKind != nil), ("--separator", separator != nil),
        ("--balanced", balanced), ("--validation-label", validationLabel != nil),
      ]
      for (option, isGiven) in needing where isGiven {
        throw ValidationError("\(option) says something of labels; name their column with --label")
      }
    }
    if validationLabel != nil, validation.isEmpty {
      throw ValidationError("--validation-label is for validation data; name that with --validation")
    }
    if balanced, subsamples == nil {
      throw ValidationError("--balanced is for subsamples; name their sizes, such as --subsamples 25,50")
    }
    if out == nil, !checkOnly {
      throw ValidationError("--out DIR names the folder to write to; --check-only writes nothing")
    }
    _ = try percents
    _ = try thresholds
  }

  func run() throws {
    SplitSignals.watch()
    let others: (any ItemSource)? =
      validation.isEmpty ? nil : try ItemSources.source(at: validation, format: dataFormat)
    let request = SplitRequest(
      stage1: stage1, seed: seed, order: time == nil ? .shuffled : .time, isStratified: stratify, bins: bins,
      subsamples: try percents, isBalanced: balanced)
    var task = SplitTask(
      train: try ItemSources.source(at: train, format: dataFormat), validation: others, columns: itemColumns,
      request: request,
      thresholds: try thresholds, folder: out ?? "")
    (task.validationLabel, task.dataFormat) = (validationLabel, dataFormat)
    if checkOnly {
      let checked = try task.check()
      try requireLabel(checked)
      show(checked)
      if strict, checked.report.verdict == .bad { throw CommandError.findings }
      return
    }
    // Looking first takes a little longer.
    let finished = strict || label == nil ? try task.run(accept: accept) : try task.run()
    show(finished)
  }

  /// Refuses a split before it is written.
  private func accept(_ split: FinishedSplit) throws {
    try requireLabel(split)
    if strict, split.report.verdict == .bad {
      show(split)
      Terminal.write("lunas: nothing was written, as a check is bad and --strict is given\n")
      throw CommandError.findings
    }
  }

  /// A table without a label is split all the same, but not because somebody forgot to name it.
  private func requireLabel(_ split: FinishedSplit) throws {
    if split.items.label == nil, stratify {
      throw ValidationError(
        "--label names the column or feature of the label; --no-stratify splits without one")
    }
  }

  private func show(_ split: FinishedSplit) {
    switch format {
    case .json: print(split.document.text(indent: 2))
    case .table:
      print(SplitTable.text(split, train: train, validation: validation))
      print(split.report.text(showsGood: everyCheck, width: SplitTable.width), terminator: "")
    }
  }
}

// MARK: - What the options mean

extension ItemSources.Format: ExpressibleByArgument {}

extension SplitVerb {
  private var itemColumns: ItemColumns {
    let kind: ItemColumns.LabelKind =
      switch labelKind {
      case .classes: .classes
      case .numbers: .numbers
      case .sets: .classSets
      case nil: separator == nil ? .automatic : .classSets
      }
    return ItemColumns(
      label: label, kind: kind, separator: separator?.first ?? "|", group: group, time: time,
      numbers: Self.list(columns), identity: id, readsContents: byContent)
  }

  private var percents: [Int] {
    get throws {
      try Self.list(subsamples).map { text in
        guard let percent = Int(text), 1...99 ~= percent else {
          throw ValidationError(
            "--subsamples: whole percentages from 1 to 99 expected, such as 25,50, got '\(text)'")
        }
        return percent
      }
    }
  }

  private var thresholds: CheckThresholds {
    get throws {
      var thresholds = CheckThresholds()
      for text in threshold {
        do throws(ThresholdError) { try thresholds.set(text) } catch {
          throw ValidationError("--threshold: \(error)")
        }
      }
      return thresholds
    }
  }

  /// What stands between commas.
  private static func list(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { $0.trimmingPrefix(" ").description }.filter { !$0.isEmpty }
  }
}

import ArgumentParser
import DataSplit

struct SplitVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Split training data for stage 1, and write the parts and split.json.",
    discussion: """
      Reads tables with a first line of names (.csv, .tsv), JSON objects a line (.jsonl), TFRecord files, WebDataset \
      archives (.tar), all also gzipped, NumPy arrays (.npy, .npz) and folders of class folders; a folder of shards and a \
      pattern ('train-*.tar') stand for all their files. Items are copied as they are. The same seed gives the same files on every machine. Exits with 1 where the data cannot be split; \
      then nothing is written.
      """)

  @Option(help: "All data that may be trained on.") var train: String
  @Option(help: "The column that holds the label; in JSON a path such as meta.label.") var label: String?
  @Option(help: "The real validation data, which is left as it is.") var validation: String?
  @Option(help: "The share of the training data that stage 1 trains on.") var stage1 = 0.9
  @Option(help: "A column whose equal values must stay together, such as a patient or a video.") var group: String?
  @Option(help: "A column with times: the latest items become the validation part.") var time: String?
  @Option(help: "What all chance comes from.") var seed: UInt64 = 0
  @Option(help: "The folder to write to: a new one, or an earlier split, which is replaced.") var out: String

  func validate() throws {
    guard stage1 > 0, stage1 < 1 else {
      throw ValidationError("--stage1: a share above 0 and below 1 expected, such as 0.9, got \(stage1)")
    }
  }

  func run() throws {
    SplitSignals.watch()
    let source = try ItemSources.source(at: train)
    if label == nil, source is TextSource || source is TFRecordSource {
      throw ValidationError("--label: a column or feature expected; only folders and archives tell it themselves")
    }
    let task = SplitTask(
      train: source, validation: try validation.map { try ItemSources.source(at: $0) },
      columns: ItemColumns(label: label, group: group, time: time),
      request: SplitRequest(stage1: stage1, seed: seed, order: time == nil ? .shuffled : .time), folder: out)
    print(SplitTable.text(try task.run(), train: train, validation: validation), terminator: "")
  }
}

/// A split as people read it.
enum SplitTable {
  /// The most classes that are shown each for itself.
  private static let mostClasses = 12

  static func text(_ split: FinishedSplit, train: String, validation: String?) -> String {
    let parts = split.document["parts"]?.objectValue ?? [:]
    let names = (split.document["classes"]?.arrayValue ?? []).compactMap(\.stringValue)
    let shown = names.count <= mostClasses ? names : []
    var rows = [["part", "items"] + shown + ["file"]]
    let order = parts.keys.sorted { (rank($0), $0) < (rank($1), $1) }
    for name in order {
      guard let part = parts[name] else { continue }
      let counts = (part["classes"]?.arrayValue ?? []).compactMap(\.intValue)
      let file = split.files[name] ?? (name == "stage2.train" ? train : validation ?? "")
      let cells = shown.indices.map { $0 < counts.count ? String(counts[$0]) : "-" }
      rows.append([name, part["items"]?.text ?? "-"] + cells + [file])
    }
    let more = names.count > mostClasses ? "\(names.count) classes; their counts are in split.json\n" : ""
    return TrialTable.table(rows) + more
  }

  /// Stage 1 comes before stage 2, and training before validation.
  private static func rank(_ name: String) -> Int {
    (name.hasPrefix("stage2") ? 10 : 0) + (name.contains("validation") ? 5 : 0)
  }
}

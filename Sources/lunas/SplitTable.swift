import DataSplit
import PlainJSON

/// The parts of a split as people read them.
enum SplitTable {
  /// The most classes that are shown each for itself.
  private static let mostClasses = 12

  static func text(_ split: FinishedSplit, train: [String], validation: [String]) -> String {
    let parts = split.document["parts"]?.objectValue ?? [:]
    let names = (split.document["classes"]?.arrayValue ?? []).compactMap(\.stringValue)
    let shown = names.count <= mostClasses ? names : []
    let isWritten = !split.files.isEmpty
    var rows = [["part", "items"] + shown + (isWritten ? ["file"] : [])]
    for name in parts.keys.sorted(by: { key($0) < key($1) }) {
      guard let part = parts[name] else { continue }
      let counts = (part["classes"]?.arrayValue ?? []).compactMap(\.intValue)
      let cells = shown.indices.map { $0 < counts.count ? String(counts[$0]) : "-" }
      let inputs = name == "stage2.train" ? train : validation
      let file = split.files[name] ?? inputs.joined(separator: " ")
      rows.append([name, part["items"]?.text ?? "-"] + cells + (isWritten ? [file] : []))
    }
    let more = names.count > mostClasses ? "\(names.count) classes; their counts are in split.json\n" : ""
    return TrialTable.table(rows) + more
  }

  /// Stage 1 comes before stage 2, and training before validation; subsamples by their size.
  private static func key(_ name: String) -> (Int, Int) {
    let rank = (name.hasPrefix("stage2") ? 10 : 0) + (name.contains("validation") ? 5 : 0)
    return (rank, name.split(separator: ".").last.flatMap { Int($0) } ?? 0)
  }
}

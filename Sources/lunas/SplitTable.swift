import DataSplit
import PlainJSON

/// The parts of a split as people read them.
enum SplitTable {
  /// The most classes that are shown each for itself.
  private static let mostClasses = 12

  /// Columns that a line may have: no more than are easily read, and than the terminal has.
  static var width: Int { Terminal.isScreen ? min(Terminal.width, 110) : 110 }

  /// A name of a class as a table can show it: what would break a line is written as JSON does.
  private static func oneLine(_ name: String) -> String {
    let isControl = { (character: Unicode.Scalar) in character.value < 0x20 || character.value == 0x7F }
    return name.unicodeScalars.contains(where: isControl) ? JSON.string(name).text : name
  }

  static func text(_ split: FinishedSplit, train: [String], validation: [String]) -> String {
    let parts = split.document["parts"]?.objectValue ?? [:]
    let names = (split.document["classes"]?.arrayValue ?? []).compactMap(\.stringValue).map(oneLine)
    let rows = { (shown: [String], isWhole: Bool) in
      let files = isWhole && !split.files.isEmpty
      return [["part", "items"] + shown + (files ? ["file"] : [])]
        + parts.keys.sorted(by: PartOrder.isBefore).map { name in
          let counts = (parts[name]?["classes"]?.arrayValue ?? []).compactMap(\.intValue)
          let cells = shown.indices.map { $0 < counts.count ? String(counts[$0]) : "-" }
          let file = split.files[name] ?? (name == "stage2.train" ? train : validation).joined(separator: " ")
          return [name, parts[name]?["items"]?.text ?? "-"] + cells + (files ? [file] : [])
        }
    }
    // Names of files are as long as they are; it is the classes that must not break lines.
    let fits =
      names.count <= mostClasses && TrialTable.table(rows(names, false)).prefix { $0 != "\n" }.count <= width
    let more = fits ? "" : "\(names.count) classes; their counts are in split.json\n"
    return TrialTable.table(rows(fits ? names : [], true)) + more
  }
}

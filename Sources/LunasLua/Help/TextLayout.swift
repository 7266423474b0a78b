/// Text for a terminal of 80 columns.
enum TextLayout {
  static let width = 80
  /// The widest label beside which its text still stands.
  private static let widestLabel = 30

  /// Lines of at most `width` columns, each with the indent in front; a longer word stands alone.
  static func wrapped(_ text: String, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { String(repeating: " ", count: indent) + $0 }
  }

  /// Prose that may hold examples: indented lines stay as they are where there is room, others are joined and wrapped.
  static func paragraphs(_ prose: [String], indent: Int) -> [String] {
    var lines: [String] = []
    var paragraph: [String] = []
    func flush() {
      lines += wrapped(paragraph.joined(separator: " "), indent: indent)
      paragraph = []
    }
    for line in prose {
      if line.isEmpty || line.hasPrefix(" ") {
        flush()
        lines += line.isEmpty ? [""] : hanging(String(repeating: " ", count: indent) + line)
      } else {
        paragraph.append(line)
      }
    }
    flush()
    return lines
  }

  /// A line that begins with spaces, cut where it is too wide: what follows stands under the text beside its label, or
  /// under its beginning.
  private static func hanging(_ line: String) -> [String] {
    if line.count <= width { return [line] }
    let label = line.prefixMatch(of: /( *)(\S.{0,30}? {2,})?/)
    let column = min((label?.output.0.count ?? 0) + (label?.output.2 == nil ? 2 : 0), width / 2)
    var lines = [""]
    for (position, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      let last = lines[lines.count - 1]
      if last.count + 1 + word.count > width, last.count > column {
        lines.append(String(repeating: " ", count: column) + word)
      } else {
        lines[lines.count - 1] = last + (position == 0 ? "" : " ") + word
      }
    }
    return lines
  }

  /// Labels with their texts beside them in one column; after a wide label the text begins on the next line.
  static func table(_ rows: [(label: String, text: String)]) -> [String] {
    let labels = rows.map(\.label.count).filter { $0 <= widestLabel }
    let column = 2 + (labels.max() ?? widestLabel - 10) + 2
    return rows.flatMap { row in
      let label = "  " + row.label
      var lines = wrapped(row.text, indent: column)
      if let first = lines.first, label.count + 2 <= column {
        lines[0] = label + first.dropFirst(label.count)
      } else {
        lines.insert(contentsOf: hanging(label), at: 0)
      }
      return lines
    }
  }
}

import Foundation

/// Horizontal bars in groups, as text: shares of classes in several parts.
public struct BarChart: Sendable {
  /// One bar.
  public struct Bar: Sendable {
    public var name: String
    /// From 0 on.
    public var share: Double
    /// What stands at its end, besides the share in percent.
    public var label: String

    /// Makes a bar.
    public init(_ name: String, _ share: Double, label: String = "") {
      (self.name, self.share, self.label) = (name, share, label)
    }
  }

  /// Bars under one heading.
  public struct Group: Sendable {
    public var name: String
    public var bars: [Bar]

    /// Makes a group.
    public init(_ name: String, bars: [Bar]) { (self.name, self.bars) = (name, bars) }
  }

  public var title: String
  public var groups: [Group] = []
  /// Columns of the whole text; what is too little to draw in is raised.
  public var width = 72
  /// Whether nothing beyond ASCII is drawn.
  public var isASCII = false

  /// Makes a chart without bars.
  public init(title: String) { self.title = title }

  /// The chart, line by line, with a line break at the end.
  public func text() -> String {
    let bars = groups.flatMap(\.bars)
    let names = bars.map(\.name.count).max() ?? 0
    let labels = bars.map(\.label.count).max() ?? 0
    let room = max(width - names - labels - 14, 8)
    let most = bars.map(\.share).max() ?? 0
    var lines = [title]
    for group in groups {
      lines.append(group.name)
      for bar in group.bars {
        let length = most > 0 ? bar.share / most * Double(room) : 0
        let drawn = self.bar(length)
        lines.append(
          "  " + bar.name + String(repeating: " ", count: names - bar.name.count + 1)
            + drawn + String(repeating: " ", count: max(room - drawn.count, 0) + 1)
            + String(format: "%5.1f %%", bar.share * 100) + "  "
            + String(repeating: " ", count: labels - bar.label.count) + bar.label)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Eighths of a column, as far as the characters go.
  private func bar(_ length: Double) -> String {
    if isASCII { return String(repeating: "#", count: Int(length.rounded())) }
    let eighths = Int((length * 8).rounded())
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }
}

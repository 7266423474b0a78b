import Foundation

/// Numbers as words of checks write them.
enum Figures {
  /// A share: `3.1 %`.
  static func percent(_ share: Double) -> String { short(share * 100) + " %" }

  /// Three digits, or all of a whole number: `0.0312`, `1234`.
  static func short(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return String(whole) }
    return String(format: value.magnitude >= 100 ? "%.0f" : "%.3g", value)
  }

  /// `1 item`, `2 items`.
  static func count(_ count: Int, _ noun: String) -> String {
    if count == 1 { return "1 \(noun)" }
    return "\(count) " + (noun.hasSuffix("s") ? noun + "es" : noun + "s")
  }

  /// The first few names, and how many more there are: `cat, dog, and 3 more`.
  static func list(_ names: [String], most: Int = 5) -> String {
    let shown = names.prefix(most).joined(separator: ", ")
    return names.count > most ? shown + ", and \(names.count - most) more" : shown
  }
}

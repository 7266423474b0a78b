import Foundation

/// Numbers as sentences about measures have them.
enum MeasureNumber {
  /// Four digits: `3.2`, `6.1e6`, `123400`.
  static func text(_ value: Double) -> String { text(value, digits: 4) }

  /// A value and a bound that it breaks, with as many digits as tell them apart.
  static func texts(_ value: Double, _ bound: Double) -> (String, String) {
    for digits in 4...17 {
      let texts = (text(value, digits: digits), text(bound, digits: digits))
      if texts.0 != texts.1 { return texts }
    }
    return ("\(value)", "\(bound)")
  }

  private static func text(_ value: Double, digits: Int) -> String {
    let text = String(format: "%.\(digits)g", value)
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
      return text
    }
    return "\(text[..<mark])e\(exponent)"
  }
}

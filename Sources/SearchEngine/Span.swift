/// Lengths of time as people write them.
public enum Span {
  /// Reads `90`, `90s`, `2h`, `1h30m`, `14d` as seconds, or nil where it is none.
  public static func seconds(_ text: String) -> Double? {
    if let plain = Double(text) { return plain >= 0 && plain.isFinite ? plain : nil }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
    var (total, digits) = (0.0, "")
    for character in text where character != " " {
      if character.isNumber || character == "." {
        digits.append(character)
      } else if let unit = units[character], let number = Double(digits) {
        total += number * unit
        digits = ""
      } else {
        return nil
      }
    }
    return digits.isEmpty && !text.isEmpty ? total : nil
  }

  /// Writes seconds in the two largest units that say something: `4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
  public static func text(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "?" }
    let whole = Int(max(0, seconds).rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(whole % 60) s"
    case ..<86400: return "\(whole / 3600) h \(whole % 3600 / 60) min"
    default: return "\(whole / 86400) d \(whole % 86400 / 3600) h"
    }
  }
}

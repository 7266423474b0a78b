/// Lines that count something and have found none: `uncorrectable ECC errors: 0`, `0 oom-kill events`.
enum NoneOfIt {
  /// Whether a line says that there was none of what a word means.
  static func says(_ line: Substring, _ word: String) -> Bool {
    let small = line.lowercased()
    guard let found = small.firstRange(of: word) else { return false }
    return isZero(after: small[found.upperBound...]) || isNone(before: small[..<found.lowerBound])
  }

  /// `s: 0`, `s count = 0`, but not `s: 0x10`, `: 0.5` or `error: code 0`.
  private static func isZero(after rest: Substring) -> Bool {
    let name = rest.prefix { $0.isLetter || $0 == " " || $0 == "\t" || $0 == "_" || $0 == ")" }
    var value = rest.dropFirst(name.count)
    guard name.count <= 24, let mark = value.popFirst(), mark == ":" || mark == "=" else { return false }
    value = value.drop { $0 == " " || $0 == "\t" }
    let digits = value.prefix { $0.isNumber }
    guard !digits.isEmpty, digits.allSatisfy({ $0 == "0" }) else { return false }
    guard let next = value.dropFirst(digits.count).first else { return true }
    return !next.isLetter && next != "."
  }

  /// `0 `, `no `, `without `.
  private static func isNone(before start: Substring) -> Bool {
    let word = start.split { $0 == " " || $0 == "\t" }.last
    return start.last?.isWhitespace == true && (word == "0" || word == "no" || word == "without")
  }
}

import PlainJSON

/// What one parameter says of a choice.
enum ParameterChoice {
  /// A candidate by its number, with the number of candidates where that is told too.
  case index(Int, count: Int?)
  /// A candidate by its value or display text.
  case literal(JSON)

  /// Reads `INDEX/COUNT`, `INDEX/COUNT (ANYTHING)`, an index or a literal, as PyGlove does.
  init(_ value: JSON) {
    guard case .string(let text) = value else {
      if case .integer(let index) = value { self = .index(index, count: nil) } else { self = .literal(value) }
      return
    }
    let numbers = text.utf8.prefix {
      $0 == UInt8(ascii: "/") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
    let parts = numbers.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let rest = text.utf8.dropFirst(numbers.count)
    let isLiteral = rest.starts(with: " (".utf8) && rest.last == UInt8(ascii: ")")
    if parts.count == 2, rest.isEmpty || isLiteral, let index = Int(Substring(parts[0])),
      let count = Int(Substring(parts[1]))
    {
      self = .index(index, count: count)
    } else {
      self = .literal(value)
    }
  }
}

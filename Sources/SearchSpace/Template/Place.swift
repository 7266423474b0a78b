/// A place in a decided table, as text: `blocks[0].kernel`. Positions count from 0, as PyGlove's do; a name that is no plain
/// word stands in quotes: `["a.b"]`.
enum Place {
  /// One step of a place.
  enum Step: Hashable {
    case key(String)
    case position(Int)
  }

  /// The place of a member.
  static func member(_ key: String, of place: String) -> String {
    guard isPlain(key) else { return "\(place)[\"\(key)\"]" }
    return place.isEmpty ? key : "\(place).\(key)"
  }

  /// Whether a key needs no quotes.
  static func isPlain(_ key: String) -> Bool {
    !key.isEmpty && key.utf8.allSatisfy { !"[].*\"=".utf8.contains($0) }
  }

  /// The steps of a place.
  static func steps(of place: String) -> [Step] {
    var reader = PlaceReader(place)
    var steps: [Step] = []
    while let part = reader.next() {
      switch part {
      case .key(let key): steps.append(.key(key))
      case .bracket(let text): steps.append(.position(Int(text) ?? 0))
      }
    }
    return steps
  }
}

/// Takes the text of a place or a pattern apart.
struct PlaceReader {
  enum Part {
    case key(String)
    /// What stands in brackets, but for a quoted name.
    case bracket(String)
  }

  private var rest: Substring
  /// Whether the text broke off in the middle of something.
  private(set) var isBroken = false

  init(_ text: String) { rest = text[...] }

  mutating func next() -> Part? {
    if rest.first == "." { rest.removeFirst() }
    if rest.hasPrefix("[\"") {
      rest.removeFirst(2)
      let name = take(upTo: "\"")
      isBroken = isBroken || !rest.hasPrefix("\"]")
      rest = rest.dropFirst(2)
      return .key(name)
    }
    if rest.first == "[" {
      rest.removeFirst()
      let text = take(upTo: "]")
      isBroken = isBroken || rest.isEmpty
      rest = rest.dropFirst()
      return .bracket(text)
    }
    if rest.isEmpty { return nil }
    let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
    defer { rest = rest[end...] }
    if end == rest.startIndex { isBroken = true }
    return .key(String(rest[..<end]))
  }

  private mutating func take(upTo character: Character) -> String {
    let end = rest.firstIndex(of: character) ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(rest[..<end])
  }
}

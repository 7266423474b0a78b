import PlainJSON

/// Names places of decided tables: `blocks[*].kernel`, `*.params`, `**.filters`.
///
/// `[*]` stands for any position of a list, `*` for any member or position, `**` for any number of steps.
public struct PathPattern: Sendable, Hashable, CustomStringConvertible {
  enum Step: Sendable, Hashable {
    case key(String)
    case position(Int)
    case anyPosition
    case any
    case deep
  }

  /// The text that it was read from.
  public let description: String
  let steps: [Step]

  /// Reads a pattern; the empty one names the whole table.
  ///
  /// - Throws: ``SpaceError`` for what is no pattern.
  public init(_ text: String) throws(SpaceError) {
    var reader = PlaceReader(text)
    var steps: [Step] = []
    while let part = reader.next() {
      switch part {
      case .key("*"): steps.append(.any)
      case .key("**"): if steps.last != .deep { steps.append(.deep) }
      case .key(let key): steps.append(.key(key))
      case .bracket("*"): steps.append(.anyPosition)
      case .bracket(let inside):
        guard let position = Int(inside), position >= 0 else {
          throw SpaceError(
            path: "", problem: "'[\(inside)]' in the pattern '\(text)' is no position; write [0] or [*]")
        }
        steps.append(.position(position))
      }
    }
    if reader.isBroken {
      throw SpaceError(
        path: "", problem: "'\(text)' is no pattern of places; write for example blocks[*].kernel or **.filters")
    }
    description = text
    self.steps = steps
  }

  /// Whether it names a place.
  func matches(_ place: [Place.Step]) -> Bool { Self.matches(steps[...], place[...]) }

  /// Whether it names a place or one that encloses it.
  func covers(_ place: [Place.Step]) -> Bool {
    (0...place.count).contains { matches(Array(place.prefix($0))) }
  }

  private static func matches(_ steps: ArraySlice<Step>, _ place: ArraySlice<Place.Step>) -> Bool {
    guard let step = steps.first else { return place.isEmpty }
    if step == .deep {
      return place.indices.contains { matches(steps.dropFirst(), place[$0...]) }
        || matches(steps.dropFirst(), place[place.endIndex...])
    }
    guard let next = place.first, step.matches(next) else { return false }
    return matches(steps.dropFirst(), place.dropFirst())
  }

  /// The values at the places of a table that it names, lists in their order and members by the bytes of their names.
  func values(in table: JSON) -> [JSON] {
    var found: [JSON] = []
    Self.collect(steps[...], table, into: &found)
    return found
  }

  private static func collect(_ steps: ArraySlice<Step>, _ value: JSON, into found: inout [JSON]) {
    guard let step = steps.first else {
      found.append(value)
      return
    }
    let rest = steps.dropFirst()
    if step == .deep { collect(rest, value, into: &found) }
    for (place, child) in value.children where step == .deep || step.matches(place) {
      collect(step == .deep ? steps : rest, child, into: &found)
    }
  }
}

extension PathPattern.Step {
  fileprivate func matches(_ place: Place.Step) -> Bool {
    switch (self, place) {
    case (.key(let own), .key(let other)): own == other
    case (.position(let own), .position(let other)): own == other
    case (.anyPosition, .position), (.any, _), (.deep, _): true
    default: false
    }
  }
}

extension JSON {
  /// The values directly inside, in the order in which decisions are numbered.
  fileprivate var children: [(Place.Step, JSON)] {
    switch self {
    case .array(let elements): elements.enumerated().map { (.position($0.offset), $0.element) }
    case .object(let members):
      members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { (.key($0.key), $0.value) }
    default: []
    }
  }
}

import PlainJSON

/// Finds the choices that a decided table stands for.
struct ArchitectureReader {
  private(set) var choices: [Int]
  /// The shared decisions by number; nil to leave them undecided.
  private let shared: [Int: Node]?

  init(pointCount: Int, shared: [Int: Node]?) {
    choices = [Int](repeating: Architecture.inactive, count: pointCount)
    self.shared = shared
  }

  /// Reads the value of a part. Where two candidates fit, the first one counts.
  ///
  /// - Throws: ``SpaceError`` with the first place that fits no candidate.
  mutating func read(_ value: JSON, into node: Node) throws(SpaceError) {
    switch node.shape {
    case .constant(let constant):
      guard constant.isSame(as: value) else {
        throw SpaceError(path: node.place, problem: "\(constant.text) expected, got \(value.text)")
      }
    case .list(let nodes):
      guard let elements = value.elements, elements.count == nodes.count else {
        throw SpaceError(path: node.place, problem: "a list of \(nodes.count) expected, got \(value.text)")
      }
      for (element, node) in zip(elements, nodes) { try read(element, into: node) }
    case .table(let members): try read(value, members, of: node)
    case .integer(let point, let range, _):
      guard let choice = value.intValue.flatMap(range.choice(of:)) else {
        throw SpaceError(path: node.place, problem: "no value of this int: \(value.text)")
      }
      choices[point] = choice
    case .float(let point, let range):
      guard let number = value.doubleValue, range.contains(number) else {
        throw SpaceError(
          path: node.place, problem: "a number from \(range.lower) to \(range.upper) expected, got \(value.text)")
      }
      choices[point] = Architecture.choice(for: number)
    case .oneOf(let choice):
      guard try first(of: choice.candidates, from: 0, fits: value, at: choice.point) else {
        throw SpaceError(path: node.place, problem: "no candidate fits \(value.text)")
      }
    case .manyOf(let choice): try read(value, choice, of: node)
    case .listOf(let list): try read(value, list, of: node)
    case .shared(let number): try read(value, shared: number, at: node)
    }
  }

  private mutating func read(
    _ value: JSON, _ members: [(key: String, value: Node)], of node: Node
  ) throws(SpaceError) {
    // An empty table of Lua reads as a list.
    guard let given = value.objectValue ?? (value.elements == [] ? [:] : nil) else {
      throw SpaceError(path: node.place, problem: "a table expected, got \(value.text)")
    }
    if let unknown = given.keys.sorted().first(where: { key in !members.contains { $0.key == key } }) {
      let keys = members.map(\.key).joined(separator: ", ")
      throw SpaceError(path: node.place, problem: "a table with the keys \(keys) expected, got also '\(unknown)'")
    }
    // What is not there is nothing: Lua keeps no nil in a table.
    for (key, node) in members {
      if given[key] == nil, !node.canBeNull {
        throw SpaceError(path: node.place, problem: "missing: there is no member '\(key)'")
      }
      try read(given[key] ?? .null, into: node)
    }
  }

  private mutating func read(_ value: JSON, _ choice: ManyOfNode, of node: Node) throws(SpaceError) {
    guard let elements = value.elements, elements.count == choice.slots.count else {
      throw SpaceError(path: node.place, problem: "a list of \(choice.slots.count) expected, got \(value.text)")
    }
    guard try read(elements, choice, from: 0, used: []) else {
      let rule = choice.rule
      let words = (rule.isDistinct ? " distinct" : "") + (rule.isSorted ? " sorted" : "")
      throw SpaceError(path: node.place, problem: "no selection of\(words) candidates fits \(value.text)")
    }
  }

  /// Reads the positions from one on; goes back where a candidate that fits is needed further on.
  private mutating func read(
    _ elements: [JSON], _ choice: ManyOfNode, from position: Int, used: [Int]
  ) throws(SpaceError) -> Bool {
    guard position < elements.count else { return true }
    let slot = choice.slots[position]
    let least =
      choice.rule.isSorted && position > 0
      ? (used.last ?? 0) + (choice.rule.isDistinct ? 1 : 0) : 0
    for candidate in slot.candidates.indices.dropFirst(least) {
      if choice.rule.isDistinct, used.contains(candidate) { continue }
      let before = choices
      if try fits(elements[position], slot.candidates[candidate], choice: candidate, at: slot.point),
        try read(elements, choice, from: position + 1, used: used + [candidate])
      {
        return true
      }
      choices = before
    }
    return false
  }

  private mutating func read(_ value: JSON, _ list: ListOfNode, of node: Node) throws(SpaceError) {
    guard let elements = value.elements, let choice = list.lengths.firstIndex(of: elements.count) else {
      let lengths = list.lengths.map(String.init)
      let known =
        lengths.count > 8 ? "\(lengths[0]) ... \(lengths[lengths.count - 1])" : lengths.joined(separator: ", ")
      throw SpaceError(path: node.place, problem: "a list of length \(known) expected, got \(value.text)")
    }
    if !list.length.points.isEmpty { choices[list.length.points.lowerBound] = choice }
    for (element, node) in zip(elements, list.elements) { try read(element, into: node) }
  }

  private mutating func read(_ value: JSON, shared number: Int, at node: Node) throws(SpaceError) {
    guard let body = shared?[number] else { return }
    let before = Array(choices[body.points])
    var attempt = self
    try attempt.read(value, into: body)
    if before.contains(where: { $0 != Architecture.inactive }), before != Array(attempt.choices[body.points]) {
      throw SpaceError(
        path: node.place, problem: "\(value.text) differs from what the same shared decision has elsewhere")
    }
    self = attempt
  }

  private mutating func first(
    of candidates: [Node], from least: Int, fits value: JSON, at point: Int
  ) throws(SpaceError) -> Bool {
    for choice in candidates.indices.dropFirst(least)
    where try fits(value, candidates[choice], choice: choice, at: point) {
      return true
    }
    return false
  }

  private mutating func fits(_ value: JSON, _ node: Node, choice: Int, at point: Int) throws(SpaceError) -> Bool {
    if case .constant(let constant) = node.shape {
      guard constant.isSame(as: value) else { return false }
      choices[point] = choice
      return true
    }
    var attempt = self
    attempt.choices[point] = choice
    do { try attempt.read(value, into: node) } catch { return false }
    self = attempt
    return true
  }
}

extension Node {
  /// Whether nothing is one of its values, so that a table without the member has it.
  fileprivate var canBeNull: Bool {
    switch shape {
    case .constant(let value): value == .null
    case .oneOf(let choice): choice.candidates.contains(where: \.canBeNull)
    case .shared: true
    default: false
    }
  }
}

extension JSON {
  /// The elements of a list; an empty table reads as either.
  fileprivate var elements: [JSON]? { arrayValue ?? (objectValue?.isEmpty == true ? [] : nil) }

  /// Whether a decided value is a constant of the template. `false` stands for nothing in a list, which can have no
  /// nil in Lua, and a whole number may have been through a language that has only one kind of number.
  func isSame(as value: JSON) -> Bool {
    switch (self, value) {
    case (.null, .bool(false)): true
    case (.integer, .number), (.number, .integer): doubleValue == value.doubleValue
    case (.array([]), .object([:])), (.object([:]), .array([])): true
    case (.array(let own), .array(let other)):
      own.count == other.count && zip(own, other).allSatisfy { $0.isSame(as: $1) }
    case (.object(let own), .object(let other)):
      own.count == other.count && own.allSatisfy { key, value in other[key].map(value.isSame) ?? (value == .null) }
    default: self == value
    }
  }
}

import PlainJSON
import Suggestions

extension SearchSpace {
  /// The architecture that parameters tell; the inverse of ``parameters(of:)``.
  ///
  /// It reads what PyGlove reads: `1/3`, `1/3 ('swish')` with any literal, the bare index, the literal alone, a list
  /// at the place of a multi-choice, and a decision's name in the place of its path.
  ///
  /// - Throws: ``SpaceError`` with the parameter's path.
  public func architecture(parameters text: String) throws -> Architecture {
    let value: JSON
    do { value = try JSON(parsing: text) } catch {
      throw SpaceError(path: "", problem: "parameters are a JSON object of paths and choices; \(error)")
    }
    guard case .object(let given) = value else {
      throw SpaceError(path: "", problem: "parameters are a JSON object of paths and choices, got \(value.kind)")
    }
    var reader = ParameterReader(space: self, given: given)
    do {
      try reader.read(root, at: .root)
      try reader.readShared()
    } catch let missing as ParameterReader.Missing { throw missing.error }
    try reader.requireAllUsed()
    let architecture = Architecture(choices: reader.choices)
    try requireAllowed(architecture)
    return architecture
  }
}

private struct ParameterReader {
  /// A decision that the parameters do not tell.
  struct Missing: Error {
    let error: SpaceError
  }

  let space: SearchSpace
  /// What is given, by path; a null stands for a decision that does not exist.
  private let given: [String: JSON]
  private var used: Set<String> = []
  /// The active decisions that were read, with the choice and the count; a continuous one has neither.
  private var read: [String: (choice: Int, count: Int)] = [:]
  /// How many choices were taken from the list at a name.
  private var taken: [String: Int] = [:]
  /// The places of shared decisions that are still to be read.
  private var sharedPlaces: [(number: Int, path: PyGlovePath)] = []
  private(set) var choices: [Int]

  init(space: SearchSpace, given: [String: JSON]) {
    self.space = space
    self.given = given.filter { $0.value != .null }
    choices = space.blank.choices
  }

  mutating func read(_ node: Node, at path: PyGlovePath) throws {
    switch node.shape {
    case .constant: break
    case .list(let nodes):
      for (position, node) in nodes.enumerated() { try read(node, at: path.element(position)) }
    case .table(let nodes):
      for (key, node) in nodes { try read(node, at: path.member(key)) }
    case .oneOf(let choice): try read(choice.point, choice.candidates, at: path)
    case .manyOf(let choice):
      var before: [Int] = []
      for (position, slot) in choice.slots.enumerated() {
        let place = choice.path(of: position, in: path)
        try read(slot.point, slot.candidates, at: place, parent: (path.text, position, choice.slots.count))
        try require(choices[slot.point], after: before, choice.rule, at: place)
        before.append(choices[slot.point])
      }
    case .integer(let point, let range, _):
      let value = try value(at: path, name: space.points[point].name)
      choices[point] = try choose(value, count: range.count, at: path) { literal in
        literal.intValue.flatMap(range.choice) ?? literal.stringValue.flatMap { Int($0) }.flatMap(range.choice)
      }
    case .float(let point, let range):
      let value = try value(at: path, name: space.points[point].name)
      guard let number = value.doubleValue, range.contains(number) else {
        throw SpaceError(
          path: path.text, problem: "a number from \(range.lower) to \(range.upper) expected, got \(value.text)")
      }
      choices[point] = Architecture.choice(for: number)
      read[path.text] = (0, 0)
    case .listOf(let list): try read(list, at: path)
    case .shared(let number): sharedPlaces.append((number, path))
    }
  }

  private mutating func read(_ list: ListOfNode, at path: PyGlovePath) throws {
    var choice = 0
    if !list.length.points.isEmpty {
      let point = list.length.points.lowerBound
      let value = try value(at: path, name: space.points[point].name)
      choice = try choose(value, count: list.lengths.count, at: path) { _ in nil }
      choices[point] = choice
    }
    let inside = list.path(in: path, choice: choice)
    for (position, node) in list.elements.prefix(list.lengths[choice]).enumerated() {
      try read(node, at: inside.element(position))
    }
  }

  private mutating func read(
    _ point: Int, _ candidates: [Node], at path: PyGlovePath,
    parent: (path: String, position: Int, count: Int)? = nil
  ) throws {
    let value = try value(at: path, name: space.points[point].name, parent: parent)
    let (literals, shared) = (space.points[point].literals, space.sharedNodes)
    let choice = try choose(value, count: candidates.count, at: path) { literal in
      let fitting = candidates.indices.filter { index in
        let isConstant = if case .constant(literal) = candidates[index].shape { true } else { false }
        let text = literals?[index] ?? PythonLiteral.text(of: candidates[index], shared: shared)
        return isConstant || literal == .string(text)
      }
      return fitting.count == 1 ? fitting[0] : nil
    }
    choices[point] = choice
    try read(candidates[choice], at: path.candidate(choice, of: candidates.count))
  }

  // MARK: Values

  /// What is given for a decision: at its path, in the list at its multi-choice, or under its name.
  private mutating func value(
    at path: PyGlovePath, name: String?, parent: (path: String, position: Int, count: Int)? = nil
  ) throws -> JSON {
    if let value = given[path.text], value.arrayValue == nil || parent == nil || parent?.path != path.text {
      used.insert(path.text)
      return value
    }
    if let parent, let elements = given[parent.path]?.arrayValue {
      used.insert(parent.path)
      guard elements.count == parent.count else {
        throw SpaceError(
          path: parent.path, problem: "a list of \(parent.count) choices expected, got \(elements.count)")
      }
      return elements[parent.position]
    }
    if let name, let value = given[name] {
      used.insert(name)
      guard let elements = value.arrayValue else { return value }
      let position = taken[name, default: 0]
      taken[name] = position + 1
      if elements.indices.contains(position) { return elements[position] }
    }
    throw Missing(error: SpaceError(path: path.text, problem: "missing: the parameters do not tell this decision"))
  }

  private mutating func choose(
    _ value: JSON, count: Int, at path: PyGlovePath, literal: (JSON) -> Int?
  ) throws -> Int {
    func fail(_ problem: String) -> SpaceError { SpaceError(path: path.text, problem: problem) }
    let choice: Int
    switch ParameterChoice(value) {
    case .index(let index, let given):
      if let given, given != count {
        throw fail("'\(index)/\(given)' tells one of \(given) candidates, and there are \(count) here")
      }
      guard (0..<count).contains(index) else {
        throw fail("there is no candidate \(index); they are numbered from 0 to \(count - 1)")
      }
      choice = index
    case .literal(let value):
      guard let index = literal(value) else {
        throw fail("'INDEX/\(count)', an index or the value of one candidate expected, got \(value.text)")
      }
      choice = index
    }
    read[path.text] = (choice, count)
    return choice
  }

  private func require(_ choice: Int, after before: [Int], _ rule: ManyOfRule, at path: PyGlovePath) throws {
    if rule.isDistinct, before.contains(choice) {
      throw SpaceError(
        path: path.text, problem: "candidate \(choice) is chosen twice, and the choices are distinct")
    }
    if rule.isSorted, let last = before.last, choice < last {
      throw SpaceError(
        path: path.text, problem: "candidate \(choice) comes after \(last), and the choices are sorted")
    }
  }

  // MARK: Shared decisions

  /// Reads the shared decisions at all of their places: one is enough, and all that are told must agree.
  mutating func readShared() throws {
    var missing: [Int: SpaceError] = [:]
    var known: Set<Int> = []
    var position = 0
    // A shared decision may hold others, whose places are met on the way.
    while position < sharedPlaces.count {
      let (number, path) = sharedPlaces[position]
      position += 1
      guard let node = space.sharedNodes[number] else { continue }
      var attempt = self
      for point in node.points { attempt.choices[point] = Architecture.inactive }
      do { try attempt.read(node, at: path) } catch let error as Missing {
        if !known.contains(number) { missing[number] = missing[number] ?? error.error }
        continue
      }
      if known.contains(number), attempt.choices[node.points] != choices[node.points] {
        throw SpaceError(path: path.text, problem: "differs from what the same shared decision has elsewhere")
      }
      self = attempt
      known.insert(number)
      missing[number] = nil
    }
    if let error = missing.min(by: { $0.key < $1.key })?.value { throw error }
  }

  // MARK: What is left

  /// Nothing may be dropped: what no decision used is a mistake.
  func requireAllUsed() throws {
    guard let key = given.keys.filter({ !used.contains($0) }).sorted().first else { return }
    // A decision of another candidate than the chosen one.
    if let other = read.keys.filter({ key.hasPrefix($0 + "[=") }).max(by: { $0.count < $1.count }),
      let parent = read[other]
    {
      throw SpaceError(
        path: key, problem: "exists only with another choice: '\(other)' is \(parent.choice)/\(parent.count)")
    }
    let unknown = UnknownName(kind: "parameter", name: key, known: Array(read.keys))
    throw SpaceError(path: "", problem: unknown.nearest == nil ? Self.few(unknown) : unknown.description)
  }

  private static func few(_ unknown: UnknownName) -> String {
    let known = unknown.known.sorted()
    let shown = known.prefix(8).joined(separator: ", ") + (known.count > 8 ? ", ..." : "")
    return "unknown parameter '\(unknown.name)'; known: \(shown)"
  }
}

import PlainJSON

/// The search-space specification: what PyGlove calls a `DNASpec` and a job of Vertex AI NAS its `searchSpaceSpec`.
extension SearchSpace {
  /// The specification as JSON text. It tells decisions, candidates and display texts, not values; fields at their
  /// defaults are left out, and `pg.from_json_str` reads it.
  ///
  /// Whole numbers become choices among their values, a list of decided length a choice among lists, and a shared
  /// decision stands at its first place alone.
  ///
  /// - Throws: ``SpaceError`` for what a specification cannot say: cuts and constraints, keys that PyGlove cannot
  ///   hold, and numbers with too many values to list.
  public func specification() throws(SpaceError) -> String {
    if !restriction.isNone || !constraints.isEmpty {
      let what = restriction.isNone ? "constraints" : "a cut"
      throw SpaceError(
        path: "", problem: "a specification cannot say \(what); take that of the space before it was changed")
    }
    // PyGlove wants names that are unique, and nothing else called like a path.
    var writer = SpecificationWriter(space: self, names: [])
    _ = try writer.template(root, index: nil, at: .root)
    let names = Set(writer.met.filter { $0.value == 1 && !writer.paths.contains($0.key) }.keys)
    writer = SpecificationWriter(space: self, names: names)
    return try writer.template(root, index: nil, at: .root).text
  }
}

private struct SpecificationWriter {
  /// Far more than people search over; beyond it a list of decided length or a range was surely not meant for this.
  static let maxCandidates = 100_000

  let space: SearchSpace
  /// The names that can be written.
  let names: Set<String>
  /// How often each name was met.
  private(set) var met: [String: Int] = [:]
  private(set) var paths: Set<String> = []
  private var visited: Set<Int> = []
  private var count = 0

  init(space: SearchSpace, names: Set<String>) {
    self.space = space
    self.names = names
  }

  /// A candidate, or the whole space: the decisions that exist with it.
  mutating func template(_ node: Node, index: Int?, at path: PyGlovePath) throws(SpaceError) -> JSON {
    var elements: [JSON] = []
    try collect(node, at: path, location: .root, into: &elements)
    return template(elements, index: index)
  }

  private func template(_ elements: [JSON], index: Int?) -> JSON {
    var members: [String: JSON] = ["_type": "pyglove.generators.geno.Template"]
    if let index { members["index"] = .integer(index) }
    if !elements.isEmpty { members["elements"] = .array(elements) }
    return .object(members)
  }

  /// Adds the decisions of a part. `location` is where it stands in the candidate around it, `path` in the space.
  private mutating func collect(
    _ node: Node, at path: PyGlovePath, location: PyGlovePath, into elements: inout [JSON]
  ) throws(SpaceError) {
    switch node.shape {
    case .constant: break
    case .list(let nodes): try collect(nodes[...], at: path, location: location, into: &elements)
    case .table(let nodes):
      for (key, node) in nodes where !node.isConstant {
        guard PyGlovePath.canHold(key) else {
          throw SpaceError(path: path.text, problem: "PyGlove cannot hold the key '\(key)'; give it another name")
        }
        try collect(node, at: path.member(key), location: location.member(key), into: &elements)
      }
    case .oneOf(let choice):
      elements.append(try choices(choice.point, choice.candidates, at: path, location: location))
    case .manyOf(let choice):
      guard let slot = choice.slots.first else { break }
      elements.append(try choices(slot.point, slot.candidates, at: path, location: location, several: choice))
    case .integer(let point, let range, _):
      try count(range.count, at: path)
      let candidates = (0..<range.count).map { template([], index: $0) }
      let literals = (0..<range.count).map { JSON.string(String(range.value(of: $0))) }
      elements.append(
        decision(
          point, "Choices", at: path, location,
          ["candidates": .array(candidates), "literal_values": .array(literals)]))
    case .float(let point, let range):
      var members: [String: JSON] = ["min_value": .number(range.lower), "max_value": .number(range.upper)]
      if range.isLogarithmic { members["scale"] = "log" }
      elements.append(decision(point, "Float", at: path, location, members))
    case .listOf(let list):
      if list.length.points.isEmpty {
        try collect(list.elements[...], at: path, location: location, into: &elements)
      } else {
        elements.append(try lists(list, at: path, location: location))
      }
    case .shared(let number):
      guard visited.insert(number).inserted, let node = space.sharedNodes[number] else { break }
      try collect(node, at: path, location: location, into: &elements)
    }
  }

  private mutating func collect(
    _ nodes: ArraySlice<Node>, at path: PyGlovePath, location: PyGlovePath, into elements: inout [JSON]
  ) throws(SpaceError) {
    for (position, node) in nodes.enumerated() {
      try collect(node, at: path.element(position), location: location.element(position), into: &elements)
    }
  }

  private mutating func choices(
    _ point: Int, _ candidates: [Node], at path: PyGlovePath, location: PyGlovePath, several: ManyOfNode? = nil
  ) throws(SpaceError) -> JSON {
    try count(candidates.count, at: path)
    var templates: [JSON] = []
    for (index, candidate) in candidates.enumerated() {
      templates.append(try template(candidate, index: index, at: path.candidate(index, of: candidates.count)))
    }
    let literals =
      space.points[point].literals ?? candidates.map { PythonLiteral.text(of: $0, shared: space.sharedNodes) }
    var members: [String: JSON] = [
      "candidates": .array(templates), "literal_values": .array(literals.map { .string($0) }),
    ]
    if let several {
      if several.slots.count > 1 { members["num_choices"] = .integer(several.slots.count) }
      if !several.rule.isDistinct { members["distinct"] = false }
      if several.rule.isSorted { members["sorted"] = true }
    }
    return decision(point, "Choices", at: path, location, members)
  }

  /// A list of decided length as a choice among lists.
  private mutating func lists(
    _ list: ListOfNode, at path: PyGlovePath, location: PyGlovePath
  ) throws(SpaceError) -> JSON {
    try count(list.lengths.count, at: path)
    var templates: [JSON] = []
    for (choice, length) in list.lengths.enumerated() {
      var elements: [JSON] = []
      try collect(
        list.elements.prefix(length), at: list.path(in: path, choice: choice), location: .root, into: &elements)
      templates.append(template(elements, index: choice))
    }
    let literals = list.lengths.map { JSON.string("a list of \($0)") }
    return decision(
      list.length.points.lowerBound, "Choices", at: path, location,
      ["candidates": .array(templates), "literal_values": .array(literals)])
  }

  private mutating func decision(
    _ point: Int, _ type: String, at path: PyGlovePath, _ location: PyGlovePath, _ members: [String: JSON]
  ) -> JSON {
    var members = members
    members["_type"] = .string("pyglove.generators.geno.\(type)")
    if !location.text.isEmpty { members["location"] = .string(location.text) }
    paths.insert(path.text)
    if let name = space.points[point].name {
      met[name, default: 0] += 1
      if names.contains(name) { members["name"] = .string(name) }
    }
    return .object(members)
  }

  private mutating func count(_ candidates: Int, at path: PyGlovePath) throws(SpaceError) {
    count += min(candidates, Self.maxCandidates + 1)
    guard count <= Self.maxCandidates else {
      throw SpaceError(
        path: path.text,
        problem: "a specification lists every candidate, and these are more than \(Self.maxCandidates); "
          + "use a larger step, fewer lengths, or a float")
    }
  }
}

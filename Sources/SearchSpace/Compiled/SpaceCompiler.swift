import BigInt
import PlainJSON

/// Turns a template into nodes and points, checking it on the way.
struct SpaceCompiler {
  /// Where a part stands.
  struct Context {
    var path = ""
    var place = ""
    var conditions: [DecisionPoint.Condition] = []
    var tags: [String] = []

    func inside(_ suffix: String) -> Context {
      var context = self
      context.path += suffix
      context.place += suffix
      return context
    }

    func member(_ key: String) -> Context {
      var context = self
      context.path = Place.member(key, of: path)
      context.place = Place.member(key, of: place)
      return context
    }

    /// The place of a candidate's own decisions: they exist for one choice of their parent only.
    func candidate(_ choice: Int, of count: Int, parent: Int) -> Context {
      var context = self
      context.path += "[=\(choice)/\(count)]"
      context.conditions = [DecisionPoint.Condition(parent: parent, choices: ChoiceSet(choice))]
      return context
    }
  }

  private(set) var points: [DecisionPoint] = []
  let restriction: Restriction
  /// Where each shared decision was met: its first place, and when it exists; nil conditions for always.
  private var sharedPlaces: [Int: (context: Context, isAlways: Bool)] = [:]

  /// More points than any space that people search; beyond it a length was surely a mistake.
  static let maxPoints = 100_000

  /// Deeper nesting would exhaust the stack of a thread, and the document of the space could not be read: each level
  /// takes up to three of JSON's.
  static let maxDepth = 80
  private var depth = 0

  init(restriction: Restriction) { self.restriction = restriction }

  /// Compiles a template and then its shared decisions, outermost first.
  mutating func compile(_ template: Template) throws(SpaceError) -> (root: Node, shared: [SharedBody]) {
    let shared = try SharedDecisions(in: template)
    let root = try compile(template, in: Context())
    var bodies: [Int: SharedBody] = [:]
    for number in shared.order {
      guard let decision = shared.decisions[number], let place = sharedPlaces[number] else { continue }
      var context = place.context
      if place.isAlways { context.conditions = [] }
      bodies[number] = SharedBody(
        number: number, node: try compile(decision, in: context), isAlways: place.isAlways)
    }
    return (root, shared.order.compactMap { bodies[$0] })
  }

  mutating func compile(_ template: Template, in context: Context) throws(SpaceError) -> Node {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maxDepth {
      throw SpaceError(
        path: "", problem: "tables and decisions are nested deeper than \(Self.maxDepth) levels; flatten them")
    }
    let first = points.count
    switch template {
    case .constant(.array(let elements)): return try compile(.list(elements.map { .constant($0) }), in: context)
    case .constant(.object(let members)):
      return try compile(.table(members.mapValues { .constant($0) }), in: context)
    case .constant(let value): return node(.constant(value), size: 1, from: first, in: context)
    case .list(let elements):
      var nodes: [Node] = []
      for (position, element) in elements.enumerated() {
        nodes.append(try compile(element, in: context.inside("[\(position)]")))
      }
      return node(.list(nodes), size: nodes.productOfSizes, from: first, in: context)
    case .table(let members):
      var nodes: [(key: String, value: Node)] = []
      for (key, value) in Template.ordered(members) {
        nodes.append((key, try compile(value, in: context.member(key))))
      }
      return node(.table(nodes), size: nodes.map(\.value).productOfSizes, from: first, in: context)
    case .decision(let decision):
      guard let number = decision.sharing else { return try compile(decision, in: context) }
      meet(number, in: context)
      return node(.shared(number), size: 1, from: first, in: context)
    }
  }

  /// Compiles a decision where it stands, shared or not.
  private mutating func compile(_ decision: Decision, in outer: Context) throws(SpaceError) -> Node {
    var context = outer
    context.tags += decision.tags.filter { !outer.tags.contains($0) }
    let first = points.count
    let (shape, size) =
      switch decision.kind {
      case .oneOf(let candidates): try oneOf(candidates, decision, in: context)
      case .manyOf(let choice): try manyOf(choice, decision, in: context)
      case .integer(let range): try integer(range, decision, in: context)
      case .float(let range): try float(range, decision, in: context)
      case .listOf(let length, let element): try listOf(length: length, element: element, in: context)
      }
    let compiled = node(shape, size: size, from: first, in: context)
    guard let value = decision.baseline else { return compiled }
    return Node(
      shape, size: size, points: compiled.points, place: compiled.place,
      baseline: try baseline(value, of: compiled, in: context))
  }

  /// The choices that a default stands for.
  private func baseline(_ value: JSON, of node: Node, in context: Context) throws(SpaceError) -> [Int] {
    var reader = ArchitectureReader(pointCount: points.count, shared: nil)
    do { try reader.read(value, into: node) } catch {
      throw SpaceError(path: context.path, problem: "the default is not among the candidates: \(error)")
    }
    return Array(reader.choices[node.points])
  }

  private mutating func meet(_ number: Int, in context: Context) {
    let isAlways = context.conditions.isEmpty
    guard var place = sharedPlaces[number] else {
      sharedPlaces[number] = (context, isAlways)
      return
    }
    place.isAlways = place.isAlways || isAlways
    place.context.conditions += context.conditions.filter { !place.context.conditions.contains($0) }
    sharedPlaces[number] = place
  }

  // MARK: Small parts

  private func node(_ shape: Node.Shape, size: BigUInt, from first: Int, in context: Context) -> Node {
    Node(shape, size: size, points: first..<points.count, place: context.place)
  }

  mutating func addPoint(
    _ kind: DecisionPoint.Kind, count: Int, of decision: Decision, in context: Context
  ) throws(SpaceError) -> DecisionPoint {
    if points.count == Self.maxPoints {
      throw SpaceError(
        path: context.path, problem: "the space has more than \(Self.maxPoints) decisions; shorten its lists")
    }
    let id = points.count
    if let literals = decision.literals, literals.count != count {
      throw SpaceError(path: context.path, problem: "\(literals.count) literals for \(count) candidates")
    }
    let all = ChoiceSet(all: count)
    let allowed = restriction.choices[id].map { all.intersection($0) } ?? all
    if count > 0, allowed.count == 0 {
      throw SpaceError(path: context.path, problem: "no choice of this decision is left; leave at least one")
    }
    let point = DecisionPoint(
      id: id, path: context.path, place: context.place, kind: kind, count: count, allowed: allowed,
      name: decision.name, tags: context.tags, literals: decision.literals, conditions: context.conditions)
    points.append(point)
    return point
  }
}

/// A shared decision, compiled once.
struct SharedBody: Sendable {
  /// Its number in the template.
  let number: Int
  let node: Node
  /// Whether it exists in every architecture.
  let isAlways: Bool
}

extension Collection<Node> {
  /// How many ways there are to decide all of them.
  var productOfSizes: BigUInt {
    // Neighbours of one size, such as the elements of a long list, by repeated squaring.
    var product = BigUInt(1)
    var start = startIndex
    while start != endIndex {
      let size = self[start].size
      let end = self[start...].firstIndex { $0.size != size } ?? endIndex
      if size != 1 { product *= size.power(distance(from: start, to: end)) }
      start = end
    }
    return product
  }
}

import BigInt
import PlainJSON

/// A search space: every architecture that a template describes, less what constraints and cuts leave out.
///
/// The template is compiled once into a flat list of decision points, conditional ones included. An architecture is
/// then one choice per point, which is compact to keep, quick to compare and the same for every controller.
public struct SearchSpace: Sendable {
  /// What it was made from.
  public let template: Template
  /// Every decision point, depth first; the shared ones at the end.
  public let points: [DecisionPoint]
  /// What it was cut to.
  public let restriction: Restriction
  /// What its architectures must fulfil.
  public let constraints: [Constraint]
  /// Gives equal networks the same table; see ``canonicalTable(of:)``.
  public let canonical: CanonicalForm?

  let root: Node
  let shared: [SharedBody]
  /// The nodes of the shared decisions by number.
  let sharedNodes: [Int: Node]
  /// The candidates of each `one_of` and each position of a `many_of`, by the id of the point.
  let candidates: [Int: [Node]]
  /// Whether two architectures could become the same table.
  let hasRepeatedTables: Bool
  /// Counts and draws; it knows the constraints that can be counted.
  let counter: Counter

  /// Checks and compiles a template.
  ///
  /// - Parameters:
  ///   - template: what may be chosen.
  ///   - canonical: makes tables of equal networks equal.
  /// - Throws: ``SpaceError`` with the path of the first mistake.
  public init(_ template: Template, canonical: CanonicalForm? = nil) throws(SpaceError) {
    try self.init(template.withCanonicalSharing(), .none, [], canonical)
  }

  /// The same space with another canonical form.
  public func with(canonical: CanonicalForm) throws(SpaceError) -> SearchSpace {
    try SearchSpace(template, restriction, constraints, canonical)
  }

  /// The same template with other constraints or another cut.
  func with(
    restriction: Restriction? = nil, constraints: [Constraint]? = nil
  ) throws(SpaceError) -> SearchSpace {
    try SearchSpace(
      template, restriction ?? self.restriction, constraints ?? self.constraints, canonical)
  }

  init(
    _ template: Template, _ restriction: Restriction, _ constraints: [Constraint], _ canonical: CanonicalForm?
  ) throws(SpaceError) {
    var compiler = SpaceCompiler(restriction: restriction)
    (root, shared) = try compiler.compile(template)
    points = compiler.points
    sharedNodes = Dictionary(shared.map { ($0.number, $0.node) }) { first, _ in first }
    self.template = template
    self.restriction = restriction
    self.constraints = constraints
    self.canonical = canonical
    candidates = Node.candidates(in: [root] + shared.map(\.node))
    hasRepeatedTables = ([root] + shared.map(\.node)).contains(where: \.hasRepeatedTables)
    counter = try Counter(root: root, shared: shared, constraints: constraints)
  }

  /// An architecture in which nothing is decided yet.
  var blank: Architecture { Architecture(choices: [Int](repeating: Architecture.inactive, count: points.count)) }

  /// Whether it has a decision with any number of a range, and so no end of architectures.
  public var isContinuous: Bool { points.contains { !$0.isFixed && $0.isContinuous } }

  /// Whether it holds functions, which no document can: tests, or a canonical form.
  public var hasFunctions: Bool { canonical != nil || hasTests }

  /// Whether some constraint is a function: without it the space would be another.
  public var hasTests: Bool { constraints.contains(where: \.isTest) }
}

extension Node {
  /// The candidates of every choice inside some nodes, by the ids of their points.
  fileprivate static func candidates(in nodes: [Node]) -> [Int: [Node]] {
    var found: [Int: [Node]] = [:]
    var open = nodes
    while let node = open.popLast() {
      switch node.shape {
      case .oneOf(let choice): found[choice.point] = choice.candidates
      case .manyOf(let choice): for slot in choice.slots { found[slot.point] = slot.candidates }
      default: break
      }
      open += node.children
    }
    return found
  }
}

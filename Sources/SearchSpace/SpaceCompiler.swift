import BigInt
import PlainJSON

/// Turns a template into nodes and points, checking it on the way.
struct SpaceCompiler {
  private(set) var points: [DecisionPoint] = []

  /// More points than any space that people search; beyond it a length was surely a mistake.
  static let maxPoints = 100_000

  mutating func compile(
    _ template: Template, path: String, condition: DecisionPoint.Condition?
  ) throws(SpaceError) -> Node {
    let first = points.count
    let (shape, size) = try shape(of: template, path: path, condition: condition)
    return Node(shape: shape, size: size, points: first..<points.count)
  }

  private mutating func shape(
    of template: Template, path: String, condition: DecisionPoint.Condition?
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    switch template {
    case .constant(let value): return (.constant(value), 1)
    case .list(let elements):
      var nodes: [Node] = []
      for (position, element) in elements.enumerated() {
        nodes.append(try compile(element, path: "\(path)[\(position)]", condition: condition))
      }
      return (.list(nodes), product(nodes))
    case .table(let members):
      var nodes: [(key: String, value: Node)] = []
      for (key, value) in Template.ordered(members) {
        nodes.append((key, try compile(value, path: join(path, key), condition: condition)))
      }
      return (.table(nodes), product(nodes.map(\.value)))
    case .decision(let decision):
      switch decision.kind {
      case .oneOf(let candidates): return try oneOf(candidates, path: path, condition: condition)
      case .integer(let lower, let upper, let step):
        return try integer(lower, upper, step, path: path, condition: condition)
      case .listOf(let length, let element):
        return try listOf(length: length, element: element, path: path, condition: condition)
      }
    }
  }

  // MARK: Kinds of decisions

  private mutating func oneOf(
    _ candidates: [Template], path: String, condition: DecisionPoint.Condition?
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    if candidates.isEmpty {
      throw SpaceError(path: path, problem: "one_of has no candidates; give it at least one")
    }
    let point = try addPoint(path: path, count: candidates.count, condition: condition)
    var nodes: [Node] = []
    for (index, candidate) in candidates.enumerated() {
      let inside = DecisionPoint.Condition(parent: point, choices: [index])
      nodes.append(try compile(candidate, path: "\(path)[=\(index)/\(candidates.count)]", condition: inside))
    }
    return (
      .oneOf(point: point, candidates: nodes, weights: Weights(nodes.map(\.size))),
      nodes.reduce(BigUInt(0)) { $0 + $1.size }
    )
  }

  private mutating func integer(
    _ lower: Int, _ upper: Int, _ step: Int, path: String, condition: DecisionPoint.Condition?
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    if step < 1 { throw SpaceError(path: path, problem: "the step of int must be 1 or more, got \(step)") }
    if lower > upper {
      throw SpaceError(path: path, problem: "int's lower bound \(lower) lies above its upper bound \(upper)")
    }
    let (span, overflow) = upper.subtractingReportingOverflow(lower)
    if overflow { throw SpaceError(path: path, problem: "int from \(lower) to \(upper) has more values than fit") }
    let count = span / step + 1
    let point = try addPoint(path: path, count: count, condition: condition)
    return (.integer(point: point, lower: lower, step: step), BigUInt(count))
  }

  private mutating func listOf(
    length: Template, element: Template, path: String, condition: DecisionPoint.Condition?
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    let lengthPath = join(path, "length")
    let lengths = try lengths(of: length, path: lengthPath)
    let lengthNode = try compile(length, path: lengthPath, condition: condition)
    var elements: [Node] = []
    for position in 0..<(lengths.max() ?? 0) {
      let exists = lengths.indices.filter { lengths[$0] > position }
      let isFixed = lengthNode.points.isEmpty
      let inside =
        isFixed ? condition : DecisionPoint.Condition(parent: lengthNode.points.lowerBound, choices: exists)
      elements.append(try compile(element, path: "\(path)[\(position)]", condition: inside))
    }
    let sizes = lengths.map { elements.first.map(\.size)?.power($0) ?? 1 }
    return (
      .listOf(length: lengthNode, lengths: lengths, elements: elements, weights: Weights(sizes)),
      sizes.reduce(0, +)
    )
  }

  /// The lengths that a list may have, by the choice of its length decision.
  private func lengths(of template: Template, path: String) throws(SpaceError) -> [Int] {
    let lengths: [Int?]
    switch template {
    case .constant(let value): lengths = [value.intValue]
    case .decision(let decision):
      switch decision.kind {
      case .oneOf(let candidates):
        lengths = candidates.map { if case .constant(let value) = $0 { value.intValue } else { nil } }
      case .integer(let lower, let upper, let step):
        guard lower <= upper, step >= 1, upper <= Self.maxPoints else {
          throw SpaceError(path: path, problem: "a list's length must be from 0 to \(Self.maxPoints)")
        }
        lengths = Array(stride(from: lower, through: upper, by: step))
      case .listOf: lengths = [nil]
      }
    case .list, .table: lengths = [nil]
    }
    return try lengths.map { (length) throws(SpaceError) -> Int in
      guard let length, (0...Self.maxPoints).contains(length) else {
        throw SpaceError(
          path: path,
          problem:
            "a list's length must be a whole number from 0 to \(Self.maxPoints), or an int or one_of of such numbers"
        )
      }
      return length
    }
  }

  // MARK: Small parts

  private mutating func addPoint(
    path: String, count: Int, condition: DecisionPoint.Condition?
  ) throws(SpaceError) -> Int {
    if points.count == Self.maxPoints {
      throw SpaceError(
        path: path, problem: "the space has more than \(Self.maxPoints) decisions; shorten its lists")
    }
    points.append(DecisionPoint(id: points.count, path: path, count: count, condition: condition))
    return points.count - 1
  }

  private func product(_ nodes: [Node]) -> BigUInt { nodes.reduce(BigUInt(1)) { $0 * $1.size } }

  private func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

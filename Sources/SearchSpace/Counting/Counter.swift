import BigInt
import Randomness

/// Counts, numbers and draws the architectures of a space.
///
/// Rules that can be counted are: only what fulfils them has a number and is drawn. What else is demanded is tested on what
/// was drawn.
struct Counter: Sendable {
  private let parts: [Node]
  /// The parts counted by grade, where rules or shared decisions make that necessary.
  private let graded: ChainPart?
  private let grades: WayTable<Grade>
  /// What must be tested.
  let tested: [Constraint]
  /// How many architectures have a number; a continuous decision counts as one.
  let size: BigUInt

  /// - Throws: ``SpaceError`` where a rule leaves nothing.
  init(root: Node, shared: [SharedBody], constraints: [Constraint]) throws(SpaceError) {
    var tested: [Constraint] = []
    let some = shared.filter { !$0.isAlways }.map(\.number)
    let sharing = SharedGrading(some)
    var gradings: [any Grading] = some.isEmpty ? [] : [sharing]
    var built: (part: ChainPart, grades: WayTable<Grade>)?
    if !some.isEmpty {
      built = Self.build(root, shared, gradings, sharing)
      if built == nil {
        throw SpaceError(
          path: "", problem: "too many shared decisions exist in some architectures only: \(some.count)")
      }
    }
    let nodes = Dictionary(shared.map { ($0.number, $0.node) }) { first, _ in first }
    for constraint in constraints {
      guard let grading = constraint.grading(root, nodes),
        let next = Self.build(root, shared, gradings + [grading], sharing)
      else {
        tested.append(constraint)
        continue
      }
      if next.grades.counts.isEmpty {
        throw SpaceError(path: "", problem: "no architecture of the space fulfils '\(constraint.name)'")
      }
      gradings.append(grading)
      built = next
      if (grading as? SumGrading)?.isExact == false { tested.append(constraint) }
    }
    self.tested = tested
    parts = [root] + shared.map(\.node)
    graded = built?.part
    grades = built?.grades ?? WayTable()
    size = built.map { $0.grades.counts.values.reduce(0, +) } ?? parts.productOfSizes
  }

  private static func build(
    _ root: Node, _ shared: [SharedBody], _ all: [any Grading], _ sharing: SharedGrading
  ) -> (part: ChainPart, grades: WayTable<Grade>)? {
    let gradings = Gradings(all)
    let always = Set(shared.filter(\.isAlways).map(\.number))
    var builder = GradedBuilder(gradings: gradings)
    let part = try? builder.whole(root, shared) { number, grade in
      always.contains(number) || sharing.has(number, gradings.part(0, of: grade))
    }
    guard let part else { return nil }
    var grades = WayTable<Grade>()
    for (grade, count) in part.counts.inOrder where gradings.accepts(grade) {
      grades.add(grade, to: [], count: count)
    }
    return (part, grades)
  }

  /// Draws one of the architectures that have a number, each equally likely; continuous decisions evenly in their own
  /// measure, and whole numbers on a logarithmic scale evenly on that.
  func draw(into architecture: inout Architecture, using generator: inout SeededGenerator) {
    guard let graded else {
      for part in parts { part.draw(into: &architecture, using: &generator) }
      return
    }
    guard let grade = grades.draw([], using: &generator) else { return }
    graded.draw(grade, into: &architecture, using: &generator)
  }

  /// Writes the architecture with a number under ``size``.
  func write(_ index: BigUInt, into architecture: inout Architecture) {
    guard let graded else { return Node.write(index, to: parts, into: &architecture) }
    guard let (grade, rest) = grades.way(at: index, []) else { return }
    graded.write(rest, grade, into: &architecture)
  }

  /// The number of an architecture; nil for one that breaks a rule.
  func index(of architecture: Architecture) -> BigUInt? {
    guard let graded else { return Node.index(of: parts, in: architecture) }
    guard let (grade, index) = graded.index(in: architecture),
      grades.ways[[]]?.contains(where: { $0.way == grade }) == true
    else { return nil }
    return grades.count(before: grade, []) + index
  }
}

extension Constraint {
  /// What counts it, or nil where it must be tested.
  fileprivate func grading(_ root: Node, _ shared: [Int: Node]) -> (any Grading)? {
    switch kind {
    case .sum(let rule):
      guard let leaves = GradedLeaves(of: root, shared: shared, isCommutative: true, matching: rule.places.name)
      else { return nil }
      return SumGrading(rule, leaves: leaves)
    case .ordered(let rule):
      guard let leaves = GradedLeaves(of: root, shared: shared, isCommutative: false, matching: rule.places.name),
        OrderGrading.follows(rule, places: leaves.places)
      else { return nil }
      return OrderGrading(rule, leaves: leaves)
    case .forbidden(let rule):
      let scopes = rule.parts.steps.isEmpty ? [""] : root.places(matching: rule.parts)
      let isScalar = rule.values.values.allSatisfy { $0.arrayValue == nil && $0.objectValue == nil }
      guard isScalar, rule.values.count < 32, !Place.isAnyNested(scopes) else { return nil }
      let grading = ForbiddenGrading(rule, scopes: scopes)
      let places = grading.places
      let leaves = GradedLeaves(of: root, shared: shared, isCommutative: true) { places.contains($0) }
      return leaves == nil ? nil : grading
    case .test: return nil
    }
  }
}

extension [PathPattern] {
  fileprivate func name(_ place: String) -> Bool {
    let steps = Place.steps(of: place)
    return contains { $0.matches(steps) }
  }
}

extension Place {
  /// Whether one of some places lies inside another.
  fileprivate static func isAnyNested(_ places: Set<String>) -> Bool {
    let all = places.map(steps(of:)).sorted { $0.count < $1.count }
    let known = Set(all)
    return all.contains { place in (0..<place.count).contains { known.contains(Array(place.prefix($0))) } }
  }
}

extension Node {
  /// The places inside that a pattern names.
  fileprivate func places(matching pattern: PathPattern) -> Set<String> {
    var found: Set<String> = []
    var open = [self]
    while let node = open.popLast() {
      if pattern.matches(Place.steps(of: node.place)) { found.insert(node.place) }
      open += node.children
    }
    return found
  }
}

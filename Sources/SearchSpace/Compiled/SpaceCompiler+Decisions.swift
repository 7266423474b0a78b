import BigInt
import PlainJSON

// One function for each kind of decision.
extension SpaceCompiler {
  mutating func oneOf(
    _ candidates: [Template], _ decision: Decision, in context: Context
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    if candidates.isEmpty {
      throw SpaceError(path: context.path, problem: "one_of has no candidates; give it at least one")
    }
    let point = try addPoint(.choice, count: candidates.count, of: decision, in: context)
    let nodes = try compile(candidates, of: point, in: context)
    let sizes = point.allowed.map { nodes[$0].size }
    let choice = OneOfNode(
      point: point.id, candidates: nodes, allowed: point.allowed, weights: Weights(sizes))
    return (.oneOf(choice), sizes.reduce(0, +))
  }

  mutating func manyOf(
    _ choice: ManyOf, _ decision: Decision, in context: Context
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    if let problem = choice.problem { throw SpaceError(path: context.path, problem: problem) }
    let rule = ManyOfRule(
      first: points.count, count: choice.count, isDistinct: choice.isDistinct, isSorted: choice.isSorted)
    var slots: [ManyOfNode.Slot] = []
    var allowed: [ChoiceSet] = []
    for position in 0..<choice.count {
      let inside = context.inside("[\(position)]")
      let point = try addPoint(
        .slot(position: position, of: rule), count: choice.candidates.count, of: decision, in: inside)
      slots.append(.init(point: point.id, candidates: try compile(choice.candidates, of: point, in: inside)))
      allowed.append(point.allowed)
    }
    let isSame = allowed.allSatisfy { $0 == allowed[0] }
    guard isSame || allowed.allSatisfy({ $0.count == 1 }) else {
      throw SpaceError(
        path: context.path, problem: "the positions of a many_of can be cut to the same candidates or to one each")
    }
    let fixed = isSame ? nil : allowed.map { $0[0] }
    let sizes = allowed[0].map { slots[0].candidates[$0].size }
    let selections = Selections(
      sizes: sizes, count: choice.count, isDistinct: choice.isDistinct, isSorted: choice.isSorted)
    let size =
      fixed.map { zip(slots, $0).map { $0.candidates[$1] }.productOfSizes } ?? selections.size
    if size == 0 {
      throw SpaceError(
        path: context.path,
        problem: "\(choice.count) distinct candidates cannot be chosen from the \(sizes.count) that are left")
    }
    return (
      .manyOf(
        ManyOfNode(rule: rule, slots: slots, allowed: allowed[0], fixed: fixed, selections: selections)), size
    )
  }

  mutating func integer(
    _ range: IntegerRange, _ decision: Decision, in context: Context
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    if let problem = range.problem { throw SpaceError(path: context.path, problem: problem) }
    let point = try addPoint(.integer(range), count: range.count, of: decision, in: context)
    return (.integer(point: point.id, range: range, allowed: point.allowed), BigUInt(point.allowed.count))
  }

  mutating func float(
    _ range: FloatRange, _ decision: Decision, in context: Context
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    if let problem = range.problem { throw SpaceError(path: context.path, problem: problem) }
    let left = restriction.ranges[points.count] ?? range
    let point = try addPoint(.float(left), count: 0, of: decision, in: context)
    return (.float(point: point.id, range: left), 1)
  }

  mutating func listOf(
    length: Template, element: Template, in context: Context
  ) throws(SpaceError) -> (Node.Shape, BigUInt) {
    let lengthContext = context.member("length")
    if case .decision(let decision) = length, decision.sharing != nil {
      throw SpaceError(
        path: lengthContext.path,
        problem:
          "a list's length cannot be shared; make one list of pairs, such as list_of(n, { a = ..., b = ... })")
    }
    let lengths = try length.lengths(path: lengthContext.path)
    let lengthNode = try compile(length, in: lengthContext)
    let isDecided = !lengthNode.points.isEmpty
    let allowed = isDecided ? points[lengthNode.points.lowerBound].allowed : ChoiceSet(all: 1)
    var elements: [Node] = []
    for position in 0..<(lengths.max() ?? 0) {
      var inside = context.inside("[\(position)]")
      if isDecided {
        let exists = lengths.indices.filter { lengths[$0] > position }
        if exists.count < lengths.count {
          inside.conditions = [.init(parent: lengthNode.points.lowerBound, choices: exists)]
        }
      }
      elements.append(try compile(element, in: inside))
    }
    let ways = ListWays(lengths: allowed.map { lengths[$0] }, elements: elements)
    return (
      .listOf(
        ListOfNode(
          length: lengthNode, lengths: lengths, elements: elements, allowed: allowed, weights: ways.weights)),
      ways.total
    )
  }

  private mutating func compile(
    _ candidates: [Template], of point: DecisionPoint, in context: Context
  ) throws(SpaceError) -> [Node] {
    var nodes: [Node] = []
    for (choice, candidate) in candidates.enumerated() {
      let inside = context.candidate(choice, of: candidates.count, parent: point.id)
      nodes.append(try compile(candidate, in: inside))
    }
    return nodes
  }
}

extension ManyOf {
  /// Larger selections need tables that no memory holds.
  private static let maxCells = 1_000_000

  /// What is wrong with it, or nil.
  fileprivate var problem: String? {
    if candidates.isEmpty { return "many_of has no candidates; give it at least one" }
    if count < 1 { return "many_of chooses 1 candidate or more, got \(count)" }
    if isDistinct, count > candidates.count {
      return "many_of cannot choose \(count) distinct candidates from \(candidates.count); "
        + "choose fewer or set distinct = false"
    }
    if count > Self.maxCells / candidates.count {
      return "many_of of \(count) from \(candidates.count) is more than \(Self.maxCells) combinations of position "
        + "and candidate"
    }
    return nil
  }
}

extension Template {
  /// The lengths that a list may have, by the choice of its length decision.
  fileprivate func lengths(path: String) throws(SpaceError) -> [Int] {
    let most = SpaceCompiler.maxPoints
    let lengths: [Int?]
    switch self {
    case .constant(let value): lengths = [value.intValue]
    case .decision(let decision):
      switch decision.kind {
      case .oneOf(let candidates):
        lengths = candidates.map { if case .constant(let value) = $0 { value.intValue } else { nil } }
      case .integer(let range):
        if let problem = range.problem { throw SpaceError(path: path, problem: problem) }
        guard range.lower >= 0, range.upper <= most else {
          throw SpaceError(path: path, problem: "a list's length must be from 0 to \(most)")
        }
        lengths = (0..<range.count).map { range.value(of: $0) }
      case .manyOf, .float, .listOf: lengths = [nil]
      }
    case .list, .table: lengths = [nil]
    }
    return try lengths.map { (length) throws(SpaceError) -> Int in
      guard let length, (0...most).contains(length) else {
        throw SpaceError(
          path: path,
          problem: "a list's length must be a whole number from 0 to \(most), or an int or one_of of such numbers")
      }
      return length
    }
  }
}

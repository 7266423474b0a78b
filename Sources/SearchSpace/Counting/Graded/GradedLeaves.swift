import PlainJSON

/// Every value that a space can have at the places that a rule names.
struct GradedLeaves {
  /// The values, as often as they come.
  private(set) var values: [JSON] = []
  /// Their places in the order of the parts, neighbours merged.
  private(set) var places: [String] = []
  /// The most places that exist together.
  private(set) var mostPlaces = 0
  /// No sum of values that exist together is greater in magnitude.
  private(set) var largestSum = 0.0

  /// A whole number with more values is not told apart.
  private static let mostValues = 4096

  /// Walks a space.
  ///
  /// - Parameter role: what a value at a place is to the rule; nil where it is nothing.
  /// - Returns: nil where the rule cannot be counted: it looks at continuous or shared decisions, or at the positions of a
  ///   `many_of` that depend on each other.
  init?(
    of root: Node, shared: [Int: Node], isCommutative: Bool, role: @escaping (String) -> Int?
  ) {
    var walk = Walk(shared: shared, isCommutative: isCommutative, role: role)
    guard let extent = walk.visit(root, place: { $0 }) else { return nil }
    values = walk.values
    places = walk.places
    mostPlaces = extent.places
    largestSum = extent.sum
  }

  private struct Extent {
    var places = 0
    var sum = 0.0
    static func + (one: Extent, other: Extent) -> Extent {
      Extent(places: one.places + other.places, sum: one.sum + other.sum)
    }
    static func max(_ one: Extent, _ other: Extent) -> Extent {
      Extent(places: Swift.max(one.places, other.places), sum: Swift.max(one.sum, other.sum))
    }
  }

  private struct Walk {
    let shared: [Int: Node]
    let isCommutative: Bool
    let role: (String) -> Int?
    var values: [JSON] = []
    /// What each of the values is to the rule.
    var roles: [Int] = []
    var places: [String] = []

    /// - Parameter place: where a part really is; a shared decision is compiled for its first place only.
    mutating func visit(_ node: Node, place: (String) -> String) -> Extent? {
      switch node.shape {
      case .constant(let value): return visit([value], at: place(node.place))
      case .integer(_, let range, let allowed):
        guard role(place(node.place)) != nil else { return Extent() }
        guard allowed.count <= GradedLeaves.mostValues else { return nil }
        return visit(allowed.map { .integer(range.value(of: $0)) }, at: place(node.place))
      case .float: return role(place(node.place)) == nil ? Extent() : nil
      case .list(let nodes): return visit(nodes, place)
      case .table(let members): return visit(members.map(\.value), place)
      case .oneOf(let choice): return visitAny(choice.allowed.map { choice.candidates[$0] }, place)
      case .listOf(let list): return visit(list.elements, place)
      case .manyOf(let choice): return visit(choice, place)
      case .shared(let number):
        guard let body = shared[number] else { return Extent() }
        let before = values.count
        let here = place(node.place)
        let extent = visit(body) { here + $0.dropFirst(body.place.count) }
        return values.count == before ? extent : nil
      }
    }

    private mutating func visit(_ values: [JSON], at place: String) -> Extent {
      guard let role = role(place) else { return Extent() }
      self.values += values
      roles += values.map { _ in role }
      if places.last != place { places.append(place) }
      return Extent(places: 1, sum: values.compactMap { $0.doubleValue?.magnitude }.max() ?? 0)
    }

    private mutating func visit(_ nodes: [Node], _ place: (String) -> String) -> Extent? {
      var sum = Extent()
      for node in nodes {
        guard let extent = visit(node, place: place) else { return nil }
        sum = sum + extent
      }
      return sum
    }

    private mutating func visitAny(_ nodes: [Node], _ place: (String) -> String) -> Extent? {
      var most = Extent()
      for node in nodes {
        guard let extent = visit(node, place: place) else { return nil }
        most = .max(most, extent)
      }
      return most
    }

    private mutating func visit(_ choice: ManyOfNode, _ place: (String) -> String) -> Extent? {
      var sum = Extent()
      var met: [ArraySlice<Int>] = []
      for (position, slot) in choice.slots.enumerated() {
        let before = values.count
        guard let extent = visitAny(choice.allowed(at: position).map { slot.candidates[$0] }, place)
        else { return nil }
        met.append(roles[before...])
        sum = sum + extent
      }
      // Candidates are counted without regard to the position that they come to.
      let isUniform = met.allSatisfy { $0 == met[0] }
      if choice.rule.isIndependent || choice.fixed != nil || met.allSatisfy(\.isEmpty) { return sum }
      return isUniform && isCommutative ? sum : nil
    }
  }
}

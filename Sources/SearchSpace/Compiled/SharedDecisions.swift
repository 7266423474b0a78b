/// The decisions of a template that stand in several places, ordered so that one that holds another comes first.
struct SharedDecisions {
  /// The decisions by their numbers in the template.
  private(set) var decisions: [Int: Decision] = [:]
  /// The numbers, each before those inside it.
  private(set) var order: [Int] = []
  private var inside: [Int: Set<Int>] = [:]
  private var found: [Int] = []

  init(in template: Template) throws(SpaceError) {
    _ = try visit(template)
    // A decision holds those inside it and theirs, so ordering by how many it holds puts the outermost first.
    order = found.enumerated().sorted { one, other in
      let counts = (inside[one.element]?.count ?? 0, inside[other.element]?.count ?? 0)
      return counts.0 == counts.1 ? one.offset < other.offset : counts.0 > counts.1
    }.map(\.element)
  }

  /// Finds the shared decisions inside a template and gives their numbers.
  private mutating func visit(_ template: Template) throws(SpaceError) -> Set<Int> {
    guard case .decision(let decision) = template else { return try visit(template.children) }
    guard let number = decision.sharing else { return try visit(template.children) }
    if let known = decisions[number] {
      if known != decision {
        throw SpaceError(path: "", problem: "two different decisions are shared under the number \(number)")
      }
    } else {
      decisions[number] = decision
      found.append(number)
      inside[number] = try visit(template.children)
    }
    return (inside[number] ?? []).union([number])
  }

  private mutating func visit(_ templates: [Template]) throws(SpaceError) -> Set<Int> {
    var all: Set<Int> = []
    for template in templates { all.formUnion(try visit(template)) }
    return all
  }
}

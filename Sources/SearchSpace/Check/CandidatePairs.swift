import PlainJSON

/// The pairs among the candidates of a decision that are worth comparing: tables with the same members, where those that
/// are constant in all of them are equal. Comparing all pairs would take long for large lists.
struct CandidatePairs {
  /// So many candidates that look alike are compared with each other.
  private static let mostAlike = 100

  let all: [(Int, Int)]

  /// - Parameters:
  ///   - candidates: all candidates of the decision.
  ///   - constants: those without decisions inside, each value once.
  ///   - others: those with decisions inside.
  init(candidates: [Node], constants: [Int], _ others: [Int]) {
    // A decision as a candidate may become anything.
    let isTable = { (choice: Int) in if case .table = candidates[choice].shape { true } else { false } }
    let tables = (constants + others).filter(isTable)
    let rest = (constants + others).filter { !isTable($0) }
    var alike: [[Int]] = Dictionary(grouping: tables) { Self.keys(of: candidates[$0]) }.values.flatMap {
      Self.split($0, candidates)
    }
    alike.append(rest)
    let decisions = others.filter { !isTable($0) }
    if !decisions.isEmpty { alike += tables.prefix(Self.mostAlike).map { [$0] + decisions } }
    let open = Set(others)
    var known: Set<[Int]> = []
    all =
      alike.flatMap { group in
        let group = group.prefix(Self.mostAlike).sorted()
        return group.indices.flatMap { index in
          group[..<index].compactMap { earlier -> (Int, Int)? in
            guard open.contains(earlier) || open.contains(group[index]),
              known.insert([earlier, group[index]]).inserted
            else { return nil }
            return (earlier, group[index])
          }
        }
      }
      .sorted { $0 < $1 }
  }

  private static func keys(of node: Node) -> [String] {
    if case .table(let members) = node.shape { members.map(\.key) } else { [] }
  }

  /// Tables with the same members, apart where a member that is a plain value in all of them differs.
  private static func split(_ choices: [Int], _ candidates: [Node]) -> [[Int]] {
    let members = choices.map { choice -> [Node] in
      if case .table(let members) = candidates[choice].shape { members.map(\.value) } else { [] }
    }
    let columns = members.first?.indices ?? 0..<0
    let plain = columns.filter { column in members.allSatisfy { $0[column].plainValue.count == 1 } }
    return Array(
      Dictionary(grouping: choices.indices) { row in plain.map { members[row][$0].plainValue } }.values
        .map { rows in rows.map { choices[$0] } })
  }
}

extension Node {
  /// The value of a part that is one, with one form for a number however it is written; empty for all else.
  fileprivate var plainValue: [JSON] {
    guard case .constant(let value) = shape else { return [] }
    return [value.doubleValue.map { .number($0) } ?? value]
  }
}

import SearchSpace

/// Architectures as rows of numbers between which distances can be taken.
///
/// The first columns are the decisions: which choice, or where a number lies in its range, and far from everything where the
/// decision does not exist. The others count how often each choice occurs among decisions with the same candidates, such as
/// the operations of all layers: what is good in one layer is often good in another, and that is learned once, not for each.
struct SurrogateFeatures: Sendable {
  /// How many columns the decisions have; a multiple of four, as all counts of columns are, for vector instructions.
  let decisions: Int
  /// How many columns count choices; none where no two decisions have the same candidates.
  let counts: Int
  /// The length of a row.
  var width: Int { decisions + counts }

  private let space: SearchSpace
  /// The first counting column of each point that has one.
  private let countColumns: [Int?]

  /// Decisions with more candidates are not counted.
  private static let mostCounted = 32
  /// Where a decision that does not exist lies.
  private static let nowhere = -1000.0

  init(space: SearchSpace) {
    self.space = space
    decisions = Self.padded(space.points.count)
    var groups: [[PlainCandidates: [Int]].Element] = []
    var positions: [PlainCandidates: Int] = [:]
    for point in space.points where !point.isContinuous && !point.isFixed && point.count <= Self.mostCounted {
      let candidates = PlainCandidates(of: point, in: space)
      if let position = positions[candidates] {
        groups[position].value.append(point.id)
      } else {
        positions[candidates] = groups.count
        groups.append((candidates, [point.id]))
      }
    }
    var columns = [Int?](repeating: nil, count: space.points.count)
    var count = 0
    for (candidates, points) in groups where points.count > 1 {
      for point in points { columns[point] = decisions + count }
      count += candidates.texts.count
    }
    countColumns = columns
    counts = Self.padded(count)
  }

  /// What is chosen from at a point, as text.
  private struct PlainCandidates: Hashable {
    let texts: [String]
    init(of point: DecisionPoint, in space: SearchSpace) {
      texts = (0..<point.count).map { space.label(of: $0, at: point).text }
    }
  }

  private static func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }

  /// The row of an architecture. Equal networks have the same row where the canonical form gives a table of the space.
  func row(of architecture: Architecture) -> [Double] {
    guard space.canonical != nil, let table = try? space.canonicalTable(of: architecture),
      let canonical = try? space.architecture(of: table)
    else { return plainRow(of: architecture) }
    return plainRow(of: canonical)
  }

  private func plainRow(of architecture: Architecture) -> [Double] {
    var row = [Double](repeating: 0, count: width)
    for (id, choice) in architecture.choices.enumerated() {
      guard choice != Architecture.inactive else {
        row[id] = Self.nowhere
        continue
      }
      let point = space.points[id]
      row[id] =
        point.range?.position(of: Architecture.value(of: choice)) ?? point.integers?.position(of: choice)
        ?? Double(choice)
      if let column = countColumns[id] { row[column + choice] += 1 }
    }
    return row
  }
}

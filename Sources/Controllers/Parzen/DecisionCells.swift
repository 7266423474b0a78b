import Randomness
import SearchSpace

/// The values of every decision, sorted into a few cells each, so that what was tried can be counted.
///
/// A candidate has a cell of its own. Numbers with many values share cells, of equal width in the measure of their range:
/// what is learned of one value holds for its neighbours anyway.
struct DecisionCells: Sendable {
  /// The cells of one decision.
  struct Row: Sendable {
    /// The decision whose counts it shares: for a selection without an order its first position, else its own.
    let owner: Int
    /// How many cells there are.
    let count: Int
    /// Whether values share cells.
    let isShared: Bool
    /// Where the middle of each cell lies in the range, from 0 to 1; nil for candidates, which have no order.
    let middles: [Double]?
    /// The first choice of each cell, ascending; nil where cells are choices or the decision is continuous.
    fileprivate let starts: [Int]?
    /// How many cells have a choice that is allowed.
    let open: Int
  }

  /// Numbers with more values than this share cells.
  static let most = 64

  /// The cells of every decision, by the ids of points.
  let rows: [Row]
  private let points: [DecisionPoint]

  init(space: SearchSpace) {
    points = space.points
    rows = points.map(Row.init)
  }

  /// The cell that a choice lies in. What was cut away lies in the cell next to it.
  func cell(of choice: Int, at point: Int) -> Int {
    let row = rows[point]
    if let range = points[point].range {
      let position = range.position(of: Architecture.value(of: choice))
      // Written so that a position that is no number, of a range that was cut to one value, is in a cell too.
      return position > 0 ? Int(min(position * Double(row.count), Double(row.count - 1))) : 0
    }
    guard let starts = row.starts else { return choice }
    var (low, high) = (0, starts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= choice { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The cell of every decision, -1 where it does not exist.
  func cells(of architecture: Architecture) -> [Int32] {
    architecture.choices.indices.map { id in
      let choice = architecture.choices[id]
      return choice == Architecture.inactive ? -1 : Int32(cell(of: choice, at: id))
    }
  }

  /// Whether a cell has a choice that is allowed.
  func isOpen(_ cell: Int, at point: Int) -> Bool {
    points[point].isContinuous || rows[point].starts != nil || points[point].allowed.contains(cell)
  }

  /// A choice that lies in a cell and is allowed, each equally likely.
  func choice(in cell: Int, at point: Int, using generator: inout SeededGenerator) -> Int {
    let row = rows[point]
    if let range = points[point].range {
      let position = (Double(cell) + generator.unit()) / Double(row.count)
      return Architecture.choice(for: range.value(at: position))
    }
    guard let starts = row.starts else { return cell }
    let end = cell + 1 < starts.count ? starts[cell + 1] : Int.max
    let inside = points[point].allowed.intersection(ChoiceSet(ranges: [starts[cell]..<end]))
    var rank = generator.index(max(1, inside.count))
    for range in inside.ranges {
      if rank < range.count { return range.lowerBound + rank }
      rank -= range.count
    }
    return starts[cell]
  }
}

extension DecisionCells.Row {
  fileprivate init(_ point: DecisionPoint) {
    owner = if case .slot(_, let rule) = point.kind, rule.isSorted { rule.first } else { point.id }
    let most = DecisionCells.most
    switch point.kind {
    case .choice, .slot:
      (count, middles, starts, open) = (point.count, nil, nil, point.allowed.count)
      isShared = false
    case .float(let range):
      count = range.isSingle ? 1 : most
      middles = range.isSingle ? [0.5] : (0..<most).map { (Double($0) + 0.5) / Double(most) }
      (starts, open) = (nil, count)
      isShared = !range.isSingle
    case .integer(let range):
      let allowed = point.allowed
      guard let first = allowed.ranges.first?.lowerBound, let last = allowed.ranges.last.map({ $0.upperBound - 1 })
      else {
        (count, middles, starts, open) = (1, [0.5], [0], 1)
        isShared = false
        return
      }
      // Within what is left of the range, so that a space that was cut has cells as fine as the whole.
      let (low, high) = (range.position(of: first), range.position(of: last))
      func position(_ choice: Int) -> Double {
        high > low ? (range.position(of: choice) - low) / (high - low) : 0.5
      }
      var begins: [Int] = []
      if allowed.count <= most {
        begins = Array(allowed)
      } else {
        for cell in 0..<most {
          let begin = cell == 0 ? first : range.choice(at: low + (high - low) * Double(cell) / Double(most))
          let end =
            cell + 1 == most ? last : range.choice(at: low + (high - low) * Double(cell + 1) / Double(most)) - 1
          guard begin <= end, allowed.ranges.contains(where: { $0.overlaps(begin..<end + 1) }) else { continue }
          begins.append(begin)
        }
      }
      let ends = begins.dropFirst().map { $0 - 1 } + [last]
      middles = zip(begins, ends).map { (position($0) + position($1)) / 2 }
      (starts, count, open) = (begins, begins.count, begins.count)
      isShared = allowed.count > most
    }
  }
}

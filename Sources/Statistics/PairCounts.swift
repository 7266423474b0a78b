/// How often two lists agree on the order of two of their things, and how often either has a tie.
///
/// Knight, *A Computer Method for Calculating Kendall's Tau with Ungrouped Data*, Journal of the American Statistical
/// Association 61(314), 1966: the exchanges of a merge sort are the disagreements.
struct PairCounts {
  /// All pairs, tied or not.
  let total: Int
  /// Pairs that are ties in the first list, and in the second.
  let firstTies: Int
  let secondTies: Int
  /// Pairs in other orders in both lists.
  let disagreements: Int
  /// Agreements less disagreements.
  let lead: Int

  /// Nil where a list holds NaN.
  init?(_ first: [Double], _ second: [Double]) {
    if first.contains(where: \.isNaN) || second.contains(where: \.isNaN) { return nil }
    let order = first.indices.sorted {
      first[$0] == first[$1] ? second[$0] < second[$1] : first[$0] < first[$1]
    }
    var values = order.map { second[$0] }
    total = first.count * (first.count - 1) / 2
    firstTies = Self.ties(order.count) { first[order[$0]] == first[order[$1]] }
    let bothTies = Self.ties(order.count) { [values] in
      first[order[$0]] == first[order[$1]] && values[$0] == values[$1]
    }
    var room = values
    disagreements = Self.exchanges(&values, &room, 0, values.count)
    secondTies = Self.ties(values.count) { [values] in values[$0] == values[$1] }
    lead = total - firstTies - secondTies + bothTies - 2 * disagreements
  }

  /// Whether each list has two different numbers.
  var areComparable: Bool { total > firstTies && total > secondTies }

  var tau: Double {
    // One root of the product: of full agreement it is exact.
    let told = Double(total - firstTies) * Double(total - secondTies)
    return min(max(Double(lead) / told.squareRoot(), -1), 1)
  }

  /// Pairs within runs of equal neighbours.
  private static func ties(_ count: Int, _ areEqual: (Int, Int) -> Bool) -> Int {
    var (ties, run) = (0, 0)
    for index in stride(from: 1, to: count, by: 1) {
      run = areEqual(index - 1, index) ? run + 1 : 0
      ties += run
    }
    return ties
  }

  /// Sorts a part of a list and counts the pairs that were in the wrong order.
  private static func exchanges(_ values: inout [Double], _ room: inout [Double], _ start: Int, _ end: Int) -> Int
  {
    if end - start < 2 { return 0 }
    let middle = (start + end) / 2
    var count = exchanges(&values, &room, start, middle) + exchanges(&values, &room, middle, end)
    var (left, right) = (start, middle)
    for place in start..<end {
      if right == end || left < middle && values[left] <= values[right] {
        room[place] = values[left]
        left += 1
      } else {
        room[place] = values[right]
        count += middle - left
        right += 1
      }
    }
    for place in start..<end { values[place] = room[place] }
    return count
  }
}

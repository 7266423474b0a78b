/// Labels by how many items are left of them, which only become fewer: the fewest are found, and one is counted down, in
/// constant time on average.
struct CountQueue {
  private(set) var counts: [Int]
  /// The first label of each count, and those before and after each label of the same count; -1 for none.
  private var first: [Int]
  private var previous: [Int]
  private var following: [Int]
  /// No label has fewer, but none.
  private var fewest: Int

  init(_ counts: [Int]) {
    self.counts = counts
    first = [Int](repeating: -1, count: (counts.max() ?? 0) + 1)
    previous = [Int](repeating: -1, count: counts.count)
    following = previous
    fewest = 1
    for label in counts.indices { link(label) }
  }

  /// The label of which the fewest items are left, but at least one.
  mutating func rarest() -> Int? {
    while fewest < first.count {
      if first[fewest] >= 0 { return first[fewest] }
      fewest += 1
    }
    return nil
  }

  /// One item less is left of a label.
  mutating func countDown(_ label: Int) {
    if previous[label] >= 0 {
      following[previous[label]] = following[label]
    } else {
      first[counts[label]] = following[label]
    }
    if following[label] >= 0 { previous[following[label]] = previous[label] }
    counts[label] -= 1
    link(label)
    if counts[label] > 0 { fewest = min(fewest, counts[label]) }
  }

  private mutating func link(_ label: Int) {
    let head = first[counts[label]]
    previous[label] = -1
    following[label] = head
    if head >= 0 { previous[head] = label }
    first[counts[label]] = label
  }
}

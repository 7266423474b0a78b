/// Numbers cut into bins of about as many items each, so that they can be stratified as classes are. Equal numbers are always
/// in one bin: where there are many, theirs is larger, and the others share the rest.
struct QuantileBins {
  /// The least key of each bin but the first, ascending.
  private let edges: [UInt64]

  /// How many bins there are; fewer than were asked for where there are fewer different numbers.
  var count: Int { edges.count + 1 }

  /// Cuts numbers; NaN is in no bin.
  init(_ numbers: [Double], bins: Int) {
    var keys = numbers.compactMap { $0.isNaN ? nil : OrderedKeys.key($0) }
    OrderedKeys.sort(&keys)
    var edges: [UInt64] = []
    var binStart = 0
    var runStart = 0
    while runStart < keys.count && edges.count + 1 < bins {
      var runEnd = runStart + 1
      while runEnd < keys.count && keys[runEnd] == keys[runStart] { runEnd += 1 }
      // The run goes where the bin comes nearer to its part of what is left: into it, or into the next.
      let target = Double(keys.count - binStart) / Double(bins - edges.count)
      if runStart > binStart && Double(runStart + runEnd - 2 * binStart) > 2 * target {
        edges.append(keys[runStart])
        binStart = runStart
      }
      runStart = runEnd
    }
    self.edges = edges
  }

  /// The bin of each number; ``count`` for NaN.
  func codes(of numbers: [Double]) -> [UInt32] {
    numbers.map { number in
      if number.isNaN { return UInt32(count) }
      let key = OrderedKeys.key(number)
      var (low, high) = (0, edges.count)
      while low < high {
        let middle = (low + high) / 2
        if edges[middle] <= key { low = middle + 1 } else { high = middle }
      }
      return UInt32(low)
    }
  }
}

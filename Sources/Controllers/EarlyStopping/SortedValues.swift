/// Numbers kept in order.
struct SortedValues: Sendable {
  private(set) var values: [Double] = []

  var count: Int { values.count }

  mutating func insert(_ value: Double) { values.insert(value, at: position(of: value)) }

  /// The middle value, or the mean of the two in the middle; nil where there are none.
  var median: Double? {
    guard !values.isEmpty else { return nil }
    let (low, high) = (values[(values.count - 1) / 2], values[values.count / 2])
    return low == high ? low : (low + high) / 2
  }

  /// The greatest but for `rank` others.
  func greatest(but rank: Int) -> Double? {
    values.indices.contains(values.count - 1 - rank) ? values[values.count - 1 - rank] : nil
  }

  /// How many are below a value.
  private func position(of value: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

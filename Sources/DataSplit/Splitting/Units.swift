/// What is chosen whole: groups of items, or single items, each with how many items of each class it has.
struct Units {
  /// How many items each has.
  private(set) var sizes: [Int] = []
  /// Where each unit's classes begin in ``columns`` and ``amounts``; one more than there are units.
  private(set) var starts: [Int] = [0]
  private(set) var columns: [UInt32] = []
  private(set) var amounts: [UInt32] = []
  /// How many classes there are.
  let width: Int

  /// The groups of items, none of which lacks one.
  init(_ groups: Categories, of labels: ItemLabels) {
    width = labels.width
    sizes = groups.counts
    var positions = [Int](repeating: 0, count: sizes.count + 1)
    for (group, size) in sizes.enumerated() { positions[group + 1] = positions[group] + size }
    let ends = positions
    var members = [UInt32](repeating: 0, count: groups.codes.count)
    for (item, group) in groups.codes.enumerated() {
      members[positions[Int(group)]] = UInt32(item)
      positions[Int(group)] += 1
    }

    var counts = [UInt32](repeating: 0, count: width)
    for group in sizes.indices {
      let start = columns.count
      for member in members[ends[group]..<ends[group + 1]] {
        labels.forEach(of: Int(member)) { column in
          if counts[column] == 0 { columns.append(UInt32(column)) }
          counts[column] += 1
        }
      }
      for column in columns[start...] {
        amounts.append(counts[Int(column)])
        counts[Int(column)] = 0
      }
      starts.append(columns.count)
    }
  }

  /// Some of the items, each on its own.
  init(items: [UInt32], of labels: ItemLabels) {
    width = labels.width
    sizes = [Int](repeating: 1, count: items.count)
    starts.reserveCapacity(items.count + 1)
    for item in items {
      labels.forEach(of: Int(item)) { columns.append(UInt32($0)) }
      starts.append(columns.count)
    }
    amounts = [UInt32](repeating: 1, count: columns.count)
  }

  /// How many items some units have of each class.
  func totals(of units: [Int]) -> [Int] {
    var totals = [Int](repeating: 0, count: width)
    for unit in units {
      for entry in starts[unit]..<starts[unit + 1] { totals[Int(columns[entry])] += Int(amounts[entry]) }
    }
    return totals
  }
}

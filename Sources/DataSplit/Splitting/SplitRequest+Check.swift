extension SplitRequest {
  /// Checks that a split of such items can be made at all.
  func check(_ items: ItemTable) throws {
    guard stage1 > 0 && stage1 < 1 else { throw SplitError.shareOutOfRange(stage1) }
    guard bins >= 1 else { throw SplitError.binsOutOfRange(bins) }
    guard items.count < Int(UInt32.max) else { throw SplitError.tooManyItems(count: items.count) }
    let train = Share.rounded(stage1, of: items.count)
    guard train > 0 && train < items.count else {
      throw SplitError.tooFewItems(count: items.count, stage1: stage1)
    }
    try checkSubsamples(items)
    if order == .time {
      guard let times = items.times else { throw SplitError.timesUnknown }
      let missing = times.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
      if missing > 0, let first = times.firstIndex(where: \.isNaN) {
        throw SplitError.timeMissing(count: missing, first: first)
      }
    }
    if let groups = items.groups { try check(groups, train: train) }
  }

  private func checkSubsamples(_ items: ItemTable) throws {
    var seen: Set<Int> = []
    for percent in subsamples {
      guard (1...99).contains(percent) else { throw SplitError.subsampleOutOfRange(percent) }
      guard seen.insert(percent).inserted else { throw SplitError.subsampleTwice(percent) }
    }
    if isBalanced && !subsamples.isEmpty && items.label == nil { throw SplitError.nothingToBalance }
  }

  private func check(_ groups: Categories, train: Int) throws {
    let count = groups.codes.count
    let counts = groups.counts
    let missing = count - counts.reduce(0, +)
    if missing > 0, let first = groups.codes.firstIndex(of: Categories.missing) {
      throw SplitError.groupMissing(count: missing, first: first)
    }
    guard let size = counts.max(), let largest = counts.firstIndex(of: size) else { return }
    if size == count { throw SplitError.oneGroup(groups.names[largest]) }
    let most = max(train, count - train)
    if order == .shuffled && size > most {
      throw SplitError.groupTooLarge(name: groups.names[largest], size: size, count: count, most: most)
    }
  }
}

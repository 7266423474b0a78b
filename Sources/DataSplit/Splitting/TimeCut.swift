/// Cuts items by time: the latest are the validation, and what is later than none of these trains. Items of the same time stay
/// together, so that a model is never asked about a moment that it has trained on; the cut is where that comes nearest to
/// the asked share.
enum TimeCut {
  /// The level of each item: 0 of the latest, 1 of the others.
  ///
  /// - Parameters:
  ///   - times: none is NaN.
  ///   - groups: which stay together; a group's time is its latest.
  ///   - train: how many items are to be the others.
  /// - Throws: ``SplitError/oneTime(isGrouped:)``.
  static func levels(_ times: [Double], groups: Categories?, train: Int) throws -> [UInt8] {
    var keys = times.map { OrderedKeys.key($0) }
    if let groups {
      var latest = [UInt64](repeating: 0, count: groups.names.count)
      for (group, key) in zip(groups.codes, keys) { latest[Int(group)] = max(latest[Int(group)], key) }
      keys = groups.codes.map { latest[Int($0)] }
    }
    var sorted = keys
    OrderedKeys.sort(&sorted)
    guard let first = sorted.first, let last = sorted.last, first != last else {
      throw SplitError.oneTime(isGrouped: groups != nil)
    }
    // The ends of the run of equal times in which the cut would be.
    let start = sorted[..<train].lastIndex { $0 != sorted[train] }.map { $0 + 1 } ?? 0
    let end = sorted[train...].firstIndex { $0 != sorted[train] } ?? sorted.count
    let cut = start == 0 || (end < sorted.count && end - train <= train - start) ? end : start
    let latest = sorted[cut]
    return keys.map { $0 < latest ? 1 : 0 }
  }
}

import Randomness

/// How many items of each class a part is to have, where items are not chosen class by class.
struct PartTargets {
  /// How many items in total.
  var count: Int
  /// How many of each class.
  var columns: [Double]
  /// What an item too many or too few of a class costs: more where the class is rare.
  let weights: [Double]
  /// What an item too many or too few in total costs.
  let totalWeight: Double

  /// - Parameters:
  ///   - totals: how many items of each class there are to choose from.
  ///   - whole: how many items there are to choose from.
  ///   - last: the class of the items without a label, of which a balanced part has as few as can be.
  init(_ part: WantedPart, from totals: [Int], of whole: Int, last: Int?) {
    count = part.count
    let share = Double(part.count) / Double(whole)
    if part.isBalanced {
      var ties = part.generator(.ties)
      // An item may be of several classes, and then these are as many as would be in a part as large.
      let occurrences = Share.rounded(share, of: totals.reduce(0, +))
      columns = Apportionment.balanced(limits: totals, total: occurrences, last: last, using: &ties).map {
        Double($0)
      }
    } else {
      columns = totals.map { total in
        switch (part.level, total) {
        case (_, 0): 0
        case (1, 1): 1  // A class of one item trains.
        case (1, _): min(max(Double(total) * share, 1), Double(total - 1))
        case (_, _): max(Double(total) * share, 1)
        }
      }
    }
    let isBalanced = part.isBalanced
    weights = zip(columns, totals).map { target, total in
      total == 0 ? 0 : 1 / (isBalanced ? max(target, 1) : max(min(target, Double(total) - target), 0.25))
    }
    // Groups mix classes, so a balance is seldom to be had, and is not to be bought with a part of another size.
    let classes = totals.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    totalWeight =
      (isBalanced ? 50 : 2) * Double(max(classes, 1)) / Double(max(min(part.count, whole - part.count), 1))
  }

  /// What is to be left when the part is taken out.
  func complement(of totals: [Int], whole: Int) -> PartTargets {
    var rest = self
    rest.count = whole - count
    rest.columns = zip(totals, columns).map { Double($0) - $1 }
    return rest
  }
}

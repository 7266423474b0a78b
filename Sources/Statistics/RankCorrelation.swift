/// How far two lists of numbers agree on the order of the same things.
public enum RankCorrelation {
  /// Spearman's coefficient: that of Pearson between ranks, where equal numbers share their mean rank.
  ///
  /// - Returns: from -1 to 1; NaN where a list has fewer than two different numbers or holds NaN.
  public static func spearman(_ first: [Double], _ second: [Double]) -> Double {
    precondition(first.count == second.count, "as many numbers on both sides")
    if (first + second).contains(where: \.isNaN) { return .nan }
    let (firstRanks, secondRanks) = (ranks(of: first), ranks(of: second))
    // Mean ranks are the same whatever the ties.
    let middle = Double(first.count + 1) / 2
    var (product, firstSquare, secondSquare) = (0.0, 0.0, 0.0)
    for (one, other) in zip(firstRanks, secondRanks) {
      product += (one - middle) * (other - middle)
      firstSquare += (one - middle) * (one - middle)
      secondSquare += (other - middle) * (other - middle)
    }
    guard firstSquare > 0, secondSquare > 0 else { return .nan }
    return min(max(product / (firstSquare * secondSquare).squareRoot(), -1), 1)
  }

  /// Ranks from 1; equal numbers share the mean of theirs.
  static func ranks(of numbers: [Double]) -> [Double] {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var ranks = [Double](repeating: 0, count: numbers.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
      for index in order[start..<end] { ranks[index] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}

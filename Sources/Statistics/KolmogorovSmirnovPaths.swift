/// The exact distribution of the two-sample statistic, as the share of lattice paths that leave a band.
enum KolmogorovSmirnovPaths {
  /// The chance that two samples of one distribution differ by as much as `gap`, which is in units of 1 / (n₁ n₂).
  static func shareOutside(_ first: Int, _ second: Int, gap: Int) -> Double {
    if gap == 0 { return 1 }
    let divisor = greatestCommonDivisor(first, second)
    let share =
      first == second
      ? shareOutsideSquare(first, gap / divisor)
      : shareOutside(wide: max(first, second), high: min(first, second), divisor, gap / divisor)
    return min(max(share, 0), 1)
  }

  /// By reflection, for samples of one size: Gnedenko and Korolyuk 1951. Terms are nested, so that little cancels.
  private static func shareOutsideSquare(_ size: Int, _ gap: Int) -> Double {
    var share = 0.0
    for reflection in stride(from: size / gap, through: 0, by: -1) {
      var ratio = 1.0
      for step in 0..<gap {
        ratio *= Double(size - reflection * gap - step) / Double(size + reflection * gap + step + 1)
      }
      share = ratio * (1 - share)
    }
    return 2 * share
  }

  /// By the recursion of Hodges, *The Significance Probability of the Smirnov Two-Sample Test*, Arkiv för
  /// Matematik 3, 1958, in the form that adds no large numbers: Viehmann, arXiv 2102.08037.
  ///
  /// `shares[j]` is the share of the paths from (0, 0) to (i, j) that have left the band |i / wide - j / high| <
  /// gap.
  private static func shareOutside(wide: Int, high: Int, _ divisor: Int, _ gap: Int) -> Double {
    let (stepAcross, stepUp) = (high / divisor, wide / divisor)
    var shares = [Double](repeating: 1, count: high + 1)
    for j in 0...min(high, (gap - 1) / stepUp) { shares[j] = 0 }
    var low = 0
    for i in 1...wide {
      let across = i * stepAcross
      let lowest = across < gap ? 0 : (across - gap) / stepUp + 1
      let highest = min(high, (across + gap - 1) / stepUp)
      if lowest > highest { return 1 }
      for j in low..<max(low, lowest) { shares[j] = 1 }
      low = lowest
      var below = low == 0 ? 0 : 1.0
      for j in low...highest {
        below = (shares[j] * Double(i) + below * Double(j)) / Double(i + j)
        shares[j] = below
      }
    }
    return shares[high]
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    var (larger, smaller) = (first, second)
    while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}

import PlainJSON
import Statistics

/// Whether two parts of the data look alike.
enum LikenessChecks {
  /// Compares classes.
  ///
  /// - Parameters:
  ///   - own: counts of stage 1's validation.
  ///   - other: counts of what it should be like, for the same classes.
  static func classes(
    _ kind: DataCheck.Kind, _ names: [String], own: [Int], other: [Int], _ thresholds: CheckThresholds
  ) -> DataCheck? {
    let (ownSum, otherSum) = (own.reduce(0, +), other.reduce(0, +))
    guard ownSum > 0, otherSum > 0 else { return nil }
    let test = ChiSquaredTest(contingency: [own, other])
    let (first, second) = (own.map(Double.init), other.map(Double.init))
    let distance = Proportions.jensenShannonDistance(first, second)
    let moved = Proportions.totalVariation(first, second)
    let shares = own.indices.map { (first[$0] / Double(ownSum), second[$0] / Double(otherSum)) }
    let gaps = shares.map { ($0.0 - $0.1).magnitude }
    let widest = gaps.indices.max { gaps[$0] < gaps[$1] } ?? 0
    let verdict = thresholds.difference.judge(
      distance, pValue: test.pValue, significance: thresholds.significance)
    let example =
      "\(names[widest]) is \(Figures.percent(shares[widest].0)) of the one and "
      + "\(Figures.percent(shares[widest].1)) of the other"
    let words =
      verdict == .good
      ? "has the classes of \(target(kind))"
      : "has other shares of classes than \(target(kind)): \(Figures.percent(moved)) of the items would have to change "
        + "theirs; \(example)"
    return DataCheck(
      kind, verdict, measure: "Jensen-Shannon distance (base 2)", distance, limits: thresholds.difference,
      pValue: test.pValue, words: "stage 1's validation \(words)", advice: advice(kind),
      details: [
        "chi_squared": .number(test.statistic), "cramers_v": .number(test.cramersV),
        "total_variation": .number(moved), "widest_class": .string(names[widest]),
        "widest_difference": .number(gaps[widest]),
      ])
  }

  /// Compares numbers, of a label or another column; both lists are sorted and without NaN.
  static func numbers(
    _ kind: DataCheck.Kind, _ name: String?, own: [Double], other: [Double], _ thresholds: CheckThresholds
  ) -> DataCheck? {
    let test = KolmogorovSmirnovTest(sorted: own, other)
    if test.statistic.isNaN { return nil }
    let verdict = thresholds.numberDifference.judge(
      test.statistic, pValue: test.pValue, significance: thresholds.significance)
    let column = name.map { "column '\($0)'" } ?? "the label"
    let words =
      verdict == .good
      ? "is spread as in \(target(kind))"
      : "is spread otherwise than in \(target(kind)): at some value the shares below it differ by "
        + Figures.percent(test.statistic)
    return DataCheck(
      kind, subject: name, verdict, measure: "Kolmogorov-Smirnov statistic", test.statistic,
      limits: thresholds.numberDifference, pValue: test.pValue,
      words: "\(column) of stage 1's validation \(words)",
      advice: advice(kind))
  }

  private static func target(_ kind: DataCheck.Kind) -> String {
    kind == .likeness ? "the real validation" : "stage 1's training part"
  }

  private static func advice(_ kind: DataCheck.Kind) -> String {
    kind == .likeness
      ? "rewards of stage 1 will rank for other data than that of stage 2: take training data that is like the real "
        + "validation, or a larger validation of stage 1"
      : "split with strata, or with more items in the validation; after a split by time or by groups this can be as it "
        + "should"
  }
}

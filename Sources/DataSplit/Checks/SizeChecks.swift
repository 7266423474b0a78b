import PlainJSON

/// Whether data is enough for an architecture search.
enum SizeChecks {
  /// What to do with data that is too small or too imbalanced.
  static let augmentation =
    "do not search architectures on this: search augmentation only, or get more data; `force = true` searches all the "
    + "same"

  /// Enough items of all, and of every class where there are classes.
  static func size(_ tally: ClassTally?, count: Int, _ thresholds: CheckThresholds) -> [DataCheck] {
    let verdict = thresholds.items.judge(Double(count))
    let words = "\(Figures.count(count, "item")) to train on" + (verdict == .good ? "" : ", which is few")
    let all = DataCheck(
      .size, subject: "all", verdict, measure: "training items", Double(count), limits: thresholds.items,
      words: words, advice: advice(verdict))
    guard let tally, let smallest = present(tally).min(by: { $0.count < $1.count }) else { return [all] }
    let classVerdict = thresholds.classItems.judge(Double(smallest.count))
    let few = present(tally).filter { thresholds.classItems.judge(Double($0.count)) != .good }.map(\.name)
    let fewWords = few.isEmpty ? "" : "; \(Figures.count(few.count, "class")) with few: \(Figures.list(few))"
    return [
      all,
      DataCheck(
        .size, subject: "smallest class", classVerdict, measure: "items of the smallest class",
        Double(smallest.count), limits: thresholds.classItems,
        words: "the smallest class, \(smallest.name), has \(Figures.count(smallest.count, "item"))\(fewWords)",
        advice: advice(classVerdict), details: ["classes_with_few": .integer(few.count)]),
    ]
  }

  /// The largest class over the smallest.
  static func balance(_ tally: ClassTally, _ thresholds: CheckThresholds) -> DataCheck? {
    let classes = present(tally)
    guard let smallest = classes.min(by: { $0.count < $1.count }),
      let largest = classes.max(by: { $0.count < $1.count }), classes.count > 1
    else { return nil }
    let ratio = Double(largest.count) / Double(smallest.count)
    let verdict = thresholds.imbalance.judge(ratio)
    return DataCheck(
      .balance, verdict, measure: "largest over smallest class", ratio, limits: thresholds.imbalance,
      words: "the largest class, \(largest.name), has \(Figures.short(ratio)) times the items of the smallest, "
        + smallest.name,
      advice: verdict == .bad
        ? augmentation : "reward a mean over classes rather than accuracy, or weigh the loss",
      details: ["largest": .integer(largest.count), "smallest": .integer(smallest.count)])
  }

  /// The smallest difference of two rewards that is no chance.
  ///
  /// Accuracies p of n items have the standard error √(p(1 - p) / n), their differences √2 of it, and 1.96 of that
  /// is rarely chance. Errors whose sizes are normal have a root mean square that is known to 1 / √(2n) of itself.
  /// Architectures that see the same items differ by somewhat less chance, so that this is on the safe side.
  static func resolution(_ data: CheckedData, isNumber: Bool, _ thresholds: CheckThresholds) -> DataCheck {
    let count = data.split.validation.count
    let accuracy = thresholds.baselineAccuracy
    let error =
      isNumber
      ? (1 / (2 * Double(count))).squareRoot() : (accuracy * (1 - accuracy) / Double(count)).squareRoot()
    let seen = 1.96 * 2.0.squareRoot() * error
    let verdict = count == 0 ? .bad : thresholds.resolution.judge(seen)
    let measure = isNumber ? "an error of prediction" : "an accuracy near \(Figures.percent(accuracy))"
    let groups = data.items.groups == nil ? "" : "; items of one group are alike, which makes it more"
    let unit = isNumber ? Figures.percent(seen) + " of it" : "\(Figures.short(seen * 100)) points"
    return DataCheck(
      .resolution, verdict, measure: "smallest difference that is seen", seen, limits: thresholds.resolution,
      words: count == 0
        ? "stage 1's validation is empty"
        : "with \(Figures.count(count, "item")) in stage 1's validation, \(measure) is known to ± "
          + (isNumber ? Figures.percent(1.96 * error) : "\(Figures.short(196 * error)) points")
          + ": a difference below \(unit) cannot be seen\(groups)",
      advice: verdict == .bad
        ? augmentation : "hold out more (a smaller `stage1`), and take close rewards for equal",
      details: ["standard_error": .number(error), "items": .integer(count)])
  }

  private static func advice(_ verdict: DataCheck.Verdict) -> String {
    verdict == .bad ? augmentation : "prefer a small space, and repeat the best trials with other seeds"
  }

  private static func present(_ tally: ClassTally) -> [(name: String, count: Int)] {
    zip(tally.names, tally.training).filter { $0.1 > 0 }.map { (name: $0.0, count: $0.1) }
  }
}

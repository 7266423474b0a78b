import PlainJSON
import Statistics

/// Whether the source is shuffled, as its labels tell.
enum OrderChecks {
  /// Checks of a source with classes.
  static func of(_ tally: ClassTally, hasSets: Bool, _ thresholds: CheckThresholds) -> [DataCheck] {
    // Of items with several classes only the first of each is in the runs, so the counts are not those of the
    // runs.
    let runs = hasSets ? [] : [shuffling(RunsTest(runs: tally.runs, counts: tally.training), thresholds)]
    return runs + [drift(tally, thresholds)]
  }

  /// Checks of a source with numbers: above and below their median, and the first tenth against the last.
  static func of(_ numbers: [Double], median: Double, _ thresholds: CheckThresholds) -> [DataCheck] {
    var (above, below, runs, previous) = (0, 0, 0, Bool?.none)
    for number in numbers where !number.isNaN {
      let isAbove = number >= median
      if isAbove { above += 1 } else { below += 1 }
      if isAbove != previous { runs += 1 }
      previous = isAbove
    }
    let tenth = numbers.count / 10
    let test = KolmogorovSmirnovTest(Array(numbers.prefix(tenth)), Array(numbers.suffix(tenth)))
    let verdict = thresholds.numberDifference.judge(
      test.statistic, pValue: test.pValue, significance: thresholds.significance)
    return [
      shuffling(RunsTest(runs: runs, counts: [above, below]), thresholds),
      DataCheck(
        .drift, verdict, measure: "Kolmogorov-Smirnov statistic of first and last tenth", test.statistic,
        limits: thresholds.numberDifference, pValue: test.pValue,
        words: driftWords(verdict, test.pValue, thresholds), advice: driftAdvice),
    ]
  }

  private static func shuffling(_ test: RunsTest, _ thresholds: CheckThresholds) -> DataCheck {
    let verdict = thresholds.stickiness.judge(
      test.stickiness, pValue: test.pValue, significance: thresholds.significance)
    let turns = CheckThresholds.Limits(watch: thresholds.stickiness.watch, bad: .infinity)
    if turns.judge(test.alternation, pValue: test.pValue, significance: thresholds.significance) != .good {
      return alternating(test, turns)
    }
    let words =
      verdict == .good
      ? "labels follow each other as in a shuffled list"
      : "equal labels stand together: \(Figures.count(test.runs, "run")) where a shuffled list has about "
        + Figures.short(test.expected.rounded())
    return DataCheck(
      .shuffling, verdict, measure: "likeness of neighbours beyond chance (kappa)", test.stickiness,
      limits: thresholds.stickiness, pValue: test.pValue, words: words,
      advice:
        "the split shuffles by itself, but full training reads the training data as it is: shuffle it, or see "
        + "that the trainer does; if neighbours belong together (frames of a video), name their group",
      details: details(test))
  }

  /// Labels that take turns were dealt out, which is no chance either. Batches have all classes, so that it harms
  /// nothing by itself and is never bad; but the order within a class may be any, and neighbours no longer tell.
  private static func alternating(_ test: RunsTest, _ limits: CheckThresholds.Limits) -> DataCheck {
    DataCheck(
      .shuffling, .watch, measure: "unlikeness of neighbours beyond chance", test.alternation, limits: limits,
      pValue: test.pValue,
      words: "labels take turns: \(Figures.count(test.runs, "run")) where a shuffled list has about "
        + Figures.short(test.expected.rounded()),
      advice:
        "the source was dealt out class by class, not shuffled: see that the items of each class were shuffled before; "
        + "if they belong together (frames of a video), name their group", details: details(test))
  }

  private static func details(_ test: RunsTest) -> [String: JSON] {
    [
      "runs": .integer(test.runs), "expected_runs": .number(test.expected),
      "deviations": .number(test.deviations),
    ]
  }

  private static func drift(_ tally: ClassTally, _ thresholds: CheckThresholds) -> DataCheck {
    let test = ChiSquaredTest(contingency: [tally.first, tally.last])
    let verdict = thresholds.drift.judge(
      test.cramersV, pValue: test.pValue, significance: thresholds.significance)
    return DataCheck(
      .drift, verdict, measure: "Cramér's V of first and last tenth", test.cramersV, limits: thresholds.drift,
      pValue: test.pValue, words: driftWords(verdict, test.pValue, thresholds), advice: driftAdvice,
      details: ["chi_squared": .number(test.statistic)])
  }

  private static func driftWords(
    _ verdict: DataCheck.Verdict, _ pValue: Double, _ thresholds: CheckThresholds
  ) -> String {
    if verdict != .good { return "the source ends with other labels than it begins with" }
    return pValue < thresholds.significance
      ? "the source ends with the labels that it begins with"
      : "the first and the last tenth of the source differ no more than by chance"
  }

  private static let driftAdvice =
    "the source is sorted or changed over time: shuffle it, or split by time if later data is what counts"
}

import DataSplit
import LuaHost

/// Where the verdicts of checks turn, in `nas.split`.
struct ThresholdOptions: LuaOptions {
  struct Limits: LuaOptions {
    static var luaStubType: String { "ThresholdLimits" }
    var watch = 0.0
    var bad = 0.0
    static let fields = [
      LuaField("watch", "beyond this it is to be watched", \Limits.watch, required: true),
      LuaField("bad", "beyond this it is bad; where it is the smaller, small is bad", \Limits.bad, required: true),
    ]
  }

  var thresholds = CheckThresholds()
  static let fields = [
    LuaField("significance", "chances at or above this are chance", \ThresholdOptions.thresholds.significance),
    LuaField(
      "baseline_accuracy", "the accuracy that a baseline is taken to have",
      \ThresholdOptions.thresholds.baselineAccuracy),
    limits("stickiness", "of neighbours in the source that are alike", \.stickiness),
    limits("drift", "of the difference between the source's first and last tenth", \.drift),
    limits("difference", "of the Jensen-Shannon distance between class shares", \.difference),
    limits("number_difference", "of the Kolmogorov-Smirnov statistic of numbers", \.numberDifference),
    limits("shared", "of the share of validation items that are trained on", \.shared),
    limits("missing", "of the share of items without a label", \.missing),
    limits("class_items", "of items in the smallest class", \.classItems),
    limits("items", "of all training items", \.items),
    limits("imbalance", "of the largest over the smallest class", \.imbalance),
    limits("resolution", "of the smallest difference of accuracies that is seen", \.resolution),
  ]

  private static func limits(
    _ name: String, _ summary: String,
    _ property: WritableKeyPath<CheckThresholds, CheckThresholds.Limits> & Sendable
  ) -> LuaField<ThresholdOptions> {
    let path: WritableKeyPath<ThresholdOptions, Limits> & Sendable = \ThresholdOptions[property]
    let usual = CheckThresholds()[keyPath: property]
    return LuaField(name, "\(summary) (watch \(number(usual.watch)), bad \(number(usual.bad)))", path)
  }

  private static func number(_ value: Double) -> String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }

  private subscript(_ property: WritableKeyPath<CheckThresholds, CheckThresholds.Limits> & Sendable) -> Limits {
    get { Limits(watch: thresholds[keyPath: property].watch, bad: thresholds[keyPath: property].bad) }
    set { thresholds[keyPath: property] = .init(watch: newValue.watch, bad: newValue.bad) }
  }
}

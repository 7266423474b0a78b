import DataSplit
import LuaHost
import Suggestions

/// What `nas.split` takes.
struct SplitOptions: LuaOptions {
  var train: String?
  var validation: String?
  var label: String?
  var labelKind: String?
  var separator = "|"
  var group: String?
  var time: String?
  var identity: String?
  var stage1 = 0.9
  var seed = 0
  var subsamples: [Int] = []
  var balanced = false
  var bins = 10
  var stratify = true
  var byContent = false
  var thresholds = ThresholdOptions()
  var out: String?
  var from: String?
  static let fields = [
    LuaField(
      "train", "all data that may be trained on: a file or folder; {script.dir} is the folder of the script",
      \SplitOptions.train),
    LuaField(
      "validation", "the real validation data, which stage 2 is measured on and stage 1 never sees",
      \SplitOptions.validation),
    LuaField("label", "the column that holds the label; in JSON a path such as 'meta.label'", \SplitOptions.label),
    LuaField(
      "label_kind", "what labels are, where that is not to be told from them", \SplitOptions.labelKind,
      stub: "\"classes\"|\"numbers\"|\"class_sets\"|nil"),
    LuaField("separator", "between the classes of a label that has several", \SplitOptions.separator),
    LuaField("group", "a column whose equal values stay together: a patient, a video", \SplitOptions.group),
    LuaField("time", "a column with times: the latest items become the validation part", \SplitOptions.time),
    LuaField("id", "the column that names an item; the whole item if left out", \SplitOptions.identity),
    LuaField("stage1", "the share of the training data that stage 1 trains on", \SplitOptions.stage1),
    LuaField("seed", "what all chance of the split comes from, whatever the search's seed", \SplitOptions.seed),
    LuaField(
      "subsamples", "parts of stage 1's training part for cheaper proxy tasks, in percent; each lies in the next",
      \SplitOptions.subsamples),
    LuaField("balanced", "whether subsamples have as many of each class as they can", \SplitOptions.balanced),
    LuaField("bins", "into how many bins labels that are numbers are cut", \SplitOptions.bins),
    LuaField("stratify", "whether each part has the classes in the same proportions", \SplitOptions.stratify),
    LuaField(
      "by_content", "whether items are compared by all they hold, where that costs reading all once more",
      \SplitOptions.byContent),
    LuaField("thresholds", "where verdicts of the checks turn", \SplitOptions.thresholds),
    LuaField(
      "out", "the folder to write to; one of the workspace if left out, where the same split is made once",
      \SplitOptions.out),
    LuaField("from", "the folder of a split that is there, to be opened instead of made", \SplitOptions.from),
  ]

  /// What is asked for, with places of files as they are.
  func task(train: String, validation: String?, folder: String) throws -> SplitTask {
    guard stage1 > 0, stage1 < 1 else {
      throw LuaConversionError(
        expected: "a share above 0 and below 1, such as 0.9,", got: "\(stage1)", path: ["stage1"])
    }
    guard separator.count == 1, let separator = separator.first else {
      throw LuaConversionError(expected: "one character", got: "'\(separator)'", path: ["separator"])
    }
    let columns = ItemColumns(
      label: label, kind: try kind(), separator: separator, group: group, time: time, identity: identity,
      readsContents: byContent)
    let request = SplitRequest(
      stage1: stage1, seed: UInt64(bitPattern: Int64(seed)), order: time == nil ? .shuffled : .time,
      isStratified: stratify, bins: bins, subsamples: subsamples, isBalanced: balanced)
    return SplitTask(
      train: try ItemSources.source(at: train), validation: try validation.map { try ItemSources.source(at: $0) },
      columns: columns,
      request: request, thresholds: thresholds.thresholds, folder: folder)
  }

  private func kind() throws -> ItemColumns.LabelKind {
    switch labelKind {
    case nil: return .automatic
    case "classes"?: return .classes
    case "numbers"?: return .numbers
    case "class_sets"?: return .classSets
    case let other?:
      throw LuaConversionError(
        expected: "'classes', 'numbers' or 'class_sets'", got: "'\(other)'", path: ["label_kind"])
    }
  }
}

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
    return LuaField(name, summary, path)
  }

  private subscript(_ property: WritableKeyPath<CheckThresholds, CheckThresholds.Limits> & Sendable) -> Limits {
    get { Limits(watch: thresholds[keyPath: property].watch, bad: thresholds[keyPath: property].bad) }
    set { thresholds[keyPath: property] = .init(watch: newValue.watch, bad: newValue.bad) }
  }
}

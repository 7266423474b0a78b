import DataSplit
import LuaHost

/// What `nas.split` takes.
struct SplitOptions: LuaOptions {
  var train: PathsArgument?
  var validation: PathsArgument?
  var validationLabel: String?
  var dataFormat: String?
  var label: String?
  var labelKind: String?
  var separator: String?
  var group: String?
  var time: String?
  var identity: String?
  var columns: [String] = []
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
      "train",
      "all data that may be trained on: a file, folder or pattern ('train-*.tar'), or a list of them; {script.dir} is the "
        + "folder of the script", \SplitOptions.train),
    LuaField(
      "validation", "the real validation data, which stage 2 is measured on and stage 1 never sees",
      \SplitOptions.validation),
    LuaField(
      "validation_label", "what the label is called in the validation data, where that is otherwise",
      \SplitOptions.validationLabel),
    LuaField(
      "data_format",
      "what all data is, where names and first bytes do not tell: "
        + ItemSources.Format.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "), \SplitOptions.dataFormat,
      stub: ItemSources.Format.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|") + "|nil"),
    LuaField("label", "the column that holds the label; in JSON a path such as 'meta.label'", \SplitOptions.label),
    LuaField(
      "label_kind",
      "what labels are: 'classes', 'numbers', 'sets' of classes, or 'automatic', by what they look like",
      \SplitOptions.labelKind,
      stub: "\"automatic\"|\"classes\"|\"numbers\"|\"sets\"|nil"),
    LuaField(
      "separator", "between the classes of one field ('|' if left out); the label is then a set of classes",
      \SplitOptions.separator),
    LuaField("group", "a column whose equal values stay together: a patient, a video", \SplitOptions.group),
    LuaField("time", "a column with times: the latest items become the validation part", \SplitOptions.time),
    LuaField("id", "the column that names an item; the whole item if left out", \SplitOptions.identity),
    LuaField("columns", "columns of numbers whose spread is compared between the parts", \SplitOptions.columns),
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

  /// Refuses keys that a split which is only opened would pass over.
  func checkOpening() throws {
    let usual = SplitOptions()
    let making: [(String, Bool)] = [
      ("label_kind", labelKind != nil), ("separator", separator != nil), ("stage1", stage1 != usual.stage1),
      ("seed", seed != usual.seed), ("subsamples", !subsamples.isEmpty), ("balanced", balanced),
      ("bins", bins != usual.bins), ("stratify", stratify != usual.stratify), ("by_content", byContent),
      ("thresholds", thresholds.thresholds != usual.thresholds.thresholds), ("out", out != nil),
    ]
    // What finds and reads the inputs has a meaning where there are some.
    let reading: [(String, Bool)] = [
      ("label", label != nil), ("validation_label", validationLabel != nil), ("data_format", dataFormat != nil),
      ("group", group != nil), ("time", time != nil), ("id", identity != nil), ("columns", !columns.isEmpty),
    ]
    let ignored = (making + (train == nil ? reading : [])).filter(\.1).map { "'\($0.0)'" }
    if ignored.isEmpty { return }
    let what = ignored.count == 1 ? "key \(ignored[0]) means" : "keys \(ignored.joined(separator: ", ")) mean"
    throw BindingError(
      "'from' opens a split as it was made, so the \(what) nothing beside it; leave out what is too much, or give "
        + "'train' and no 'from' to make another split")
  }

  /// What is asked for, with places of files as they are.
  func task(train: [String], validation: [String]?, folder: String) throws -> SplitTask {
    guard seed >= 0 else {
      throw LuaConversionError(expected: "a whole number from 0 on", got: "\(seed)", path: ["seed"])
    }
    guard stage1 > 0, stage1 < 1 else {
      throw LuaConversionError(
        expected: "a share above 0 and below 1, such as 0.9,", got: "\(stage1)", path: ["stage1"])
    }
    let format = try dataFormat.map { name in
      try Self.choice(ItemSources.Format(rawValue: name), of: ItemSources.Format.allCases, name, "data_format")
    }
    let columns = ItemColumns(
      label: label, kind: try kind(), separator: separator?.first ?? "|", group: group, time: time,
      numbers: columns, identity: identity, readsContents: byContent)
    let request = SplitRequest(
      stage1: stage1, seed: UInt64(seed), order: time == nil ? .shuffled : .time,
      isStratified: stratify, bins: bins, subsamples: subsamples, isBalanced: balanced)
    var task = SplitTask(
      train: try ItemSources.source(at: train, format: format),
      validation: try validation.map { try ItemSources.source(at: $0, format: format) }, columns: columns,
      request: request, thresholds: thresholds.thresholds, folder: folder)
    (task.validationLabel, task.dataFormat) = (validationLabel, format)
    return task
  }

  private func kind() throws -> ItemColumns.LabelKind {
    let kind = try labelKind.map { name in
      try Self.choice(
        ItemColumns.LabelKind(rawValue: name), of: ItemColumns.LabelKind.allCases, name, "label_kind")
    }
    guard let separator else { return kind ?? .automatic }
    guard separator.count == 1 else {
      throw LuaConversionError(expected: "one character, such as '|',", got: "'\(separator)'", path: ["separator"])
    }
    if let kind, kind != .classSets {
      throw LuaConversionError(
        expected: "'sets', as there is a separator of classes,", got: "'\(kind.rawValue)'", path: ["label_kind"])
    }
    return .classSets
  }

  private static func choice<Choice: RawRepresentable<String>>(
    _ choice: Choice?, of all: [Choice], _ name: String, _ key: String
  ) throws -> Choice {
    if let choice { return choice }
    let known = all.map { "'\($0.rawValue)'" }
    throw LuaConversionError(
      expected: "\(known.dropLast().joined(separator: ", ")) or \(known.last ?? "")", got: "'\(name)'", path: [key]
    )
  }
}

/// Paths of data, one or several.
struct PathsArgument: FromLua, Sendable {
  var paths: [String] = []
  static var luaTypeName: String { "path or list of paths" }
  static var luaStubType: String { "string|string[]" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> PathsArgument {
    if stack.isString(at: index) { return PathsArgument(paths: [try stack.peek(at: index)]) }
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    let paths = try stack.peek([String].self, at: index)
    if paths.isEmpty { throw LuaConversionError(expected: "at least one path", got: "an empty list") }
    return PathsArgument(paths: paths)
  }
}

import PlainJSON

/// How a split was asked for, as `split.json` says it: two tasks that say the same of the same inputs make the same parts.
extension SplitTask {
  var requestDocument: JSON {
    var members: [String: JSON] = [
      // Not every seed fits into a number of JSON.
      "seed": Int(exactly: request.seed).map { .integer($0) } ?? .string(String(request.seed)),
      "stage1": .number(request.stage1), "order": request.order == .time ? "time" : "shuffled",
      "stratified": .bool(request.isStratified), "bins": .integer(request.bins),
      "subsamples": .array(request.subsamples.map { .integer($0) }), "balanced": .bool(request.isBalanced),
      "label_kind": .string(columns.kind.rawValue), "separator": .string(String(columns.separator)),
      "by_content": .bool(columns.readsContents),
    ]
    if let dataFormat { members["data_format"] = .string(dataFormat.rawValue) }
    return .object(members)
  }

  var columnsDocument: JSON {
    let named = [
      "label": columns.label, "group": columns.group, "time": columns.time, "id": columns.identity,
      "validation_label": validationLabel,
    ]
    var members: [String: JSON] = named.compactMapValues { $0.map { .string($0) } }
    if !columns.numbers.isEmpty { members["numbers"] = .array(columns.numbers.map { .string($0) }) }
    return .object(members)
  }

  /// What it reads.
  var inputs: [SourceInput] { trainInputs + (validation?.inputs(validationColumns) ?? []) }

  private var trainInputs: [SourceInput] { train.inputs(columns) }

  /// What tells its inputs from others.
  ///
  /// - Throws: ``DataError``, `CancellationError`.
  func entries(_ memory: HashMemory?) throws -> [InputEntry] {
    try inputs.map { input in
      try InputEntry(of: input) { try memory?.hash(of: $0) ?? InputHash(of: $0) }
    }
  }

  /// The inputs, as `split.json` tells them.
  func inputsDocument(_ entries: [InputEntry]) -> JSON {
    let count = trainInputs.count
    return .array(
      entries.enumerated().map { index, entry in entry.json(role: index < count ? "train" : "validation") })
  }
}

import PlainJSON

/// How a split was asked for, as `split.json` says it: two tasks that say the same of the same inputs make the same parts.
extension SplitTask {
  var requestDocument: JSON {
    .object([
      // Not every seed fits into a number of JSON.
      "seed": Int(exactly: request.seed).map { .integer($0) } ?? .string(String(request.seed)),
      "stage1": .number(request.stage1), "order": request.order == .time ? "time" : "shuffled",
      "stratified": .bool(request.isStratified), "bins": .integer(request.bins),
      "subsamples": .array(request.subsamples.map { .integer($0) }), "balanced": .bool(request.isBalanced),
      "label_kind": .string(columns.kind.rawValue), "separator": .string(String(columns.separator)),
      "by_content": .bool(columns.readsContents),
    ])
  }

  var columnsDocument: JSON {
    let named = [
      "label": columns.label, "group": columns.group, "time": columns.time, "identity": columns.identity,
    ]
    var members: [String: JSON] = named.compactMapValues { $0.map { .string($0) } }
    if !columns.numbers.isEmpty { members["numbers"] = .array(columns.numbers.map { .string($0) }) }
    return .object(members)
  }

  /// Where the inputs lie, in the order of their hashes.
  var inputPaths: [String] { train.paths + (validation?.paths ?? []) }

  /// What an input is for, by its position.
  func role(ofInput position: Int) -> String { position < train.paths.count ? "train" : "validation" }

  /// The inputs, as `split.json` tells them.
  func inputsDocument(_ hashes: [InputHash]) -> JSON {
    .array(
      hashes.enumerated().map { index, hash in
        .object([
          "role": .string(role(ofInput: index)),
          "name": .string(hash.path.split(separator: "/").last.map(String.init) ?? hash.path),
          "bytes": .integer(hash.size), "sha256": .string(hash.sha256),
        ])
      })
  }
}

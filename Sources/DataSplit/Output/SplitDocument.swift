import PlainJSON

/// What `split.json` says of a split: how it was asked for, of what it was made, and what is in its parts. No date, machine
/// or place of a file is in it, so that the same split has the same bytes everywhere.
struct SplitDocument {
  let task: SplitTask
  let items: ItemTable
  let others: ItemTable?
  let split: DataSplit
  let report: DataReport
  /// The names of the files, by those of the parts.
  let files: [String: String]
  let hashes: [InputEntry]

  /// Of more classes than this the counts are left out.
  static let mostClasses = 100_000

  var json: JSON {
    var members: [String: JSON] = [
      "format": 1, "request": request, "columns": columns, "parts": parts, "inputs": inputs, "report": report.json,
    ]
    if let names = classNames { members["classes"] = .array(names.map { .string($0) }) }
    return .object(members)
  }

  private var request: JSON {
    let request = task.request
    return .object([
      // Not every seed fits into a number of JSON.
      "seed": Int(exactly: request.seed).map { .integer($0) } ?? .string(String(request.seed)),
      "stage1": .number(request.stage1), "order": request.order == .time ? "time" : "shuffled",
      "stratified": .bool(request.isStratified), "bins": .integer(request.bins),
      "subsamples": .array(request.subsamples.map { .integer($0) }), "balanced": .bool(request.isBalanced),
    ])
  }

  private var columns: JSON {
    let named = [
      "label": task.columns.label, "group": task.columns.group, "time": task.columns.time,
      "identity": task.columns.identity,
    ]
    return .object(named.compactMapValues { $0.map { .string($0) } })
  }

  private var inputs: JSON {
    .array(
      hashes.enumerated().map { index, entry in
        entry.json(role: index < task.train.inputs.count ? "train" : "validation")
      })
  }

  private var parts: JSON {
    var parts: [String: JSON] = [:]
    for part in split.parts { parts[part.name] = describe(part.items.count, files[part.name], counts(part.items)) }
    parts["stage2.train"] = describe(items.count, nil, counts(of: items))
    if let others { parts["stage2.validation"] = describe(others.count, nil, counts(of: others)) }
    return .object(parts)
  }

  private func describe(_ count: Int, _ file: String?, _ classes: [Int]?) -> JSON {
    var members: [String: JSON] = ["items": .integer(count)]
    if let file { members["file"] = .string(file) }
    if let classes { members["classes"] = .array(classes.map { .integer($0) }) }
    return .object(members)
  }

  private var classNames: [String]? {
    guard case .classes(let classes)? = items.label, classes.names.count <= Self.mostClasses else { return nil }
    return classes.names
  }

  /// How many of some items have each class.
  private func counts(_ part: [UInt32]) -> [Int]? {
    guard case .classes(let classes)? = items.label, classes.names.count <= Self.mostClasses else { return nil }
    var counts = [Int](repeating: 0, count: classes.names.count)
    for item in part where classes.codes[Int(item)] != Categories.missing {
      counts[Int(classes.codes[Int(item)])] += 1
    }
    return counts
  }

  /// How many items of a table have each class of the training data.
  private func counts(of table: ItemTable) -> [Int]? {
    guard let names = classNames, case .classes(let classes)? = table.label else { return nil }
    let known = Dictionary(zip(classes.names, classes.counts), uniquingKeysWith: +)
    return names.map { known[$0] ?? 0 }
  }
}

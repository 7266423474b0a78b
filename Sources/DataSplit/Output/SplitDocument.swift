import PlainJSON

/// What `split.json` says of a split: how it was asked for, of what it was made, and what is in its parts. No date, machine
/// or place of a file is in it, so that the same split has the same bytes everywhere.
struct SplitDocument {
  let task: SplitTask
  let made: MadeSplit
  let report: DataReport
  /// The names of the files, by those of the parts.
  let files: [String: String]
  let inputs: [InputEntry]
  /// The sizes of the files in bytes, by the names of the parts; none where nothing was written.
  var sizes: [String: Int] = [:]

  /// Of more classes than this the counts are left out.
  static let mostClasses = 100_000

  var json: JSON {
    var members: [String: JSON] = [
      "format": 1, "request": task.requestDocument, "columns": task.columnsDocument,
      "thresholds": task.thresholds.json, "parts": parts, "inputs": task.inputsDocument(inputs),
      "report": report.json, "notes": notes,
    ]
    if let counts { members[counts.key] = .array(report.histogram.labels.map { .string($0) }) }
    return .object(members)
  }

  /// How near the split came to what was asked.
  private var notes: JSON {
    let notes = made.split.notes
    let names = { (positions: [Int]) -> JSON in
      .array(positions.prefix(100).compactMap { position in className(position).map { .string($0) } })
    }
    return [
      "asked_train": .integer(notes.askedTrain),
      "asked_subsamples": .object(
        Dictionary(notes.askedSubsamples.map { (String($0.key), .integer($0.value)) }) { first, _ in first }),
      "only_in_training": names(notes.onlyInTraining), "only_in_validation": names(notes.onlyInValidation),
      "furthest_class": .number(notes.furthestClass),
    ]
  }

  private func className(_ position: Int) -> String? {
    switch made.items.label {
    case .classes(let classes): classes.names[position]
    case .classSets(let names, _, _): names[position]
    case .numbers, nil: nil
    }
  }

  private var parts: JSON {
    var parts: [String: JSON] = [:]
    for part in made.split.parts { parts[part.name] = describe(part.name, part.items.count) }
    parts["stage2.train"] = describe("stage2.train", made.items.count)
    if let others = made.others { parts["stage2.validation"] = describe("stage2.validation", others.count) }
    return .object(parts)
  }

  private func describe(_ name: String, _ count: Int) -> JSON {
    var members: [String: JSON] = ["items": .integer(count)]
    if let file = files[name] { members["file"] = .string(file) }
    if let size = sizes[name] { members["bytes"] = .integer(size) }
    if let counts, let part = counts.parts[name] { members[counts.key] = .array(part.map { .integer($0) }) }
    return .object(members)
  }

  /// Items of each class, or of each range of numbers, by part; nil without a label, or of too many classes.
  private var counts: (key: String, parts: [String: [Int]])? {
    let histogram = report.histogram
    guard let label = made.items.label, histogram.labels.count <= Self.mostClasses else { return nil }
    let isNumber = if case .numbers = label { true } else { false }
    let parts = Dictionary(histogram.parts.map { ($0.name, $0.counts) }) { first, _ in first }
    return (isNumber ? "ranges" : "classes", parts)
  }
}

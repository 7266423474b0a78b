/// A split that was made, and is neither checked nor written yet.
struct MadeSplit: Sendable {
  let items: ItemTable
  /// The real validation data, where there is some.
  let others: ItemTable?
  let split: DataSplit
  /// What checks look at.
  let data: CheckedData

  /// Reads and splits.
  ///
  /// - Throws: ``DataError``, ``SplitError``, `CancellationError`.
  init(_ task: SplitTask) throws {
    if let twice = task.columns.numbers.enumerated().first(where: { task.columns.numbers[..<$0].contains($1) }) {
      throw SplitError.columnTwice(twice.element)
    }
    let items = try task.train.scan(task.columns)
    try Cancellation.check()
    let columns = task.validationColumns.likeLabels(of: items)
    let others = try task.validation?.scan(columns)
    try Cancellation.check()
    split = try DataSplit(items, task.request)
    try Cancellation.check()
    let numbers = try task.columns.numbers.map { name in
      guard let own = items.numbers.first(where: { $0.name == name }) else {
        throw DataError(
          file: task.train.paths.joined(separator: ", "),
          problem: "the column '\(name)' cannot be compared: such data has no columns of numbers")
      }
      return CheckedData.NumberColumn(
        name: name, training: own.values, validation: others?.numbers.first { $0.name == name }?.values)
    }
    data = CheckedData(
      items: items, split: split, validation: others, columns: numbers, order: task.request.order)
    (self.items, self.others) = (items, others)
  }
}

extension ItemColumns {
  /// The same columns with labels of the kind that other items turned out to have: few items may look otherwise than many.
  fileprivate func likeLabels(of items: ItemTable) -> ItemColumns {
    guard kind == .automatic, let label = items.label else { return self }
    var columns = self
    switch label {
    case .classes: columns.kind = .classes
    case .numbers: columns.kind = .numbers
    case .classSets: columns.kind = .classSets
    }
    return columns
  }
}

import Statistics

/// What all checks say of a split, and how many items of each class its parts have.
///
/// ```swift
/// let report = DataReport(of: CheckedData(items: table, split: split, validation: validation))
/// print(report.text)
/// ```
public struct DataReport: Sendable, Equatable {
  /// In the order in which to read them.
  public internal(set) var checks: [DataCheck]
  public let histogram: ClassHistogram
  /// What was not looked at, or came out otherwise than asked, a sentence each.
  public internal(set) var notes: [String] = []

  /// The worst verdict.
  public var verdict: DataCheck.Verdict { checks.map(\.verdict).max() ?? .good }

  /// Whether data is too small or too imbalanced for an architecture search, which then asks for `force = true`.
  public var needsForce: Bool { checks.contains(where: \.blocksSearch) }

  /// Makes all checks for which there is something to look at.
  public init(of data: CheckedData, thresholds: CheckThresholds = CheckThresholds()) {
    self.init(of: data, thresholds: thresholds) {}
  }

  /// Makes all checks for which there is something to look at.
  ///
  /// - Parameter step: called between checks, each of which may take a second with millions of items.
  /// - Throws: what `step` throws.
  init(of data: CheckedData, thresholds: CheckThresholds, step: () throws -> Void) rethrows {
    let sides = ItemSides(of: data.split, count: data.items.count)
    let tally = ClassTally(data, sides)
    var checks = [PartChecks.coverage(sides)]
    switch data.items.label {
    case .numbers(let numbers): checks += Self.numberChecks(numbers, data, sides, thresholds)
    case .classes, .classSets: if let tally { checks += Self.classChecks(tally, data, thresholds) }
    case nil: break
    }
    try step()
    for column in data.columns {
      checks += Self.columnChecks(column, sides, thresholds)
      try step()
    }
    checks += SharedItemsChecks.of(data, sides, thresholds)
    try step()
    checks += GroupChecks.of(data, sides, thresholds)
    if let time = PartChecks.time(data, sides) { checks.append(time) }
    checks += SizeChecks.size(tally, count: data.items.count, thresholds)
    if let tally, let balance = SizeChecks.balance(tally, thresholds) { checks.append(balance) }
    let isNumber = if case .numbers = data.items.label { true } else { false }
    checks.append(SizeChecks.resolution(data, isNumber: isNumber, thresholds))
    try step()
    self.checks = checks
    histogram = ClassHistogram(of: data, sides, tally)
  }

  /// The report with more that is known of the data.
  func adding(_ more: [DataCheck] = [], notes: [String]) -> DataReport {
    var report = self
    report.checks += more
    report.notes += notes
    return report
  }

  private static func classChecks(
    _ tally: ClassTally, _ data: CheckedData, _ thresholds: CheckThresholds
  ) -> [DataCheck] {
    let hasSets = if case .classSets = data.items.label { true } else { false }
    let checks: [DataCheck?] = [
      LabelChecks.of(tally, data, thresholds),
      LikenessChecks.classes(
        .proportions, tally.names, own: tally.validation, other: tally.train, thresholds),
      tally.real.flatMap {
        LikenessChecks.classes(.likeness, tally.names, own: tally.validation, other: $0, thresholds)
      },
    ]
    return OrderChecks.of(tally, hasSets: hasSets, thresholds) + checks.compactMap { $0 }
  }

  private static func numberChecks(
    _ numbers: [Double], _ data: CheckedData, _ sides: ItemSides, _ thresholds: CheckThresholds
  ) -> [DataCheck] {
    let real: [Double]? = if case .numbers(let numbers) = data.validation?.label { numbers } else { nil }
    let own = SortedNumbers.sorted(sides.numbers(numbers, on: ItemSides.validation))
    let train = SortedNumbers.sorted(sides.numbers(numbers, on: ItemSides.train))
    let order = SortedNumbers.median(own, train).map { OrderChecks.of(numbers, median: $0, thresholds) }
    return (order ?? []) + [LabelChecks.of(numbers, real: real ?? [], data, thresholds)]
      + likeness(nil, own, train: train, real: real, thresholds)
  }

  private static func columnChecks(
    _ column: CheckedData.NumberColumn, _ sides: ItemSides, _ thresholds: CheckThresholds
  ) -> [DataCheck] {
    let own = SortedNumbers.sorted(sides.numbers(column.training, on: ItemSides.validation))
    let train = SortedNumbers.sorted(sides.numbers(column.training, on: ItemSides.train))
    return likeness(column.name, own, train: train, real: column.validation, thresholds)
  }

  private static func likeness(
    _ name: String?, _ own: [Double], train: [Double], real: [Double]?, _ thresholds: CheckThresholds
  ) -> [DataCheck] {
    let checks = [
      LikenessChecks.numbers(.proportions, name, own: own, other: train, thresholds),
      real.flatMap {
        LikenessChecks.numbers(.likeness, name, own: own, other: SortedNumbers.sorted($0), thresholds)
      },
    ]
    return checks.compactMap { $0 }
  }
}

import Randomness

extension DataSplit {
  /// Splits items.
  ///
  /// Stage 1's training part has exactly `stage1` of the items, rounded, and each class within one item of its share, the
  /// items without a label as if they were a class; so have subsamples, each within the next larger. Groups stay whole, and so do
  /// items of the same time in a split by time: then the parts come as near as they can, and ``notes`` say how near.
  /// Lists are in a random order, also in a split by time, as trainers that read from the front would expect. All is decided
  /// by the seed, and the same on every machine.
  ///
  /// ```swift
  /// let split = try DataSplit(table, SplitRequest(stage1: 0.9, seed: 7, subsamples: [25, 50]))
  /// ```
  ///
  /// - Throws: ``SplitError``, and `CancellationError` in a task that was cancelled.
  public init(_ items: ItemTable, _ request: SplitRequest) throws {
    try request.check(items)
    let train = Share.rounded(request.stage1, of: items.count)
    let labels = request.labels(items)
    let stratified = request.isStratified ? labels : .one(Strata(ofAll: items.count))
    var levels = [UInt8](repeating: 0, count: items.count)
    if request.order == .time, let times = items.times {
      levels = try TimeCut.levels(times, groups: items.groups, train: train)
    } else {
      var chooser = Self.chooser(items, stratified, levels)
      chooser.choose(
        WantedPart(count: train, share: request.stage1, level: 1, isBalanced: false, seed: request.seed))
      levels = chooser.levels
    }

    try Cancellation.check()
    let trained = levels.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    let percents = request.subsamples.sorted(by: >)
    var asked: [Int: Int] = [:]
    if !percents.isEmpty {
      var chooser = Self.chooser(items, request.isBalanced ? labels : stratified, levels)
      for (position, percent) in percents.enumerated() {
        let share = Double(percent) / 100
        let count = Share.rounded(share, of: trained)
        guard count > 0 else { throw SplitError.subsampleEmpty(percent: percent, train: trained) }
        asked[percent] = count
        try Cancellation.check()
        chooser.choose(
          WantedPart(
            count: count, share: share, level: UInt8(position + 2), isBalanced: request.isBalanced,
            seed: request.seed))
      }
      levels = chooser.levels
    }
    try Cancellation.check()
    self.init(levels, trained: trained, percents: percents, seed: request.seed)
    notes = SplitNotes(items.label, labels, levels, askedTrain: train, askedSubsamples: asked)
  }

  /// Makes the lists that levels mean.
  private init(_ levels: [UInt8], trained: Int, percents: [Int], seed: UInt64) {
    // Streams below 256 are of no part.
    var generator = SeededGenerator(seed: seed, stream: 1)
    var train = SplitLists.numbers(levels, inTraining: true, count: trained)
    generator.shuffle(&train)
    var validation = SplitLists.numbers(levels, inTraining: false, count: levels.count - trained)
    generator.shuffle(&validation)
    self.init(train: train, validation: validation)
    var larger = train
    for (position, percent) in percents.enumerated() {
      larger = SplitLists.numbers(of: larger, from: UInt8(position + 2), levels)
      subsamples[percent] = larger
    }
  }

  /// What chooses the parts of such items.
  private static func chooser(_ items: ItemTable, _ labels: ItemLabels, _ levels: [UInt8]) -> any PartChooser {
    if let groups = items.groups {
      return GroupChooser(groups, labels: labels, levels: levels, last: labels.unlabelled)
    }
    switch labels {
    case .one(let strata): return StratifiedChooser(strata, levels: levels, hasMissing: labels.unlabelled != nil)
    case .several: return LabelSetChooser(labels, levels: levels)
    }
  }
}

extension SplitRequest {
  /// The classes of items; one class where they have no label.
  fileprivate func labels(_ items: ItemTable) -> ItemLabels {
    guard let label = items.label else { return .one(Strata(ofAll: items.count)) }
    switch label {
    case .classes(let categories): return .one(Strata(categories))
    case .classSets(let names, let codes, let starts):
      return .several(names: names.count, codes: codes, starts: starts)
    case .numbers(let numbers):
      // No more bins than the smaller side has items, so that each can be on both sides.
      let train = Share.rounded(stage1, of: items.count)
      return .one(Strata(numbers, bins: max(1, min(bins, train, items.count - train))))
    }
  }
}

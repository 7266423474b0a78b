/// How near a split came to what was asked. What was delivered is in the lists themselves: counts differ from those asked only
/// where groups, or items of the same time, stay together.
public struct SplitNotes: Sendable, Equatable {
  /// How many items stage 1's training part was to have: its share of all, rounded.
  public var askedTrain: Int
  /// How many items each subsample was to have: its share of the training part, rounded.
  public var askedSubsamples: [Int: Int]
  /// Classes that have items in stage 1's training part alone, as positions in the label's names. Those of one item are
  /// always here: there is nothing to tell from a class that was never trained on.
  public var onlyInTraining: [Int]
  /// Classes that have items in stage 1's validation part alone. Only groups, times or a very small share do that.
  public var onlyInValidation: [Int]
  /// How far the class (or bin) that is furthest from its share of the validation part is from it, in items; 0 without labels.
  public var furthestClass: Double

  /// Describes how near a split came.
  public init(
    askedTrain: Int = 0, askedSubsamples: [Int: Int] = [:], onlyInTraining: [Int] = [],
    onlyInValidation: [Int] = [],
    furthestClass: Double = 0
  ) {
    self.askedTrain = askedTrain
    self.askedSubsamples = askedSubsamples
    self.onlyInTraining = onlyInTraining
    self.onlyInValidation = onlyInValidation
    self.furthestClass = furthestClass
  }
}

extension SplitNotes {
  /// Finds out how near a split came.
  init(
    _ label: ItemTable.Label?, _ labels: ItemLabels, _ levels: [UInt8], askedTrain: Int,
    askedSubsamples: [Int: Int]
  ) {
    self.init(askedTrain: askedTrain, askedSubsamples: askedSubsamples)
    guard let label else { return }
    let all = labels.counts(from: 0, of: levels)
    let trained = labels.counts(from: 1, of: levels)
    let validation = levels.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    for (all, trained) in zip(all, trained) {
      let share = Double(all) * Double(validation) / Double(levels.count)
      furthestClass = max(furthestClass, abs(Double(all - trained) - share))
    }

    let names: Int
    switch label {
    case .classes(let categories): names = categories.names.count
    case .classSets(let known, _, _): names = known.count
    case .numbers: names = 0  // Bins have no names, and each has items on both sides.
    }
    for name in 0..<names where all[name] > 0 {
      if trained[name] == all[name] { onlyInTraining.append(name) }
      if trained[name] == 0 { onlyInValidation.append(name) }
    }
  }
}

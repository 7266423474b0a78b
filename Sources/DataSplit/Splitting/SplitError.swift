/// A split that cannot be made of these items, with what was asked, what there is, and the way out.
public enum SplitError: Error, Sendable, Hashable {
  /// The share of stage 1 is not between 0 and 1.
  case shareOutOfRange(Double)
  /// One side of stage 1 would get no items.
  case tooFewItems(count: Int, stage1: Double)
  /// There are more items than item numbers.
  case tooManyItems(count: Int)
  /// A subsample of less than 1 % or more than 99 %.
  case subsampleOutOfRange(Int)
  /// A subsample that is asked for more than once.
  case subsampleTwice(Int)
  /// A subsample that would get no items.
  case subsampleEmpty(percent: Int, train: Int)
  /// A column of numbers that is to be compared more than once.
  case columnTwice(String)
  /// Less than one bin for labels that are numbers.
  case binsOutOfRange(Int)
  /// Balanced subsamples of items that have no labels.
  case nothingToBalance
  /// A split by time of items of which no times are known.
  case timesUnknown
  /// Items without a time: how many, and the number of the first.
  case timeMissing(count: Int, first: Int)
  /// All items, or all groups, have the same time.
  case oneTime(isGrouped: Bool)
  /// Items without a group: how many, and the number of the first.
  case groupMissing(count: Int, first: Int)
  /// All items are of one group.
  case oneGroup(String)
  /// A group that is larger than either side may be.
  case groupTooLarge(name: String, size: Int, count: Int, most: Int)
}

extension SplitError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .shareOutOfRange(let share):
      return
        "stage1 is the share of the training data that stage 1 trains on: expected more than 0 and less than 1 "
        + "(0.9 is usual), got \(share)"
    case .tooFewItems(let count, let stage1):
      return
        "\(count) item\(count == 1 ? "" : "s") with stage1 = \(stage1) leave one side empty: expected at least one item "
        + "on each side; \(count < 2 ? "give more items" : "give more items, or a stage1 nearer to 0.5")"
    case .tooManyItems(let count):
      return "expected fewer than \(UInt32.max) items, got \(count); split the data into several sources"
    case .subsampleOutOfRange(let percent):
      return "a subsample is a whole percentage of stage 1's training part: expected 1 to 99, got \(percent)"
        + (percent == 100 ? "; the training part itself is the 100 %" : "")
    case .subsampleTwice(let percent):
      return "expected each subsample once, got \(percent) % twice; leave one of them out"
    case .columnTwice(let name):
      return "expected each column to compare once, got '\(name)' twice; leave one of them out"
    case .subsampleEmpty(let percent, let train):
      return
        "\(percent) % of \(train) training item\(train == 1 ? "" : "s") is none: expected at least one item; ask for a "
        + "larger percentage, or give more items"
    case .binsOutOfRange(let bins):
      return
        "bins is into how many parts labels that are numbers are cut: expected 1 or more (10 is usual), got \(bins)"
    case .nothingToBalance:
      return "balanced subsamples need labels, and none are known; name the label, or leave balanced out"
    case .timesUnknown:
      return "a split by time needs times, and none are known; name the column of the times, or split at random"
    case .timeMissing(let count, let first):
      return
        "\(count) item\(count == 1 ? " has" : "s have") no time, item \(first) first: expected a time for each; mend or leave "
        + "out these items, or split at random"
    case .oneTime(let isGrouped):
      return (isGrouped ? "all groups have the same latest time" : "all items have the same time")
        + ", so that none is later: expected at least two times; give finer times, or split at random"
    case .groupMissing(let count, let first):
      return
        "\(count) item\(count == 1 ? " has" : "s have") no group, item \(first) first: expected a group for each, so that none is "
        + "torn; mend or leave out these items, or give each of them a group of its own"
    case .oneGroup(let name):
      return
        "all items are of the group '\(name)', which must not be torn: expected at least two groups; give finer groups, "
        + "or none"
    case .groupTooLarge(let name, let size, let count, let most):
      return
        "the group '\(name)' has \(size) of \(count) items and must not be torn: expected at most \(most), the larger side of "
        + "the split; give finer groups, or a stage1 of at least \(Self.shareToHold(size, of: count))"
    }
  }

  /// The least share, in hundredths, of which a side holds a group; one side stays for others.
  private static func shareToHold(_ size: Int, of count: Int) -> Double {
    min(Double((size * 100 + count - 1) / count) / 100, Double(size) / Double(count) > 0.99 ? 0.999 : 0.99)
  }
}

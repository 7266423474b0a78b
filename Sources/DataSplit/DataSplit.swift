/// Which items go where: stage 1 is searched on, stage 2 is trained on in full. Lists are in the order in which they are to
/// be written, numbers those of the items in the source of the training data.
public struct DataSplit: Sendable, Equatable {
  /// What stage 1 trains on: about 90 % of the training data.
  public var train: [UInt32]
  /// What stage 1 rewards are measured on: the rest.
  public var validation: [UInt32]
  /// Parts of `train` for proxy tasks, by their share in percent; each lies within the next larger.
  public var subsamples: [Int: [UInt32]]
  /// How near it came to what was asked.
  public var notes: SplitNotes

  /// Describes a split.
  public init(
    train: [UInt32], validation: [UInt32], subsamples: [Int: [UInt32]] = [:], notes: SplitNotes = SplitNotes()
  ) {
    self.train = train
    self.validation = validation
    self.subsamples = subsamples
    self.notes = notes
  }
}

/// How training data is to be split.
public struct SplitRequest: Sendable, Equatable {
  /// How stage 1 is cut from the training data.
  public enum Order: Sendable, Equatable {
    /// At random, and stratified by the label where there is one.
    case shuffled
    /// The latest items are the validation.
    case time
  }

  /// The share of the training data that stage 1 trains on, above 0 and below 1.
  public var stage1: Double
  public var seed: UInt64
  public var order: Order
  /// Whether each part has the classes in the proportions of the whole.
  public var isStratified: Bool
  /// Of a label that is a number: into how many bins it is cut to be stratified.
  public var bins: Int
  /// Subsamples for proxy tasks, in percent of stage 1's training part.
  public var subsamples: [Int]
  /// Whether subsamples have as many items of each class as they can, instead of the classes' proportions.
  public var isBalanced: Bool

  /// Describes a request.
  public init(
    stage1: Double = 0.9, seed: UInt64 = 0, order: Order = .shuffled, isStratified: Bool = true, bins: Int = 10,
    subsamples: [Int] = [], isBalanced: Bool = false
  ) {
    self.stage1 = stage1
    self.seed = seed
    self.order = order
    self.isStratified = isStratified
    self.bins = bins
    self.subsamples = subsamples
    self.isBalanced = isBalanced
  }
}

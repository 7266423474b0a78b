import Randomness

/// How items are chosen for a part.
///
/// Where an item belongs is one number, its *level*: 0 is the validation part, 1 the training part, 2 the largest subsample
/// within it, 3 the next smaller, and so on. Parts are made from the outside in, each by raising some of the items of the
/// level before, which is why they are nested.
protocol PartChooser {
  /// Raises some of the items, or whole groups, that are of the highest level by one.
  mutating func choose(_ part: WantedPart)
  /// The level of each item.
  var levels: [UInt8] { get }
}

/// One part that is to be made.
struct WantedPart {
  /// How many items it is to have.
  var count: Int
  /// Its share of stage 1's training part, or, of that part itself, of all.
  var share: Double
  /// The level that its items get.
  var level: UInt8
  /// Whether it is to have as many of each class as it can.
  var isBalanced: Bool
  /// All randomness of a split comes from its seed.
  var seed: UInt64

  /// The generator of one purpose; those of different purposes and parts are independent.
  func generator(_ purpose: Purpose) -> SeededGenerator {
    SeededGenerator(seed: seed, stream: UInt64(level) << 8 | purpose.rawValue)
  }

  /// What randomness is used for.
  enum Purpose: UInt64 {
    case ties = 1
    case choice
    case order
  }
}

import Randomness
import SearchSpace

/// The trials that a surrogate learns from: all of them at first; later the best, and a random sample of the others.
///
/// What a Gaussian process costs grows with the cube of the trials that it knows. The best say where to go on, the sample
/// what the rest is like.
struct TrainingSet: Sendable {
  struct Member: Sendable {
    let architecture: Architecture
    let row: [Double]
    let score: Score
    /// Whether it was trained to its end; one that was stopped early is never the best.
    let isComplete: Bool
  }

  /// The best, in the order of their standings, and the sample of the others.
  private var best: [Member] = []
  private var others: [Member] = []
  /// How many trials there were.
  private(set) var count = 0
  private let seed: UInt64

  private static let mostBest = 100
  private static let mostOthers = 100
  /// The most members that there can be.
  static let most = mostBest + mostOthers

  init(seed: UInt64) { self.seed = seed }

  /// The members, the best first.
  var members: [Member] { best + others }

  /// Takes in a trial.
  mutating func insert(_ member: Member) {
    count += 1
    let place = best.firstIndex { Self.isBetter(member, $0) } ?? best.count
    best.insert(member, at: place)
    guard best.count > Self.mostBest else { return }
    let left = best.removeLast()
    if others.count < Self.mostOthers {
      others.append(left)
      return
    }
    // Each of those that ever left has the same chance to be in the sample (Vitter 1985, algorithm R).
    var generator = SeededGenerator(seed: seed, stream: 0x5A3_0000_0000 | UInt64(count))
    let chance = generator.index(count - Self.mostBest)
    if chance < Self.mostOthers { others[chance] = left }
  }

  private static func isBetter(_ one: Member, _ other: Member) -> Bool {
    if one.isComplete != other.isComplete { return one.isComplete }
    return one.score.standing > other.score.standing
  }
}

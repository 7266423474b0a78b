import Randomness

/// The seed of a trial: its own, and the same in every attempt.
public enum TrialSeed {
  /// The seed of the trial whose trainer the current task runs, for a trainer that is a function; nil where nobody set it.
  @TaskLocal public static var current: UInt64?

  /// The seed of a trial of a search.
  public static func of(trial number: Int, search seed: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number) | 1 << 40)
    return generator.next() >> 1
  }
}

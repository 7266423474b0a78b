import SearchSpace

/// Proposes architectures and learns from what became of them. It never starts a process.
///
/// A controller is a value that is rebuilt by replaying a search's history: what it proposes as number n may depend
/// only on its seed, on n and on what it was told, in order. So a resumed search goes on as if it had never stopped.
/// Randomness for proposal n comes from `SeededGenerator(seed: seed, stream: n)`.
public protocol Controller: Sendable {
  /// Proposes the architecture of trial `number`, or nil when every architecture has been proposed.
  ///
  /// It does not count as proposed before ``began(_:)`` says so.
  ///
  /// - Throws: what a constraint or the canonical form of the space throws.
  mutating func ask(number: Int) throws -> Architecture?

  /// Told of every proposal, live and in replay, also of those that it did not make itself: enqueued architectures, and
  /// trials of an earlier search, which have numbers below 1.
  ///
  /// - Throws: what the canonical form of the space throws.
  mutating func began(_ proposal: Proposal) throws

  /// Told of every ended trial, in the order in which the store recorded the ends.
  mutating func tell(_ result: TrialResult)
}

/// A trial that has been proposed.
public struct Proposal: Sendable, Hashable {
  /// The trial's number, from 1; below 1 for a trial of an earlier search.
  public let number: Int
  /// What it trains.
  public let architecture: Architecture

  /// Makes a proposal.
  public init(number: Int, architecture: Architecture) {
    self.number = number
    self.architecture = architecture
  }
}

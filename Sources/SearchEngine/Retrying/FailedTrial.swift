import PlainJSON

/// What a function sees of a trial that has just failed.
public struct FailedTrial: Sendable {
  /// The trial's number, from 1.
  public let number: Int
  /// The decided table that it trained.
  public let architecture: JSON
  /// From 1: which attempt it was.
  public let attempt: Int
  /// How often it was tried again before, as far as that counts.
  public let retries: Int
  /// The kind of the failure, by its text in the store.
  public let failure: String
  /// Why, in words.
  public let reason: String
  /// The last value of each metric of this attempt.
  public let metrics: [String: Double]
  /// The values of `{config.KEY}` of this attempt.
  public let config: [String: JSON]
  /// The last lines of its standard error, or of its standard output where that is empty; empty for a trainer that is a
  /// function.
  public let log: String
}

/// What is to become of a trial that has just failed.
public enum FailureAnswer: Sendable, Equatable {
  /// Whatever the search does with such failures.
  case asUsual
  /// It has failed and is not tried again.
  case fail
  /// It is tried again, with something changed.
  case retry(TrialOverrides)
  /// Its architecture cannot be trained, which is no failure; for a reason, or for that of the failure.
  case infeasible(String?)
}

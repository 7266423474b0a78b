import SearchSpace

/// A trial that has ended.
public struct TrialResult: Sendable, Hashable {
  /// How a trial ended, as far as a controller cares.
  public enum Outcome: Sendable, Hashable {
    /// It was trained to its end.
    case completed(Score)
    /// Its trainer failed.
    case failed(FailureKind)
    /// It was ended from outside, with what it had reached by then where that is known: less than it would have become.
    case stopped(Score?)
    /// The architecture cannot be trained, as its trainer or its test says.
    case infeasible

    /// It was trained to its end, and only its reward counts.
    public static func completed(reward: Double) -> Outcome { .completed(Score(reward: reward)) }
  }

  /// The trial's number, from 1; below 1 for a trial of an earlier search.
  public let number: Int
  /// What it trained.
  public let architecture: Architecture
  /// How it ended.
  public let outcome: Outcome
  /// The last value of each metric that it reported.
  public let metrics: [String: Double]

  /// Makes a result.
  public init(number: Int, architecture: Architecture, outcome: Outcome, metrics: [String: Double] = [:]) {
    self.number = number
    self.architecture = architecture
    self.outcome = outcome
    self.metrics = metrics
  }

  /// What to learn from: nil for a trial that was not trained to its end, or whose numbers are not finite.
  public var score: Score? {
    if case .completed(let score) = outcome, score.isFinite { score } else { nil }
  }

  /// What a trial that was ended early had reached.
  var partialScore: Score? {
    if case .stopped(let score?) = outcome, score.isFinite { score } else { nil }
  }

  /// Whether the architecture itself may be why there is no score; nil where nothing can be told.
  var isFailure: Bool? {
    switch outcome {
    case .completed(let score): score.isFinite ? false : nil
    case .stopped(let score): score == nil ? nil : false
    case .failed(.machine): nil
    case .failed, .infeasible: true
    }
  }
}

/// Why a trainer failed.
public enum FailureKind: String, Sendable, CaseIterable {
  /// It ended with an error of any other kind.
  case crashed
  /// The memory of the GPU or of the machine was too small for the architecture.
  case outOfMemory = "out_of_memory"
  /// It ran longer than its limit.
  case timedOut = "timed_out"
  /// What it ran on failed: a device, a supervisor, a program that is not there. That tells nothing of the architecture.
  case machine
}

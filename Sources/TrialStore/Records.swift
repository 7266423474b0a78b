import PlainJSON

/// Where a trial is in its life.
public enum TrialState: String, Sendable, CaseIterable {
  case pending, running, completed, failed, stopped, infeasible

  /// Whether it will never change again.
  public var isFinal: Bool { self != .pending && self != .running }
}

/// Where a search is in its life.
public enum SearchState: String, Sendable {
  /// It runs, or its controller died while it ran: the workspace's lock tells which.
  case running
  /// It did all its trials, or a stop rule was content.
  case completed
  /// Somebody ended it for good.
  case stopped
  /// A rule about failures ended it.
  case failed
  /// It was interrupted and can be resumed.
  case interrupted

  /// Whether it has ended for good.
  public var isFinal: Bool { self != .running && self != .interrupted }
}

/// One search as it is stored.
public struct SearchRecord: Sendable {
  public let id: Int64
  public let name: String
  /// 1 for the search on the proxy task, 2 for full training.
  public let stage: Int
  /// The search of stage 1 that this one trains the best of.
  public let parent: Int64?
  public let state: SearchState
  public let seed: UInt64
  /// What the engine needs to go on with it; the store does not look inside.
  public let spec: JSON
  public let createdAt: Double
  public let endedAt: Double?
  /// Why it ended.
  public let reason: String?
}

/// One trial as it is stored. Times are seconds since 1970.
public struct TrialRecord: Sendable {
  public let number: Int
  public let state: TrialState
  /// The compact text of the architecture.
  public let architecture: String
  /// Finite, or nil.
  public let reward: Double?
  /// The last value of each metric.
  public let metrics: [String: Double]
  /// From 1; greater where it had to be started again.
  public let attempt: Int
  public let startedAt: Double?
  public let endedAt: Double?
  /// Why it is in its state, where that needs a word.
  public let reason: String?
  /// Which kind of failure it was, of a trial that failed.
  public let failure: TrialFailure?
  /// In stage 2, the trial of stage 1 that it trains fully.
  public let source: Int?
  /// What it used, where that is known; the store does not look inside.
  public let usage: JSON?
  /// What its latest attempt has otherwise than the search says; the store does not look inside.
  public var overrides: JSON?
}

/// What happened to a search's trials, in order: enough to rebuild a controller.
public enum HistoryEntry: Sendable, Equatable {
  case proposed(number: Int, architecture: String)
  case finished(
    number: Int, architecture: String, state: TrialState, reward: Double?, metrics: [String: Double],
    failure: TrialFailure?)
}

/// Metrics that a trainer reported at one step.
public struct StoredMeasurement: Sendable, Equatable {
  public let attempt: Int
  /// The line of the metrics file, from 1.
  public let line: Int
  public let step: Int?
  public let metrics: [String: Double]
  /// When it was heard of, in seconds since 1970: within a tenth of a second of its being written, unless nobody watched
  /// the trial then.
  public let time: Double
}

/// Anything else worth remembering, with its trial where it has one.
public struct Event: Sendable {
  public let sequence: Int64
  public let trial: Int?
  public let kind: String
  public let time: Double
  public let payload: JSON
}

import TrialStore

/// What a running search tells whoever watches it.
public enum SearchUpdate: Sendable {
  case began(Progress, resumed: Resumption?)
  /// A trial was started.
  case started(Progress, number: Int)
  case ended(Progress, TrialRecord)
  /// Something that should be seen: a malformed line, a lost trial, a stop rule that failed.
  case notice(name: String, trial: Int?, String)
  case finished(Progress, SearchOutcome)
  /// A search that runs in the background broke off, for example because its store could not be written; it can be
  /// gone on with. One that somebody waits for from its start throws the error instead.
  case broke(name: String, message: String)

  /// Where the search stands, in the updates that say so.
  public var progress: Progress? {
    switch self {
    case .began(let progress, _), .started(let progress, _), .ended(let progress, _), .finished(let progress, _):
      progress
    case .notice, .broke: nil
    }
  }

  /// Where a search stands.
  public struct Progress: Sendable {
    public let name: String
    public let stage: Int
    public let max: Int
    public let view: SearchView
    /// Seconds until the end, guessed from the pace so far; nil before the first end.
    public let remaining: Double?
  }

  /// What a resumed search found.
  public struct Resumption: Sendable {
    public var ended = 0
    /// Trials that went on without their controller and were taken over.
    public var adopted = 0
    /// Trials that ended meanwhile.
    public var collected = 0
    /// Trials that have to be started again.
    public var restarted = 0
  }
}

/// How a search ended.
public enum SearchOutcome: Sendable, Equatable {
  case completed(reason: String)
  /// A rule about failures ended it.
  case failed(reason: String)
  /// It can be resumed.
  case interrupted

  /// It has done every trial that it may have.
  static func allDone(_ max: Int) -> SearchOutcome { .completed(reason: "all \(max) trials are done") }

  /// What follows the reason of a search in which no trial was completed.
  static var noneCompleted: String { ", and none was completed" }

  /// Why, in words.
  public var reason: String {
    switch self {
    case .completed(let reason), .failed(let reason): reason
    case .interrupted: "interrupted"
    }
  }

  var state: SearchState {
    switch self {
    case .completed: .completed
    case .failed: .failed
    case .interrupted: .interrupted
    }
  }
}

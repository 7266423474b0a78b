import PlainJSON

/// Looks at the measurements of simulated trials as they are made, and may end a trial there: early stopping.
///
/// The measurements of a trial are spread evenly over the time that it lasts; the last one comes with its end, when there
/// is nothing to stop any more. A watcher is a value: each run of a simulation begins with the one that was given.
public protocol TrialWatcher: Sendable {
  /// The reason to end a trial that has just reported, or nil to let it go on.
  mutating func reported(_ trial: WatchedTrial) async throws -> String?

  /// Told of every ended trial that had started, in order; the last measurement came with the end.
  mutating func ended(_ trial: WatchedTrial, isCompleted: Bool)
}

/// A trial that has reported something.
public struct WatchedTrial: Sendable {
  /// Its number, from 1.
  public let number: Int
  /// The decided table that it trains.
  public let architecture: JSON
  /// What it has reported so far, in order.
  public let measurements: [SimulatedMeasurement]
  /// The virtual seconds that it has run.
  public let elapsed: Double
  /// The search.
  public let search: SearchView
}

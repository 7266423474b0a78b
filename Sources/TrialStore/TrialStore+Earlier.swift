import GRDB
import PlainJSON

/// A trial of an earlier search that a search begins with, as it was then. Its number is below 1.
public struct EarlierRecord: Sendable, Equatable {
  public let number: Int
  /// The compact text of the architecture, in the space of the new search.
  public let architecture: String
  public let state: TrialState
  /// By the reward of the new search.
  public let reward: Double?
  public let metrics: [String: Double]
  /// Which kind of failure it was, of a trial that failed.
  public let failure: TrialFailure?

  /// Makes a record.
  public init(
    number: Int, architecture: String, state: TrialState, reward: Double?, metrics: [String: Double],
    failure: TrialFailure?
  ) {
    self.number = number
    self.architecture = architecture
    self.state = state
    self.reward = reward
    self.metrics = metrics
    self.failure = failure
  }
}

extension TrialStore {
  /// Stores what a search begins with, and that it is decided: see ``hasWarmStart(search:)``.
  ///
  /// - Parameter summary: what is remembered of where the trials come from.
  public func setEarlier(search: Int64, _ trials: [EarlierRecord], summary: JSON) throws {
    try database.write { db in
      for trial in trials {
        let insert = try db.cachedStatement(
          sql: """
            INSERT INTO earlier (search, number, architecture, state, reward, metrics, failure) VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        try insert.execute(
          arguments: [
            search, trial.number, trial.architecture, trial.state.rawValue, trial.reward,
            JSON.object(trial.metrics.mapValues { .number($0) }).text, trial.failure?.rawValue,
          ])
      }
      try Self.log(db, search: search, trial: nil, kind: Self.warmStart, payload: summary)
    }
  }

  /// Whether it is decided what a search begins with.
  public func hasWarmStart(search: Int64) throws -> Bool {
    try database.read { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM event WHERE search = ? AND kind = ?)",
        arguments: [search, Self.warmStart]) ?? false
    }
  }

  /// What a search began with, in the order in which its controller is told.
  public func earlier(search: Int64) throws -> [EarlierRecord] {
    try database.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM earlier WHERE search = ? ORDER BY number", arguments: [search]).map
      {
        row in
        EarlierRecord(
          number: row["number"], architecture: row["architecture"],
          state: TrialState(rawValue: row["state"]) ?? .failed, reward: row["reward"],
          metrics: try Self.json(row["metrics"])?.objectValue?.compactMapValues(\.doubleValue) ?? [:],
          failure: (row["failure"] as String?).flatMap(TrialFailure.init))
      }
    }
  }

  private static let warmStart = "warm_start"
}

import GRDB
import PlainJSON

extension TrialStore {
  // MARK: A trial's life. Each step is one transaction, and a step that the state does not allow is an error.

  /// Stores a trial before anything is started.
  ///
  /// - Parameters:
  ///   - enqueued: which of those that wait it is, where somebody wanted it.
  ///   - begins: whether it is about to be started, so that ``begin(search:number:)`` is not needed.
  public func propose(
    search: Int64, number: Int, architecture: String, source: Int? = nil, enqueued: Int64? = nil,
    begins: Bool = false
  ) throws {
    try database.write { db in
      let insert = try db.cachedStatement(
        sql: """
          INSERT INTO trial (search, number, state, architecture, source, started_at) VALUES (?, ?, ?, ?, ?, ?)
          """)
      let state: TrialState = begins ? .running : .pending
      try insert.execute(
        arguments: [search, number, state.rawValue, architecture, source, begins ? Self.now : nil])
      if let enqueued {
        try db.execute(sql: "UPDATE enqueued SET trial = ? WHERE id = ?", arguments: [number, enqueued])
      }
      try Self.log(db, search: search, trial: number, kind: "proposed", payload: nil)
    }
  }

  /// Notes that a trial is about to be started.
  public func begin(search: Int64, number: Int) throws {
    try database.write { db in
      try Self.change(
        db, "state = 'running', started_at = ?", [Self.now], search, number, from: ["pending"], to: .running)
    }
  }

  /// Puts a running trial back, for another attempt; see ``requeues(search:number:)``.
  ///
  /// - Parameters:
  ///   - reason: why, in words.
  ///   - failure: how the attempt failed, by the text of a ``TrialFailure``; nil where it is no fault of the trial.
  ///   - overrides: what the next attempt has otherwise than the search says; nil where that stays as it is.
  public func requeue(
    search: Int64, number: Int, reason: String, failure: String? = nil, overrides: JSON? = nil
  ) throws {
    try database.write { db in
      try Self.change(
        db,
        "state = 'pending', attempt = attempt + 1, started_at = NULL, overrides = coalesce(?, overrides)",
        [overrides?.text], search, number, from: ["running"], to: .pending)
      let requeue = Requeue(reason: reason, failure: failure, overrides: overrides)
      try Self.log(db, search: search, trial: number, kind: Requeue.kind, payload: requeue.payload)
    }
  }

  /// Ends a trial for good. Its place in the history is the moment of this call.
  ///
  /// - Parameters:
  ///   - failure: the kind of the failure, for the state `failed`.
  ///   - reports: those of its reports that have not been stored; see ``record(search:number:_:)``.
  /// - Returns: the trial as it is now.
  @discardableResult
  public func finish(
    search: Int64, number: Int, state: TrialState, reward: Double?, metrics: [String: Double], reason: String?,
    failure: TrialFailure? = nil, startedAt: Double? = nil, endedAt: Double? = nil, usage: JSON? = nil,
    reports: [NewMeasurement] = []
  ) throws -> TrialRecord? {
    precondition(state.isFinal, "a trial ends in a final state")
    // SQLite has no NaN: the value that is not finite stays among the metrics.
    let finite = reward.flatMap { $0.isFinite ? $0 : nil }
    let failure = state == .failed ? failure ?? .crashed : nil
    return try database.write { db in
      try Self.insert(db, reports, search: search, number: number)
      try Self.change(
        db,
        """
        state = ?, reward = ?, metrics = ?, reason = ?, failure = ?, started_at = coalesce(?, started_at), ended_at = ?,
        usage = ?
        """,
        [
          state.rawValue, finite, Self.text(metrics), reason, failure?.rawValue, startedAt, endedAt ?? Self.now,
          usage?.text,
        ], search, number, from: ["pending", "running"], to: state)
      try Self.log(db, search: search, trial: number, kind: "finished", payload: nil)
      return try Self.fetch(db, Self.oneTrial, [search, number]).first
    }
  }

  private static func change(
    _ db: Database, _ assignments: String, _ values: [(any DatabaseValueConvertible)?], _ search: Int64,
    _ number: Int,
    from states: [String], to state: TrialState
  ) throws {
    let allowed = states.map { "'\($0)'" }.joined(separator: ", ")
    let statement = try db.cachedStatement(
      sql: "UPDATE trial SET \(assignments) WHERE search = ? AND number = ? AND state IN (\(allowed))")
    try statement.execute(arguments: StatementArguments(values) + [search, number])
    if db.changesCount != 1 { throw StoreError.illegalTransition(number: number, to: state) }
  }

  static func text(_ metrics: [String: Double]) -> String {
    JSON.object(metrics.mapValues { .number($0) }).text
  }

  // MARK: Reading

  /// Every trial of a search by number.
  public func trials(search: Int64) throws -> [TrialRecord] {
    try fetch("WHERE search = ? ORDER BY number", [search])
  }

  /// One trial.
  public func trial(search: Int64, number: Int) throws -> TrialRecord? {
    try fetch(Self.oneTrial, [search, number]).first
  }

  private static let oneTrial = "WHERE search = ? AND number = ?"

  /// The completed trials with the highest rewards; of equal ones the first proposed.
  public func top(search: Int64, count: Int) throws -> [TrialRecord] {
    try fetch(
      "WHERE search = ? AND state = 'completed' AND reward IS NOT NULL ORDER BY reward DESC, number LIMIT ?",
      [search, count])
  }

  /// How many trials are in each state.
  public func counts(search: Int64) throws -> [TrialState: Int] {
    try database.read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT state, count(*) AS count FROM trial WHERE search = ? GROUP BY state", arguments: [search])
      return Dictionary(rows.compactMap { row in TrialState(rawValue: row["state"]).map { ($0, row["count"]) } }) {
        first, _ in first
      }
    }
  }

  /// Proposals and ends in the order in which they were stored.
  public func history(search: Int64) throws -> [HistoryEntry] {
    try database.read { db in
      let cursor = try Row.fetchCursor(
        db,
        sql: """
          SELECT event.kind, trial.number, trial.architecture, trial.state, trial.reward, trial.metrics,
            trial.failure, trial.reason
          FROM event JOIN trial ON trial.search = event.search AND trial.number = event.trial
          WHERE event.search = ? AND event.kind IN ('proposed', 'finished') ORDER BY event.sequence
          """, arguments: [search])
      var entries: [HistoryEntry] = []
      while let row = try cursor.next() {
        let (number, architecture): (Int, String) = (row[1], row[2])
        if row[0] as String == "proposed" {
          entries.append(.proposed(number: number, architecture: architecture))
        } else if let state = TrialState(rawValue: row[3]) {
          entries.append(
            .finished(
              number: number, architecture: architecture, state: state, reward: row[4],
              metrics: try Self.metrics(row[5]),
              failure: Self.failure(row[6], state: state, reason: row[7])))
        }
      }
      return entries
    }
  }

  /// What a trial reported, in order.
  public func measurements(search: Int64, number: Int) throws -> [StoredMeasurement] {
    try database.read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT * FROM measurement WHERE search = ? AND trial = ? ORDER BY attempt, line",
        arguments: [search, number])
      return try rows.map { row in
        StoredMeasurement(
          attempt: row["attempt"], line: row["line"], step: row["step"], metrics: try Self.metrics(row["metrics"]),
          time: row["time"])
      }
    }
  }

  func fetch(_ clause: String, _ arguments: StatementArguments) throws -> [TrialRecord] {
    try database.get { try Self.fetch($0, clause, arguments) }
  }

  private static func fetch(
    _ db: Database, _ clause: String, _ arguments: StatementArguments
  ) throws -> [TrialRecord] {
    let statement = try db.cachedStatement(sql: "SELECT * FROM trial \(clause)")
    return try Row.fetchAll(statement, arguments: arguments).map { row in
      let state = TrialState(rawValue: row["state"]) ?? .failed
      // A store that another program has yet to bring up to date lacks the column, which reads as nil.
      return TrialRecord(
        number: row["number"], state: state, architecture: row["architecture"], reward: row["reward"],
        metrics: try Self.metrics(row["metrics"]), attempt: row["attempt"], startedAt: row["started_at"],
        endedAt: row["ended_at"], reason: row["reason"],
        failure: Self.failure(row["failure"], state: state, reason: row["reason"]), source: row["source"],
        usage: try Self.json(row["usage"]), overrides: try Self.json(row["overrides"]))
    }
  }

  private static func failure(_ text: String?, state: TrialState, reason: String?) -> TrialFailure? {
    guard state == .failed else { return nil }
    return text.flatMap { TrialFailure(rawValue: $0) } ?? TrialFailure(reason: reason)
  }

  static func metrics(_ text: String?) throws -> [String: Double] {
    try json(text)?.objectValue?.compactMapValues(\.doubleValue) ?? [:]
  }
}

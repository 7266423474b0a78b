import GRDB
import PlainJSON

/// What those ask for who look at searches while they run: little, also of a search of ten thousand trials.
extension TrialStore {
  /// The trials of a search that have not ended, by number.
  public func unfinished(search: Int64) throws -> [TrialRecord] {
    try fetch("WHERE search = ? AND state IN ('pending', 'running') ORDER BY number", [search])
  }

  /// What a trial reported last in an attempt.
  public func lastMeasurement(search: Int64, number: Int, attempt: Int) throws -> StoredMeasurement? {
    try database.read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT * FROM measurement WHERE search = ? AND trial = ? AND attempt = ? ORDER BY line DESC LIMIT 1
          """, arguments: [search, number, attempt])
      return try row.map { row in
        StoredMeasurement(
          attempt: row["attempt"], line: row["line"], step: row["step"], metrics: try Self.metrics(row["metrics"]),
          time: row["time"])
      }
    }
  }

  /// The last event of a kind.
  public func lastEvent(search: Int64, kind: String) throws -> Event? {
    try events(search: search, "kind = ?", [kind], last: 1).first
  }
}

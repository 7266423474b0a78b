import GRDB
import PlainJSON

extension TrialStore {
  /// The events of one kind of the trials that have not ended, in order.
  public func openEvents(search: Int64, kind: String) throws -> [Event] {
    try events(
      """
      event.search = ? AND event.kind = ? AND EXISTS (
        SELECT * FROM trial WHERE trial.search = event.search AND trial.number = event.trial
          AND trial.state IN ('pending', 'running'))
      """, [search, kind])
  }

  /// The events of one kind of a trial, in order.
  public func events(search: Int64, trial: Int, kind: String) throws -> [Event] {
    try events("event.search = ? AND event.kind = ? AND event.trial = ?", [search, kind, trial])
  }

  /// Every event of a trial, in order, also its proposals and its end.
  public func events(search: Int64, trial: Int) throws -> [Event] {
    try events("event.search = ? AND event.trial = ?", [search, trial])
  }

  private func events(_ condition: String, _ arguments: StatementArguments) throws -> [Event] {
    try database.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM event WHERE \(condition) ORDER BY sequence", arguments: arguments)
        .map { row in
          Event(
            sequence: row["sequence"], trial: row["trial"], kind: row["kind"], time: row["time"],
            payload: try Self.json(row["payload"]) ?? .null)
        }
    }
  }
}

import GRDB

/// How often a trial reported in its latest attempt, and when.
public struct TrialReports: Sendable, Equatable {
  public let count: Int
  /// When the first and the last report were heard of, in seconds since 1970; 0 where there was none.
  public let first: Double
  public let last: Double

  /// Makes what is known of some reports.
  public init(count: Int, first: Double, last: Double) {
    self.count = count
    self.first = first
    self.last = last
  }
}

extension TrialStore {
  /// The reports of one trial.
  public func reports(search: Int64, number: Int) throws -> TrialReports {
    try database.read { db in
      let row = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT count(*), coalesce(min(time), 0), coalesce(max(time), 0) FROM measurement
            WHERE search = ? AND trial = ?
              AND attempt = (SELECT attempt FROM trial WHERE search = measurement.search AND number = trial)
            """), arguments: [search, number])
      return row.map(Self.reports) ?? TrialReports(count: 0, first: 0, last: 0)
    }
  }

  /// The reports of every trial of a search that reported anything.
  public func reports(search: Int64) throws -> [Int: TrialReports] {
    try database.read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT count(*), min(measurement.time), max(measurement.time), trial.number FROM measurement
          JOIN trial ON trial.search = measurement.search AND trial.number = measurement.trial
            AND trial.attempt = measurement.attempt
          WHERE measurement.search = ? GROUP BY trial.number
          """, arguments: [search])
      return Dictionary(rows.map { ($0[3], Self.reports($0)) }) { first, _ in first }
    }
  }

  private static func reports(_ row: Row) -> TrialReports {
    TrialReports(count: row[0], first: row[1], last: row[2])
  }
}

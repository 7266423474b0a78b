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

/// One line of a trial's metrics, on its way into the store.
public struct NewMeasurement: Sendable, Equatable {
  /// From 1, of all lines of the attempt.
  public let line: Int
  public let step: Int?
  public let metrics: [String: Double]
  /// When it was heard of, in seconds since 1970.
  public let time: Double

  /// Makes a report that has just been heard of.
  public init(line: Int, step: Int?, metrics: [String: Double]) {
    (self.line, self.step, self.metrics, time) = (line, step, metrics, TrialStore.now)
  }
}

extension TrialStore {
  /// Stores lines of metrics of a trial's attempt; a line that is there already is ignored, so that a resumed controller
  /// can read from the start.
  public func record(search: Int64, number: Int, _ reports: [NewMeasurement]) throws {
    try database.write { try Self.insert($0, reports, search: search, number: number) }
  }

  static func insert(_ db: Database, _ reports: [NewMeasurement], search: Int64, number: Int) throws {
    if reports.isEmpty { return }
    let statement = try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO measurement (search, trial, attempt, line, step, metrics, time)
        SELECT search, number, attempt, ?, ?, ?, ? FROM trial WHERE search = ? AND number = ?
        """)
    for report in reports {
      try statement.execute(
        arguments: [report.line, report.step, text(report.metrics), report.time, search, number])
    }
  }

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

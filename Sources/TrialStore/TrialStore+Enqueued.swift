import GRDB
import PlainJSON

/// An architecture that somebody wants to be trained before the controller is asked again.
public struct EnqueuedRecord: Sendable, Equatable {
  public let id: Int64
  /// The compact text of the architecture.
  public let architecture: String
  /// How often the architecture may be proposed in all.
  public let repeats: Int
}

extension TrialStore {
  /// Remembers architectures that are to be trained next, in order.
  public func enqueue(search: Int64, _ architectures: [(text: String, repeats: Int)]) throws {
    try database.write { try Self.enqueue($0, search, architectures) }
  }

  static func enqueue(_ db: Database, _ search: Int64, _ architectures: [(text: String, repeats: Int)]) throws {
    for (text, repeats) in architectures {
      try db.execute(
        sql: "INSERT INTO enqueued (search, architecture, repeats) VALUES (?, ?, ?)",
        arguments: [search, text, repeats])
    }
  }

  /// Those that wait, in order.
  public func enqueued(search: Int64) throws -> [EnqueuedRecord] {
    try database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM enqueued WHERE search = ? AND trial IS NULL ORDER BY id", arguments: [search]
      ).map(Self.enqueuedRecord)
    }
  }

  /// The one that waits longest.
  public func nextEnqueued(search: Int64) throws -> EnqueuedRecord? {
    try database.get { db in
      let statement = try db.cachedStatement(
        sql: "SELECT * FROM enqueued WHERE search = ? AND trial IS NULL ORDER BY id LIMIT 1")
      return try Row.fetchOne(statement, arguments: [search]).map(Self.enqueuedRecord)
    }
  }

  /// Gives up one that waits.
  public func drop(enqueued id: Int64) throws {
    try database.write { try $0.execute(sql: "DELETE FROM enqueued WHERE id = ?", arguments: [id]) }
  }

  private static func enqueuedRecord(_ row: Row) -> EnqueuedRecord {
    EnqueuedRecord(id: row["id"], architecture: row["architecture"], repeats: row["repeats"])
  }
}

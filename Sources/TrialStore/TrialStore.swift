import Foundation
import GRDB
import PlainJSON

/// The history of every search of a workspace, in one SQLite file. It remembers and never decides.
///
/// What a method has stored survives the death of the process: with a write-ahead log a committed transaction is in
/// the operating system's hands. `synchronous = NORMAL` may lose the last ones in a power cut, without harm to the
/// file; the trial folders then tell how those trials ended.
public final class TrialStore: Sendable {
  let database: StoreDatabase

  /// Opens the file, and makes it where it is missing.
  public init(opening path: String, readOnly: Bool = false) throws(StoreError) {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      if !readOnly {
        try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
      }
    }
    do {
      let queue = try DatabaseQueue(
        path: readOnly ? StoreDatabase.readOnlyName(path) : path, configuration: configuration)
      if readOnly {
        _ = try queue.read { try $0.tableExists("search") }
      } else {
        let isNewer = try queue.read { try Schema.migrator.hasBeenSuperseded($0) }
        if isNewer {
          throw StoreError.cannotOpen(path: path, reason: "it was written by a newer lunas; update this one")
        }
        try Schema.migrator.migrate(queue)
      }
      database = StoreDatabase(queue: queue, path: path)
    } catch let error as StoreError {
      throw error
    } catch {
      throw .cannotOpen(path: path, reason: String(describing: (error as? DatabaseError)?.message ?? "\(error)"))
    }
  }

  // MARK: Searches

  /// Starts the record of a search, with what is to be trained first.
  ///
  /// - Throws: ``StoreError/nameTaken(name:state:)``, ``StoreError/badName(_:)``.
  public func createSearch(
    name: String, stage: Int, parent: Int64?, seed: UInt64, spec: JSON,
    enqueued: [(text: String, repeats: Int)] = []
  ) throws -> SearchRecord {
    try Workspace.validate(name: name)
    return try database.write { db in
      if let taken = try Self.fetchSearch(db, name: name) {
        throw StoreError.nameTaken(name: name, state: taken.state)
      }
      try db.execute(
        sql:
          "INSERT INTO search (name, stage, parent, state, seed, spec, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          name, stage, parent, SearchState.running.rawValue, Int64(bitPattern: seed), spec.text, Self.now,
        ])
      guard let created = try Self.fetchSearch(db, name: name) else { throw DatabaseError(message: "no row") }
      try Self.enqueue(db, created.id, enqueued)
      return created
    }
  }

  /// The search of a name.
  public func search(named name: String) throws -> SearchRecord? {
    try database.read { try Self.fetchSearch($0, name: name) }
  }

  /// Every search, oldest first.
  public func searches() throws -> [SearchRecord] {
    try database.read { try Row.fetchAll($0, sql: "SELECT * FROM search ORDER BY id").map(Self.searchRecord) }
  }

  /// Changes a search's state.
  public func update(search: Int64, state: SearchState, reason: String?) throws {
    let ended: Double? = state == .running ? nil : Self.now
    try database.write { db in
      try db.execute(
        sql: "UPDATE search SET state = ?, reason = ?, ended_at = ? WHERE id = ?",
        arguments: [state.rawValue, reason, ended, search])
    }
  }

  /// Gives back the room of what is no longer needed to survive a crash, once a search has ended.
  public func tidy() { try? database.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }

  /// Replaces what the engine keeps about a search.
  public func update(search: Int64, spec: JSON) throws {
    try database.write {
      try $0.execute(sql: "UPDATE search SET spec = ? WHERE id = ?", arguments: [spec.text, search])
    }
  }

  // MARK: Events

  /// Remembers an event.
  public func log(search: Int64, trial: Int?, kind: String, payload: JSON) throws {
    try database.write { try Self.log($0, search: search, trial: trial, kind: kind, payload: payload) }
  }

  /// Every event of a search in order, but for proposals and ends, which ``history(search:)`` gives.
  public func events(search: Int64) throws -> [Event] {
    try events(search: search, "kind NOT IN ('proposed', 'finished')", [])
  }

  /// The events of one kind in order.
  public func events(search: Int64, kind: String) throws -> [Event] {
    try events(search: search, "kind = ?", [kind])
  }

  /// - Parameter count: how many of the last, which then come first; nil for all in order.
  func events(
    search: Int64, _ condition: String, _ arguments: StatementArguments, last count: Int? = nil
  ) throws -> [Event] {
    try database.read { db in
      let end = count.map { " DESC LIMIT \($0)" } ?? ""
      let rows = try Row.fetchAll(
        db, sql: "SELECT * FROM event WHERE search = ? AND \(condition) ORDER BY sequence\(end)",
        arguments: [search] + arguments)
      return try rows.map { row in
        Event(
          sequence: row["sequence"], trial: row["trial"], kind: row["kind"], time: row["time"],
          payload: try Self.json(row["payload"]) ?? .null)
      }
    }
  }

  // MARK: Small parts

  static var now: Double { Date().timeIntervalSince1970 }

  static func log(_ db: Database, search: Int64, trial: Int?, kind: String, payload: JSON?) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT INTO event (search, trial, kind, time, payload) VALUES (?, ?, ?, ?, ?)")
    try statement.execute(arguments: [search, trial, kind, now, payload?.text])
  }

  static func json(_ text: String?) throws -> JSON? { try text.map { try JSON(parsing: $0) } }

  private static func fetchSearch(_ db: Database, name: String) throws -> SearchRecord? {
    try Row.fetchOne(db, sql: "SELECT * FROM search WHERE name = ?", arguments: [name]).map(searchRecord)
  }

  private static func searchRecord(_ row: Row) throws -> SearchRecord {
    SearchRecord(
      id: row["id"], name: row["name"], stage: row["stage"], parent: row["parent"],
      state: SearchState(rawValue: row["state"]) ?? .interrupted, seed: UInt64(bitPattern: row["seed"]),
      spec: try json(row["spec"]) ?? .null, createdAt: row["created_at"], endedAt: row["ended_at"],
      reason: row["reason"])
  }
}

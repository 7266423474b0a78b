import Foundation
import GRDB
import Testing
import TrialStore

/// Stores that an earlier version wrote.
@Suite struct MigrationTests {
  /// A store as the first version left it: its tables, and the record of the one migration that there was.
  private static let first = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1');
    CREATE TABLE search (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stage INTEGER NOT NULL,
      parent INTEGER REFERENCES search(id), state TEXT NOT NULL, seed INTEGER NOT NULL, spec TEXT NOT NULL,
      created_at REAL NOT NULL, ended_at REAL, reason TEXT);
    CREATE TABLE trial (
      search INTEGER NOT NULL REFERENCES search(id), number INTEGER NOT NULL, state TEXT NOT NULL,
      architecture TEXT NOT NULL, reward REAL, metrics TEXT, attempt INTEGER NOT NULL DEFAULT 1,
      started_at REAL, ended_at REAL, reason TEXT, source INTEGER,
      PRIMARY KEY (search, number)) WITHOUT ROWID;
    CREATE TABLE measurement (
      search INTEGER NOT NULL, trial INTEGER NOT NULL, attempt INTEGER NOT NULL, line INTEGER NOT NULL,
      step INTEGER, metrics TEXT NOT NULL, time REAL NOT NULL,
      PRIMARY KEY (search, trial, attempt, line)) WITHOUT ROWID;
    CREATE TABLE event (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, search INTEGER NOT NULL REFERENCES search(id), trial INTEGER,
      kind TEXT NOT NULL, time REAL NOT NULL, payload TEXT);
    CREATE INDEX event_of_search ON event(search, kind);
    INSERT INTO search VALUES (1, 'old', 1, NULL, 'interrupted', 7, '{}', 100.0, NULL, NULL);
    INSERT INTO trial VALUES
      (1, 1, 'completed', '0', 0.5, '{"accuracy":0.5}', 1, 101.0, 102.0, NULL, NULL),
      (1, 2, 'failed', '1', NULL, '{}', 1, 101.0, 103.0, 'exit code 1: CUDA out of memory', NULL),
      (1, 3, 'failed', '2', NULL, NULL, 1, 101.0, 104.0, 'timed out: it ran longer than its limit of 60 s', NULL),
      (1, 4, 'infeasible', '3', NULL, NULL, 1, 101.0, 105.0, 'timed out', NULL),
      (1, 5, 'running', '4', NULL, NULL, 1, 101.0, NULL, NULL, NULL);
    INSERT INTO event (search, trial, kind, time) VALUES
      (1, 1, 'proposed', 1), (1, 1, 'finished', 2), (1, 3, 'proposed', 3), (1, 3, 'finished', 4);
    """

  private func withFirstVersion(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "lunas-store-\(UUID()).sqlite").path
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    try DatabaseQueue(path: path).write { try $0.execute(sql: Self.first) }
    try body(path)
  }

  @Test func `a store of the first version is brought up to date and loses nothing`() throws {
    try withFirstVersion { path in
      let store = try TrialStore(opening: path)
      let search = try #require(try store.search(named: "old"))
      #expect(
        try store.trials(search: search.id).map(\.failure) == [nil, .crashed, .timedOut, nil, nil])
      #expect(
        try store.history(search: search.id) == [
          .proposed(number: 1, architecture: "0"),
          .finished(
            number: 1, architecture: "0", state: .completed, reward: 0.5, metrics: ["accuracy": 0.5], failure: nil),
          .proposed(number: 3, architecture: "2"),
          .finished(number: 3, architecture: "2", state: .failed, reward: nil, metrics: [:], failure: .timedOut),
        ])
      try store.finish(
        search: search.id, number: 5, state: .failed, reward: nil, metrics: [:], reason: "x", failure: .outOfMemory
      )
      #expect(try TrialStore(opening: path).trial(search: search.id, number: 5)?.failure == .outOfMemory)
    }
  }

  @Test func `a store of the first version is read where it must not be written`() throws {
    try withFirstVersion { path in
      let store = try TrialStore(opening: path, readOnly: true)
      #expect(try store.trials(search: 1).map(\.failure) == [nil, .crashed, .timedOut, nil, nil])
      #expect(try store.trials(search: 1).allSatisfy { $0.overrides == nil })
      #expect(try store.top(search: 1, count: 3).map(\.number) == [1])
    }
  }

  @Test func `only a failed trial has a kind of failure, and every failed one has`() throws {
    try withFirstVersion { path in
      let store = try TrialStore(opening: path)
      try store.propose(search: 1, number: 6, architecture: "5")
      try store.finish(
        search: 1, number: 5, state: .stopped, reward: nil, metrics: [:], reason: nil, failure: .timedOut)
      try store.finish(search: 1, number: 6, state: .failed, reward: nil, metrics: [:], reason: nil)
      #expect(try store.trials(search: 1).suffix(2).map(\.failure) == [nil, .crashed])
    }
  }
}

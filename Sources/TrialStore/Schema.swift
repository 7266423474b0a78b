import GRDB

/// The tables, by the migrations that made them. A migration that was released is never changed.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(
        sql: """
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
          """)
    }
    // Trials that failed before have none; see TrialFailure.init(reason:).
    migrator.registerMigration("2") { db in try db.execute(sql: "ALTER TABLE trial ADD COLUMN failure TEXT") }
    migrator.registerMigration("3") { db in
      try db.execute(
        sql: """
          CREATE TABLE enqueued (
            id INTEGER PRIMARY KEY AUTOINCREMENT, search INTEGER NOT NULL REFERENCES search(id),
            architecture TEXT NOT NULL, repeats INTEGER NOT NULL, trial INTEGER);
          CREATE INDEX enqueued_that_wait ON enqueued(search) WHERE trial IS NULL;
          CREATE TABLE earlier (
            search INTEGER NOT NULL REFERENCES search(id), number INTEGER NOT NULL, architecture TEXT NOT NULL,
            state TEXT NOT NULL, reward REAL, metrics TEXT NOT NULL, failure TEXT,
            PRIMARY KEY (search, number)) WITHOUT ROWID;
          """)
    }
    // What a trial used: memory, processor and devices, as JSON.
    migrator.registerMigration("4") { db in try db.execute(sql: "ALTER TABLE trial ADD COLUMN usage TEXT") }
    // What somebody changed for the trial's latest attempt and those after it.
    migrator.registerMigration("5") { db in try db.execute(sql: "ALTER TABLE trial ADD COLUMN overrides TEXT") }
    return migrator
  }
}

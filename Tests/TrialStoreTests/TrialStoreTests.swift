import Foundation
import PlainJSON
import Testing
import TrialStore

@Suite struct TrialStoreTests {
  private func withStore(_ body: (TrialStore, SearchRecord, Workspace) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "lunas-store-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let workspace = try Workspace(creating: path)
    let store = try TrialStore(opening: workspace.databasePath)
    let search = try store.createSearch(name: "digits", stage: 1, parent: nil, seed: .max, spec: ["a": [1, 2.5]])
    try body(store, search, workspace)
  }

  @Test func `a search keeps what it was given`() throws {
    try withStore { store, search, _ in
      let found = try #require(try store.search(named: "digits"))
      #expect(found.seed == .max && found.spec == ["a": [1, 2.5]] && found.state == .running)
      try store.update(search: search.id, state: .completed, reason: "converged")
      #expect(try store.search(named: "digits")?.reason == "converged")
      #expect(try store.searches().map(\.name) == ["digits"])
    }
  }

  @Test func `a name is taken once`() throws {
    try withStore { store, _, _ in
      #expect(throws: StoreError.nameTaken(name: "digits", state: .running)) {
        try store.createSearch(name: "digits", stage: 1, parent: nil, seed: 1, spec: .null)
      }
    }
  }

  @Test(arguments: ["", ".hidden", "a/b", "a b", String(repeating: "x", count: 101), "é"])
  func `a name that is no folder name is refused`(name: String) throws {
    try withStore { store, _, _ in
      #expect(throws: StoreError.badName(name)) {
        try store.createSearch(name: name, stage: 1, parent: nil, seed: 1, spec: .null)
      }
    }
  }

  @Test func `a trial goes from pending to its end and no further`() throws {
    try withStore { store, search, _ in
      try store.propose(search: search.id, number: 1, architecture: "0,1")
      try store.begin(search: search.id, number: 1)
      try store.finish(
        search: search.id, number: 1, state: .completed, reward: 0.5, metrics: ["accuracy": 0.5, "loss": .nan],
        reason: nil)
      let trial = try #require(try store.trial(search: search.id, number: 1))
      #expect(trial.state == .completed && trial.reward == 0.5 && trial.metrics["loss"]?.isNaN == true)
      for again in [TrialState.failed, .completed] {
        #expect(throws: StoreError.illegalTransition(number: 1, to: again)) {
          try store.finish(search: search.id, number: 1, state: again, reward: nil, metrics: [:], reason: nil)
        }
      }
      #expect(throws: StoreError.self) { try store.begin(search: search.id, number: 1) }
      #expect(throws: StoreError.self) { try store.requeue(search: search.id, number: 1, reason: "lost") }
      #expect(throws: (any Error).self) { try store.propose(search: search.id, number: 1, architecture: "0,0") }
      #expect(try store.counts(search: search.id) == [.completed: 1])
    }
  }

  @Test func `a lost trial gets another attempt with its own measurements`() throws {
    try withStore { store, search, _ in
      try store.propose(search: search.id, number: 1, architecture: "0")
      try store.begin(search: search.id, number: 1)
      for _ in 1...2 { try store.record(search: search.id, number: 1, line: 1, step: 1, metrics: ["a": 1]) }
      try store.requeue(search: search.id, number: 1, reason: "lost")
      try store.begin(search: search.id, number: 1)
      try store.record(search: search.id, number: 1, line: 1, step: nil, metrics: ["a": .infinity])
      let measurements = try store.measurements(search: search.id, number: 1)
      #expect(measurements.map(\.attempt) == [1, 2])
      #expect(measurements.last?.metrics == ["a": .infinity])
      #expect(try store.events(search: search.id).map(\.kind) == ["requeued"])
    }
  }

  @Test func `history is in the order of what happened`() throws {
    try withStore { store, search, _ in
      for number in 1...3 { try store.propose(search: search.id, number: number, architecture: "\(number)") }
      try store.finish(
        search: search.id, number: 2, state: .failed, reward: nil, metrics: [:], reason: "exit code 1")
      try store.finish(
        search: search.id, number: 1, state: .completed, reward: .nan, metrics: ["a": 0.1], reason: nil)
      #expect(
        try store.history(search: search.id) == [
          .proposed(number: 1, architecture: "1"), .proposed(number: 2, architecture: "2"),
          .proposed(number: 3, architecture: "3"),
          .finished(
            number: 2, architecture: "2", state: .failed, reward: nil, metrics: [:], failure: .crashed),
          .finished(
            number: 1, architecture: "1", state: .completed, reward: nil, metrics: ["a": 0.1], failure: nil),
        ])
    }
  }

  @Test func `the best come first, equal ones in their order`() throws {
    try withStore { store, search, _ in
      for (number, reward) in [(1, 0.5), (2, 0.9), (3, 0.9), (4, .nan)] {
        try store.propose(search: search.id, number: number, architecture: "0")
        try store.finish(
          search: search.id, number: number, state: .completed, reward: reward, metrics: [:], reason: nil)
      }
      #expect(try store.top(search: search.id, count: 3).map(\.number) == [2, 3, 1])
    }
  }

  @Test func `another process reads while this one writes`() throws {
    try withStore { store, search, workspace in
      let reader = try TrialStore(opening: workspace.databasePath, readOnly: true)
      try store.propose(search: search.id, number: 1, architecture: "0")
      #expect(try reader.counts(search: search.id) == [.pending: 1])
    }
  }

  @Test func `a second controller is refused with the first one's pid`() throws {
    try withStore { _, _, workspace in
      let first = try WorkspaceLock(workspace)
      do {
        _ = try WorkspaceLock(workspace)
        Issue.record("it was taken twice")
      } catch { #expect("\(error)".contains("pid \(getpid()) on ")) }
      withExtendedLifetime(first) {}
    }
  }

  @Test func `a workspace that cannot be written or is none is named`() {
    #expect(throws: StoreError.self) { try Workspace(creating: "/proc/lunas") }
    #expect(throws: StoreError.noWorkspace(path: "/nowhere")) { try Workspace(opening: "/nowhere") }
  }

  @Test func `a file that is no store is refused`() throws {
    try withStore { _, _, workspace in
      let path = workspace.path + "/other.sqlite"
      try Data("this is no database, only text that goes on for a while".utf8).write(to: URL(filePath: path))
      #expect(throws: StoreError.self) { try TrialStore(opening: path) }
    }
  }
}

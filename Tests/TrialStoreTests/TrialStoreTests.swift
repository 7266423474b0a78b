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

  @Test func `what is enqueued waits in order until it is proposed or dropped`() throws {
    try withStore { store, search, _ in
      let other = try store.createSearch(
        name: "other", stage: 1, parent: nil, seed: 1, spec: .null, enqueued: [("7", 1), ("8", 2)])
      try store.enqueue(search: search.id, [("1", 1), ("2", 3)])
      try store.enqueue(search: search.id, [("3", 1)])
      #expect(try store.enqueued(search: search.id).map(\.architecture) == ["1", "2", "3"])
      let first = try #require(try store.nextEnqueued(search: search.id))
      #expect(first.architecture == "1" && first.repeats == 1)
      try store.propose(search: search.id, number: 1, architecture: "1", enqueued: first.id)
      let second = try #require(try store.nextEnqueued(search: search.id))
      #expect(second.architecture == "2" && second.repeats == 3)
      try store.drop(enqueued: second.id)
      #expect(try store.enqueued(search: search.id).map(\.architecture) == ["3"])
      // A proposal that fails takes nothing with it.
      let third = try #require(try store.nextEnqueued(search: search.id))
      #expect(throws: (any Error).self) {
        try store.propose(search: search.id, number: 1, architecture: "3", enqueued: third.id)
      }
      #expect(try store.nextEnqueued(search: search.id) == third)
      #expect(try store.enqueued(search: other.id).map(\.architecture) == ["7", "8"])
    }
  }

  @Test func `what a search begins with is stored once, and is no trial of it`() throws {
    try withStore { store, search, _ in
      let trials = (0..<3).map { number in
        EarlierRecord(
          number: number - 2, architecture: "\(number)", state: number == 1 ? .failed : .completed,
          reward: number == 1 ? nil : 0.5, metrics: ["a": Double(number)],
          failure: number == 1 ? .outOfMemory : nil)
      }
      #expect(try !store.hasWarmStart(search: search.id))
      try store.setEarlier(search: search.id, trials.reversed(), summary: ["three"])
      #expect(try store.hasWarmStart(search: search.id))
      #expect(try store.earlier(search: search.id) == trials)
      #expect(try store.trials(search: search.id).isEmpty && store.history(search: search.id).isEmpty)
      #expect(throws: (any Error).self) { try store.setEarlier(search: search.id, trials, summary: .null) }
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

  @Test func `a requeue is remembered with its cause and with what it changed`() throws {
    try withStore { store, search, _ in
      for number in 1...2 {
        try store.propose(search: search.id, number: number, architecture: "0,\(number)")
        try store.begin(search: search.id, number: number)
      }
      let requeues = [
        Requeue(reason: "oom", failure: "out_of_memory", overrides: ["config": ["batch": 16]]),
        Requeue(reason: "it was stopped"), Requeue(reason: "gone", failure: "lost"),
      ]
      for requeue in requeues {
        try store.requeue(
          search: search.id, number: 1, reason: requeue.reason, failure: requeue.failure,
          overrides: requeue.overrides)
        try store.begin(search: search.id, number: 1)
      }
      try store.requeue(search: search.id, number: 2, reason: "other")
      #expect(try store.requeues(search: search.id, number: 1) == requeues)
      let trial = try #require(try store.trial(search: search.id, number: 1))
      // What is not changed again stays.
      #expect(trial.overrides == ["config": ["batch": 16]] && trial.attempt == 4)
      #expect(try store.trial(search: search.id, number: 2)?.overrides == nil)
      // As earlier versions wrote it.
      try store.log(search: search.id, trial: 2, kind: "requeued", payload: "it was stopped")
      try store.log(search: search.id, trial: 2, kind: "requeued", payload: "its supervisor was killed")
      #expect(
        try store.requeues(search: search.id, number: 2) == [
          Requeue(reason: "other"), Requeue(reason: "it was stopped"),
          Requeue(reason: "its supervisor was killed", failure: "lost"),
        ])
    }
  }

  @Test func `a lost trial gets another attempt with its own measurements`() throws {
    try withStore { store, search, _ in
      try store.propose(search: search.id, number: 1, architecture: "0")
      try store.begin(search: search.id, number: 1)
      for _ in 1...2 {
        try store.record(search: search.id, number: 1, [.init(line: 1, step: 1, metrics: ["a": 1])])
      }
      try store.requeue(search: search.id, number: 1, reason: "lost")
      try store.begin(search: search.id, number: 1)
      try store.record(search: search.id, number: 1, [.init(line: 1, step: nil, metrics: ["a": .infinity])])
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

  @Test func `reports of the latest attempt are counted, and events are found by kind`() throws {
    try withStore { store, search, _ in
      for number in 1...2 {
        try store.propose(search: search.id, number: number, architecture: "[]")
        try store.begin(search: search.id, number: number)
      }
      for line in 1...3 {
        try store.record(search: search.id, number: 1, [.init(line: line, step: line, metrics: ["m": 1])])
      }
      #expect(try store.reports(search: search.id, number: 1).count == 3)
      try store.requeue(search: search.id, number: 1, reason: "lost")
      #expect(try store.reports(search: search.id) == [:])
      try store.begin(search: search.id, number: 1)
      for line in 1...2 {
        try store.record(search: search.id, number: 1, [.init(line: line, step: nil, metrics: ["m": 1])])
      }
      let reports = try store.reports(search: search.id, number: 1)
      #expect(reports.count == 2 && reports.first > 0 && reports.last >= reports.first)
      #expect(try store.reports(search: search.id) == [1: reports])
      #expect(try store.reports(search: search.id, number: 2) == TrialReports(count: 0, first: 0, last: 0))
      try store.log(search: search.id, trial: 1, kind: "note", payload: "a")
      #expect(try store.events(search: search.id, kind: "note").map(\.payload) == ["a"])
      #expect(try store.events(search: search.id).map(\.kind) == ["requeued", "note"])
    }
  }

  @Test func `whoever looks sees what has not ended, the last report and the last event`() throws {
    try withStore { store, search, _ in
      for number in 1...3 { try store.propose(search: search.id, number: number, architecture: "\(number)") }
      for number in 1...2 { try store.begin(search: search.id, number: number) }
      try store.finish(search: search.id, number: 1, state: .completed, reward: 1, metrics: [:], reason: nil)
      #expect(try store.unfinished(search: search.id).map(\.number) == [2, 3])
      #expect(try store.lastMeasurement(search: search.id, number: 2, attempt: 1) == nil)
      for line in 1...3 {
        try store.record(
          search: search.id, number: 2, [.init(line: line, step: line, metrics: ["a": Double(line)])])
        try store.log(search: search.id, trial: nil, kind: "waits", payload: .integer(line))
      }
      #expect(try store.lastMeasurement(search: search.id, number: 2, attempt: 1)?.metrics == ["a": 3])
      #expect(try store.lastMeasurement(search: search.id, number: 2, attempt: 2) == nil)
      #expect(try store.lastEvent(search: search.id, kind: "waits")?.payload == 3)
      #expect(try store.lastEvent(search: search.id, kind: "other") == nil)
    }
  }

  @Test func `who has a workspace can be seen without taking it`() throws {
    try withStore { _, _, workspace in
      #expect(WorkspaceLock.holder(of: workspace) == nil)
      let lock = try WorkspaceLock(workspace)
      let holder = WorkspaceLock.Holder(
        pid: Int(ProcessInfo.processInfo.processIdentifier), host: ProcessInfo.processInfo.hostName)
      #expect(WorkspaceLock.holder(of: workspace) == holder)
      withExtendedLifetime(lock) {}
    }
  }
}

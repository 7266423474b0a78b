import Controllers
import Foundation
import PlainJSON
import Testing
import TrialStore

@testable import SearchEngine

/// What a search has found, by its goals.
@Suite struct SearchResultsTests {
  /// A completed trial: its reward is its accuracy.
  private typealias Measured = (accuracy: Double, latency: Double)

  private func results(
    _ trials: [Measured], _ goals: Goals, _ body: (SearchResults) throws -> Void
  ) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "lunas-results-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let store = try TrialStore(opening: Workspace(creating: path).databasePath)
    let record = try store.createSearch(
      name: "k", stage: 1, parent: nil, seed: 1, spec: ["goals": goals.document ?? .null])
    for (position, trial) in trials.enumerated() {
      try store.propose(search: record.id, number: position + 1, architecture: "\(position)")
      try store.finish(
        search: record.id, number: position + 1, state: .completed, reward: trial.accuracy,
        metrics: ["accuracy": trial.accuracy, "latency": trial.latency], reason: nil)
    }
    // What has no score is never among the best.
    for (state, number) in [(TrialState.failed, 101), (.infeasible, 102), (.stopped, 103)] {
      try store.propose(search: record.id, number: number, architecture: "x")
      try store.finish(
        search: record.id, number: number, state: state, reward: 9, metrics: ["accuracy": 9, "latency": 0],
        reason: nil)
    }
    try body(SearchResults(record, in: store))
  }

  private let limit = HardLimit(metric: "latency", side: .atMost, bound: 10)
  private let objectives = [
    Objective(metric: "accuracy", direction: .maximize), Objective(metric: "latency", direction: .minimize),
  ]

  @Test func `without goals the greatest reward comes first`() throws {
    try results([(0.5, 1), (0.9, 99), (0.9, 1)], Goals()) { (results) throws in
      #expect(try results.top(9).map(\.number) == [2, 3, 1])
      let first = try #require(try results.trials().first)
      #expect(results.verdict(on: first) == nil)
    }
  }

  @Test func `under a limit what keeps to it comes first, then what exceeds it least`() throws {
    try results([(0.5, 10), (0.9, 30), (0.8, 11), (0.6, 2), (0.6, 3)], Goals(limits: [limit])) {
      (results) throws in
      #expect(try results.top(9).map(\.number) == [4, 5, 1, 3, 2])
      #expect(try results.top(2).map(\.number) == [4, 5])
      let trials = try results.trials()
      #expect(trials.prefix(3).map { results.verdict(on: $0) } == [true, false, false])
      #expect(throws: GoalUseError.noObjectives) { try results.front() }
      #expect(throws: GoalUseError.noObjectives) { try results.hypervolume() }
    }
  }

  @Test func `the front is what nothing beats within the limits, best in the first objective first`() throws {
    let trials: [Measured] = [(0.9, 30), (0.7, 9), (0.6, 5), (0.5, 6), (0.4, 1), (0.7, 9)]
    try results(trials, Goals(objectives: objectives, limits: [limit])) { (results) throws in
      #expect(try results.front().map(\.number) == [2, 6, 3, 5])
    }
    try results(trials, Goals(objectives: objectives)) { (results) throws in
      #expect(try results.front().map(\.number) == [1, 2, 6, 3, 5])
    }
  }

  @Test func `the best of several objectives are spread over the front, then come the others`() throws {
    // A front of eleven, three behind it, one outside the limit.
    let front: [Measured] = (0...10).map { (0.1 * Double($0), 0.1 * Double($0)) }
    let behind: [Measured] = [(0.05, 0.3), (0.5, 0.9), (0.4, 0.95)]
    try results(front + behind + [(2, 20)], Goals(objectives: objectives, limits: [limit])) { (results) throws in
      #expect(try results.top(3).map(\.number) == [11, 1, 6])
      #expect(try Set(results.top(5).map(\.number)).isSuperset(of: [11, 1, 6]))
      let all = try results.top(99).map(\.number)
      #expect(Set(all.prefix(11)) == Set(1...11) && Set(all[11..<13]) == [12, 13])
      #expect(all.suffix(2) == [14, 15] && all.count == 15)
    }
  }

  @Test func `the hypervolume is the area between the front and a reference`() throws {
    let trials: [Measured] = [(0.9, 30), (0.7, 9), (0.6, 5), (0.5, 6)]
    try results(trials, Goals(objectives: objectives, limits: [limit])) { (results) throws in
      // 0.7 x (10 - 9) and the part of the second that is not in it: 0.6 x (9 - 5).
      let volume = try results.hypervolume(reference: ["accuracy": 0, "latency": 10])
      #expect(abs(volume - (0.7 + 2.4)) < 1e-12)
      // The worst seen: 0.5 and 30.
      let seen = try results.hypervolume()
      #expect(abs(seen - (0.2 * 21 + 0.1 * 4)) < 1e-12)
      #expect(try results.hypervolume(reference: ["accuracy": 0.95]) == 0)
      #expect(throws: GoalUseError.unknownObjective("flops", known: ["accuracy", "latency"])) {
        try results.hypervolume(reference: ["flops": 1])
      }
      #expect(throws: GoalUseError.self) { try results.hypervolume(reference: ["latency": .infinity]) }
    }
    try results([], Goals(objectives: objectives)) { (results) throws in
      #expect(try results.hypervolume() == 0)
      #expect(try results.front().isEmpty && results.top(3).isEmpty)
      #expect(try results.hypervolume(reference: ["accuracy": 0, "latency": 1]) == 0)
    }
  }

  @Test func `goals come back from the store, and what cannot be read is named`() throws {
    let goals = Goals(
      objectives: objectives, limits: [limit, HardLimit(metric: "accuracy", side: .atLeast, bound: 0.1 + 0.2)])
    let text = try #require(goals.document).text
    #expect(try Goals(document: JSON(parsing: text)) == goals)
    #expect(try Goals(document: .null) == Goals() && Goals(document: nil) == Goals())
    #expect(throws: StoredGoalsError.self) {
      try Goals(document: ["limits": [["metric": "a", "side": "between", "bound": 1]]])
    }
  }
}

/// What a controller hears of trials in the store.
@Suite struct StoredOutcomeTests {
  private let goals = Goals(limits: [HardLimit(metric: "ms", side: .atMost, bound: 10)])

  @Test func `each end in the store is an end for the controller`() {
    func outcome(_ state: TrialState, _ reward: Double? = nil, _ failure: TrialFailure? = nil)
      -> TrialResult.Outcome?
    {
      TrialResult.Outcome(state: state, reward: reward, metrics: ["ms": 15], failure: failure, goals: goals)
    }
    #expect(outcome(.completed, 0.5) == .completed(Score(reward: 0.5, excesses: [0.5])))
    #expect(outcome(.stopped) == .stopped(nil))
    #expect(outcome(.stopped, 0.3) == .stopped(Score(reward: 0.3, excesses: [0.5])))
    #expect(outcome(.infeasible) == .infeasible)
    #expect(outcome(.failed, nil, .outOfMemory) == .failed(.outOfMemory))
    #expect(outcome(.failed, nil, .timedOut) == .failed(.timedOut))
    #expect(outcome(.pending) == nil && outcome(.running) == nil)
  }

  @Test
  func `what controllers are told of a failure is known to the store, and blames no architecture for the machine`()
  {
    for kind in FailureKind.allCases { #expect(TrialFailure(kind).kind == kind) }
    #expect(
      TrialFailure.allCases.filter { $0.kind == .machine } == [.deviceLost, .lost, .notStarted])
  }
}

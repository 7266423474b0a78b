import SearchEngine
import Testing
import TrialStore

@testable import LunasLua

/// Where a search's plan has its times from.
@Suite(.timeLimit(.minutes(5))) struct PlanTests {
  private static let keys =
    "trainer = function(arch) return { r = 1 } end, trials = { max = 20, parallel = 2 }, proxy = { epochs = 2 }, full = { epochs = 8 }"

  /// Stores completed trials of an hour each, or of as many hours as given.
  private func store(_ name: String, of kind: String?, hours: [Double], in session: Session) throws {
    let store = try session.context.environment().store
    let record = try store.createSearch(
      name: name, stage: kind == "noise" ? 1 : 2, parent: nil, seed: 0,
      spec: kind.map { ["run": ["kind": .string($0), "of": "k"]] } ?? [:])
    for (place, hours) in hours.enumerated() {
      try store.propose(search: record.id, number: place + 1, architecture: "\(place)", begins: true)
      try store.finish(
        search: record.id, number: place + 1, state: .completed, reward: 1, metrics: [:], reason: nil,
        startedAt: 1000, endedAt: 1000 + hours * 3600)
    }
  }

  @Test func `repeats and the baseline tell what trainings take, until the search does itself`() async throws {
    let session = try await Session()
    try await session.define(Self.keys)
    try store("k-noise", of: "noise", hours: [1, 3], in: session)
    try store("k-baseline", of: "baseline", hours: [90], in: session)
    try store("k-baseline-2", of: "baseline", hours: [], in: session)
    try store("k-other", of: nil, hours: [500], in: session)
    let plan = "local p = s:plan()"
    #expect(try await session.text("\(plan) return p.search.days * 24") == "20.0")
    #expect(try await session.text("\(plan) return p.full.gpu_hours") == "900.0")
    let notes = try await session.text("\(plan) return table.concat(p.notes, '\\n')")
    #expect(notes.contains("the time of a trial is that of 2 completed trials of 'k-noise'"))
    #expect(notes.contains("the time of a full training is that of 1 completed trial of 'k-baseline'"))
    // What stage 2 took counts for more than the baseline; what is given counts for more than both, without a word.
    try store("k-full", of: nil, hours: [50, 70], in: session)
    #expect(try await session.text("\(plan) return p.full.gpu_hours") == "600.0")
    let given = "local p = s:plan { trial_hours = 1, full = { hours = 20 } }"
    #expect(try await session.text("\(given) return p.search.gpu_hours + p.full.gpu_hours") == "220.0")
    #expect(try await !session.text("\(given) return table.concat(p.notes, '\\n')").contains("completed trial"))
    // An hour and the trials that it did itself.
    #expect(try await session.text("s:run() return #s:trials()") == "20")
    #expect(
      try await session.text("\(plan) return table.concat(p.notes, '\\n')").contains(
        "of 20 completed trials of 'k'"))
  }
}

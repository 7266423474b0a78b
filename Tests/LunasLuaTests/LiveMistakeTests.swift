import LuaHost
import SearchEngine
import Testing
import TrialStore

@testable import LunasLua

/// What goes wrong in the background is heard, and what cannot be done says why.
@Suite(.timeLimit(.minutes(5))) struct LiveMistakeTests {
  private let gated = "trainer = function(arch) gate() return { r = arch.a } end"
  private let quick = "trainer = function(arch) return { r = arch.a } end"

  @Test func `a call at the wrong time says what to do`() async throws {
    let session = try await Session()
    try await session.define(gated + ", trials = { max = 1 }")
    #expect(
      await session.error("s:wait()").hasSuffix(
        "was never started; call search:start() first, or search:run() to start it and wait"))
    #expect(await session.error("s:stop()").hasSuffix("so there is nothing to stop; call search:start() first"))
    try await session.text("s:start()")
    #expect(
      await session.error("s:start()").contains(
        "typed:1: the search 'k' already runs; wait for it with search:wait()"))
    session.gate.set(true)
    try await session.text("s:wait()")
    #expect(
      await session.error("s:stop()").hasSuffix("has ended already (completed), so there is nothing to stop"))
    #expect(await session.error("s:start()").contains("the search 'k' exists already (completed)"))
  }

  @Test func `a search whose program is gone is not waited for`() async throws {
    let session = try await Session()
    try await session.define(quick)
    let store = try session.context.environment().store
    _ = try store.createSearch(name: "k", stage: 1, parent: nil, seed: 0, spec: [:])
    #expect(
      await session.error("s:wait()").hasSuffix("the program that ran it is gone; go on with search:start()"))
    #expect(try await session.text("return s:status().state") == "interrupted")
  }

  @Test func `a reward that fails is heard of`() async throws {
    let session = try await Session()
    try await session.text(
      """
      s = nas.search { name = 'k', space = { a = nas.int(1, 9) }, \(quick), trials = { max = 3 },
        reward = function(metrics) error('no idea') end }
      """)
    #expect(
      try await session.text("return s:start():wait()") == "max_failed: the limit of 1 failed trial is reached")
    #expect(session.complaints == ["k: typed:2: no idea"])
    #expect(session.context.outcome == .failed(reason: "max_failed: the limit of 1 failed trial is reached"))
  }

  @Test func `a reward and a stop rule that do not answer are ended, and that is heard of`() async throws {
    let session = try await Session(answerLimit: .milliseconds(50))
    try await session.text(
      """
      s = nas.search { name = 'k', space = { a = nas.int(1, 9) }, \(quick), trials = { max = 2, max_failed = 5 },
        reward = function() while true do end end, stop = { function() while true do end end } }
      """)
    #expect(try await session.text("return s:start():wait()") == "all 2 trials are done, and none was completed")
    // On a busy machine the clock asks the rule before the first trial has ended.
    #expect(
      session.complaints.sorted() == [
        "k: the reward function ran longer than 0.05 seconds without an answer",
        "k: the reward function ran longer than 0.05 seconds without an answer",
        "k: the stop rule stop[1] failed and is ignored: it ran longer than 0.05 seconds without an answer",
      ])
  }

  @Test func `a trainer that runs too long is ended, and that is heard of`() async throws {
    let session = try await Session()
    try await session.define(
      "trainer = function() while true do end end, trials = { max = 2, max_failed = 5, timeout = 0.05 }")
    #expect(try await session.text("return s:start():wait()") == "all 2 trials are done, and none was completed")
    #expect(
      session.complaints == Array(repeating: "k: timed out: it ran longer than its limit of 0.05 s", count: 2))
  }

  @Test func `a trainer that never gives way ends when the search is stopped`() async throws {
    let session = try await Session()
    try await session.define("trainer = function() gate() while true do pcall(gate) end end, trials = { max = 1 }")
    try await session.text("s:start()")
    try await session.until { try await session.text("return s:status().running") == "1" }
    let stopping = Task { try await session.text("return s:stop()") }
    #expect(try await stopping.value == "interrupted")
  }

  @Test func `a search that breaks off is heard of and goes on`() async throws {
    let session = try await Session()
    try await session.define(gated + ", trials = { max = 2 }")
    try await session.text("s:start()")
    try await session.until { try await session.text("return s:status().running") == "1" }
    // Somebody else writes to its history.
    let store = try session.context.environment().store
    try store.finish(search: 1, number: 1, state: .infeasible, reward: nil, metrics: [:], reason: "elsewhere")
    session.gate.set(true)
    #expect(await session.error("s:wait()").contains("trial 1 cannot become completed"))
    #expect(session.complaints.count == 1)
    #expect(session.complaints.first?.hasPrefix("k broke: trial 1 cannot become completed") == true)
    await #expect(throws: Never.self) { try await session.context.waitForAll() }
    #expect(try await session.text("return s:status().state") == "interrupted")
    #expect(try await session.text("return s:start():wait()") == "all 2 trials are done")
  }

  @Test(arguments: ["wait", "stop", "run"])
  func `a search does not wait for itself`(method: String) async throws {
    let session = try await Session()
    try await session.define(quick + ", trials = { max = 2 }, stop = { function() return s:\(method)() end }")
    #expect(try await session.text("return s:start():wait()") == "all 2 trials are done")
    #expect(session.complaints.count == 1)
    #expect(session.complaints.first?.contains("which would wait for ever") == true)
  }
}

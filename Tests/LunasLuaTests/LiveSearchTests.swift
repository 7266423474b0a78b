import Foundation
import LuaHost
import SearchEngine
import Testing
import TrialStore

@testable import LunasLua

/// Searches that run while the prompt stays free.
@Suite(.timeLimit(.minutes(5))) struct LiveSearchTests {
  /// A trainer that waits for the test before it ends.
  private let gated = "trainer = function(arch) gate() return { r = arch.a } end"
  private let quick = "trainer = function(arch) return { r = arch.a } end"

  @Test func `start returns at once, and the state answers while the search runs`() async throws {
    let session = try await Session()
    try await session.define(gated + ", trials = { max = 4, parallel = 2 }")
    #expect(try await session.text("return s:start()") == "Search(k)")
    try await session.until { try await session.text("return s:status().running") == "2" }
    #expect(try await session.text("return s:status().state") == "running")
    #expect(try await session.text("return 1 + 1") == "2")
    #expect(session.context.backgroundSearches.map(\.name) == ["k"])
    #expect(session.context.backgroundSearches.first?.progress?.max == 4)
    session.gate.set(true)
    #expect(try await session.text("return s:wait()") == "all 4 trials are done")
    #expect(try await session.text("return s:wait()") == "all 4 trials are done")
    #expect(session.context.backgroundSearches.isEmpty)
  }

  @Test func `run waits for a search that runs in the background`() async throws {
    let session = try await Session()
    try await session.define(gated + ", trials = { max = 2 }")
    try await session.text("s:start()")
    let running = Task { try await session.text("return s:run()") }
    session.gate.set(true)
    #expect(try await running.value == "all 2 trials are done")
    #expect(session.heard.count { if case .began = $0 { true } else { false } } == 1)
  }

  @Test(arguments: ["wait", "run"])
  func `an interrupted wait leaves the search running`(method: String) async throws {
    let session = try await Session()
    try await session.define(gated + ", trials = { max = 2, parallel = 2 }")
    try await session.text("s:start()")
    let run = LuaRun()
    let waiting = Task { try await session.text("waits = true return s:\(method)()", in: run) }
    try await session.until { try await session.text("return waits") == "true" }
    run.interrupt()
    let error = await #expect(throws: LuaError.self) { try await waiting.value }
    #expect(error?.description == "interrupted")
    #expect(try await session.text("return s:status().state") == "running")
    session.gate.set(true)
    #expect(try await session.text("return s:wait()") == "all 2 trials are done")
  }

  @Test(arguments: [nil, "/a/script.lua"])
  func `a stopped search goes on, and nothing is run twice`(script: String?) async throws {
    let session = try await Session(script: script)
    try await session.define(
      """
      trials = { max = 10, parallel = 2 }, trainer = function(arch)
        begun = (begun or 0) + 1
        if begun > 4 then gate() end
        done = done or {}
        done[arch.a] = (done[arch.a] or 0) + 1
        return { r = arch.a }
      end
      """)
    try await session.text("s:start()")
    try await session.until { try await session.text("return begun") == "6" }
    #expect(try await session.text("return s:stop('lunch')") == "lunch")
    #expect(try await session.text("return s:wait()") == "lunch")
    let status = try await session.text("return s:status()")
    #expect(status.hasPrefix("k: interrupted (lunch), stage 1\n  trials  4 of 10 ended: 4 completed, 0 failed\n"))
    #expect(status.hasSuffix("search:start() goes on with it"))
    let store = try session.context.environment().store
    #expect(try store.counts(search: 1) == [.completed: 4, .pending: 2])
    session.gate.set(true)
    #expect(try await session.text("return s:start():wait()") == "all 10 trials are done")
    #expect(try await session.text("local n = 0 for _, t in pairs(done) do n = n + t end return n") == "10")
    #expect(try store.trials(search: 1).map(\.attempt).reduce(0, +) == 12)
    #expect(Set(try store.trials(search: 1).map(\.architecture)).count == 10)
  }

  @Test func `trainers that are processes are stopped and go on, again and again`() async throws {
    let session = try await Session()
    try await session.define(
      """
      trials = { max = 3, parallel = 3 },
      trainer = { '/bin/sh', '-c', [[echo "{\\"r\\":$1}" >> $LUNAS_METRICS; test -e $LUNAS_TRIAL_DIR/../../go || exec sleep 100]],
        'sh', '{arch.a}' }
      """)
    for _ in 1...3 {
      try await session.text("s:start()")
      try await session.until { try await session.text("return s:status().running") == "3" }
      #expect(try await session.text("return s:stop()") == "interrupted")
      #expect(try await session.text("return s:status().running") == "0")
    }
    try "".write(toFile: session.folder + "/searches/k/go", atomically: true, encoding: .utf8)
    #expect(try await session.text("return s:start():wait()") == "all 3 trials are done")
    #expect(session.complaints.isEmpty)
  }

  @Test func `a rule that is typed later ends a search that runs`() async throws {
    let session = try await Session()
    try await session.define(
      quick + ", trials = { max = 100000 }, stop = { function(view) return rule and rule(view) end }")
    try await session.text("s:start()")
    try await session.until { try await session.text("return s:status().ended > 3") == "true" }
    try await session.text("rule = function(view) return view.ended > 5 and 'seen enough' end")
    #expect(try await session.text("return s:wait()") == "stop[1]: seen enough")
  }

  @Test func `searches run beside each other`() async throws {
    let session = try await Session()
    for name in ["a", "b", "c"] {
      try await session.define(gated + ", trials = { max = 2 }", name: name)
      try await session.text("\(name) = s:start()")
    }
    #expect(session.context.backgroundSearches.map(\.name) == ["a", "b", "c"])
    session.gate.set(true)
    try await session.context.waitForAll()
    for name in ["a", "b", "c"] {
      #expect(try await session.text("return \(name):status().state") == "completed")
    }
  }

  @Test func `a search that failed decides the outcome, whichever ended last`() async throws {
    let session = try await Session()
    try await session.define(
      "trainer = function() gate() error('bad') end, trials = { max = 1 }", name: "a")
    try await session.text("s:start()")
    try await session.define(quick + ", trials = { max = 300 }", name: "b")
    try await session.text("s:start()")
    session.gate.set(true)
    try await session.context.waitForAll()
    #expect(session.context.outcome == .failed(reason: "max_failed: the limit of 1 failed trial is reached"))
  }

  @Test func `a script that is resumed does not start again what has ended`() async throws {
    let session = try await Session(script: "/a/script.lua", isResuming: true)
    try await session.define(quick + ", trials = { max = 2 }")
    for _ in 1...2 { #expect(try await session.text("return s:start():wait()") == "all 2 trials are done") }
    #expect(session.heard.count { if case .began = $0 { true } else { false } } == 1)
  }

  @Test func `everything is interrupted in good order`() async throws {
    let session = try await Session()
    for name in ["a", "b"] {
      try await session.define(gated + ", trials = { max = 2 }", name: name)
      try await session.text("\(name) = s:start()")
    }
    try await session.until { try await session.text("return a:status().running + b:status().running") == "2" }
    await session.context.interruptAll()
    #expect(session.context.backgroundSearches.isEmpty)
    #expect(try await session.text("return a:status().state .. b:status().state") == "interruptedinterrupted")
  }

  @Test func `cancelling the wait for all interrupts them`() async throws {
    let session = try await Session()
    try await session.define(gated + ", trials = { max = 2 }")
    try await session.text("s:start()")
    try await session.until { try await session.text("return s:status().running") == "1" }
    let waiting = Task { try await session.context.waitForAll() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    #expect(try await session.text("return s:status().state") == "interrupted")
  }
}

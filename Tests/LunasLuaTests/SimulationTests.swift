import Foundation
import LuaHost
import Testing

@testable import LunasLua

/// Simulated searches in a session: they can be interrupted, and block nobody.
@Suite(.timeLimit(.minutes(5))) struct SimulationTests {
  private func interrupt(_ source: String) async throws {
    let session = try await Session()
    let run = LuaRun()
    let task = Task { try await session.text(source, in: run) }
    try await Task.sleep(for: .milliseconds(100))
    run.interrupt()
    let error = await #expect(throws: LuaError.self) { try await task.value }
    #expect("\(try #require(error))" == "interrupted")
    // What was interrupted would run for hours: the time limit of the suite tells whether it was.
    #expect(try await session.text("return 1 + 1") == "2")
  }

  private static let keys = "space = { a = nas.int(1, 1000000000) }, reward = 'r', controller = 'random'"

  @Test(arguments: [
    "trainer = function() while true do end end",
    "trainer = function() return { r = 1 } end, trials = { max = 1000000000 }",
    "trainer = function() return { r = 1 } end, duration = function() while true do end end",
    "trainer = function() return { r = 1 } end, stop = { function() while true do end end }",
    "trainer = function() error('no') end, trials = { max = 1000000000, max_failed = 1000000000 }",
  ])
  func `an interrupt ends a simulation at once`(keys: String) async throws {
    try await interrupt("return nas.simulate { \(Self.keys), \(keys) }")
  }

  @Test func `an interrupt ends a constraint that never answers`() async throws {
    try await interrupt(
      """
      local space = nas.space({ a = nas.int(1, 9) }):where(function() while true do end end)
      return nas.simulate { space = space, reward = 'r', controller = 'random', trainer = function() return { r = 1 } end }
      """)
  }

  @Test func `an interrupt ends a comparison at once`() async throws {
    try await interrupt(
      """
      return nas.compare { space = { a = nas.int(1, 1000000000) }, reward = 'r', controllers = { 'random' }, seeds = 1000,
        trainer = function() return { r = 1 } end, trials = { max = 1000000 } }:run()
      """)
  }

  @Test func `a simulation runs beside others, and beside a search`() async throws {
    let session = try await Session()
    try await session.define("trainer = function(arch) gate() return { r = arch.a } end, trials = { max = 3 }")
    try await session.text("s:start()")
    let source = """
      local sim = nas.simulate { space = { a = nas.int(1, 1000) }, reward = 'r', seed = SEED,
        trainer = function(arch) return { r = arch.a } end, trials = { max = 50, parallel = 5 } }
      return #sim .. ' ' .. sim.elapsed
      """
    let results = try await withThrowingTaskGroup(of: String.self) { group in
      for seed in 1...8 {
        group.addTask { try await session.text(source.replacing("SEED", with: "\(seed)")) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results == [String](repeating: "50 10.0", count: 8))
    session.gate.set(true)
    #expect(try await session.text("return s:wait()") == "all 3 trials are done")
  }

  @Test func `a simulation touches no workspace`() async throws {
    let session = try await Session()
    _ = try await session.text(
      "return nas.simulate { space = { a = nas.int(1, 9) }, reward = 'r', trainer = function() return { r = 1 } end }"
    )
    #expect(throws: (any Error).self) { try FileManager.default.attributesOfItem(atPath: session.folder) }
  }
}

import LuaHost
import SearchEngine
import Testing
import TrialStore

@testable import LunasLua

/// Searches whose controller is a table of Lua functions.
@Suite(.timeLimit(.minutes(5))) struct LuaControllerTests {
  private let quick = "trainer = function(arch) return { r = arch.a, b = 1 } end"

  @Test func `a controller sees the trials, those in flight and the space`() async throws {
    let session = try await Session()
    try await session.define(
      """
      trainer = function(arch) if arch.a == 1 then gate() end return { r = arch.a, b = 1 } end,
      trials = { max = 4, parallel = 2 }, controller = { ask = function(h)
        if h.number == 4 then
          seen = { #h, h[1].number, h[1].arch.a, h[1].reward, h[1].metrics.b, h[1].state, h.best.number, h.best.reward,
            #h.running, h.running[1].a, h.max, h.space:size(), h:was_proposed { a = 1 }, h:was_proposed { a = 9 } }
          session_may_go_on = true
        end
        return { a = h.number }
      end }
      """)
    try await session.text("s:start()")
    try await session.until { try await session.text("return session_may_go_on") == "true" }
    session.gate.set(true)
    try await session.text("s:wait()")
    #expect(
      try await session.text(
        "for i, v in ipairs(seen) do seen[i] = tostring(v) end return table.concat(seen, ' ')")
        == "2 2 2 2.0 1.0 completed 3 3.0 1 1 4 1000 true false")
  }

  @Test func `the same seed gives the same search, and another seed another one`() async throws {
    let session = try await Session()
    func proposals(_ name: String, seed: Int) async throws -> String {
      try await session.define(
        """
        \(quick), seed = \(seed), trials = { max = 8 }, controller = { ask = function(h)
          if h:random() < 0.3 then return h:sample() end
          local arch = { a = h:random(1000) }
          return h:was_proposed(arch) and h.space:mutate(arch, h:seed()) or arch
        end }
        """, name: name)
      try await session.text("s:run()")
      return try await session.text(
        "local all = {} for i, t in ipairs(s:trials()) do all[i] = t.architecture.a end return table.concat(all, ' ')"
      )
    }
    let first = try await proposals("a", seed: 1)
    #expect(try await proposals("b", seed: 1) == first)
    #expect(try await proposals("c", seed: 2) != first)
  }

  @Test(arguments: [
    "{ ask = ask, tell = tell }", "function(space) sum = 0 return { ask = ask, tell = tell } end",
  ])
  func `a stopped search tells its state again, and asks for no past trial again`(controller: String) async throws
  {
    let session = try await Session()
    try await session.text(
      """
      sum, asked = 0, 0
      function ask(h) asked = asked + 1 return { a = asked } end
      function tell(t) sum = sum + t.reward end
      """)
    try await session.define(
      """
      trainer = function(arch) if arch.a == 3 then gate() end return { r = arch.a } end,
      trials = { max = 5, parallel = 1 }, controller = \(controller)
      """)
    try await session.text("s:start()")
    try await session.until { try await session.text("return #s:trials()") == "3" }
    try await session.text("s:stop()")
    session.gate.set(true)
    try await session.text("s:start():wait()")
    #expect(try await session.text("return sum .. ' ' .. asked") == "15.0 5")
  }

  @Test func `a table that another search has told is refused`() async throws {
    let session = try await Session()
    try await session.text("own = { ask = function(h) return h:sample() end, tell = function() end }")
    try await session.define(quick + ", trials = { max = 2 }, controller = own", name: "a")
    try await session.text("s:run()")
    try await session.define(quick + ", trials = { max = 2 }, controller = own", name: "b")
    #expect(
      await session.error("s:run()").contains(
        "the controller 'lua': its tell has heard of the trials of another search; give each search"))
  }

  @Test func `a table that is given to a search again, defined anew, hears only what is new`() async throws {
    let session = try await Session()
    try await session.text(
      "sum = 0 own = { ask = function(h) return h:sample() end, tell = function() sum = sum + 1 end }")
    try await session.define(
      "trainer = function(arch) if #s:trials() == 3 then gate() end return { r = 1 } end, trials = { max = 5 }, "
        + "controller = own")
    try await session.text("s:start()")
    try await session.until { try await session.text("return #s:trials()") == "3" }
    try await session.text("s:stop()")
    try await session.define(quick + ", trials = { max = 6 }, controller = own")
    try await session.text("collectgarbage() s:run()")
    #expect(try await session.text("return sum") == "6")
  }

  @Test func `hard limits are respected by what stands best`() async throws {
    let session = try await Session()
    try await session.define(
      """
      \(quick), trials = { max = 6 }, limits = { nas.at_most('r', 4) },
      controller = { ask = function(h)
        best = h.best and h.best.reward
        beats = h[6 - 1] and h[4]:beats(h[5]) and not h[5]:beats(h[4]) and h[1]:beats(nil)
        return { a = h.number }
      end }
      """)
    try await session.text("s:run()")
    #expect(try await session.text("return best .. ' ' .. tostring(beats)") == "4.0 true")
  }

  @Test func `an architecture may be proposed again where the controller says so`() async throws {
    let session = try await Session()
    try await session.define(
      quick + ", trials = { max = 6 }, controller = { repeats = 3, ask = function(h) "
        + "return { a = h:was_proposed { a = 1 } and 2 or 1 } end }")
    try await session.text("s:run()")
    #expect(try await session.text("return s:top(1)[1].architecture.a .. ' ' .. s:status().ended") == "2 6")
  }

  @Test(arguments: [
    ("error('boom')", "failed: typed:1: boom"),
    ("while true do end", "ran longer than 0.1 seconds without an answer"),
    ("return { a = 5000 }", "gave an architecture that is not of the space: a: no value of this int: 5000"),
    ("return { b = 1 }", "gave an architecture that is not of the space: a table with the keys a expected"),
    (
      "return { a = 1 }",
      "gave an architecture that was proposed before, last as trial 1; ask history:was_proposed(arch) first, or give the "
        + "controller repeats = 2"
    ),
    ("return print", "gave no architecture: a table, string, number or boolean expected, got function"),
    ("return h.bset", "failed: typed:1: unknown field of a History 'bset'; did you mean 'best'?"),
    ("s:wait()", "failed: "),
  ])
  func `a failing controller ends the search in good order, and mended it goes on`(
    body: String, problem: String
  ) async throws {
    let session = try await Session(answerLimit: .milliseconds(100))
    try await session.define(
      "trainer = function(arch) gate() return { r = arch.a } end, trials = { max = 6, parallel = 3 }, "
        + "controller = { name = 'mine', ask = function(h) if h.number < 3 then return { a = h.number } end \(body) end }"
    )
    try await session.text("s:start()")
    try await session.until { !session.complaints.isEmpty }
    // Nothing new is started, and what runs goes on.
    #expect(try await session.text("return s:status().running") == "2")
    #expect(session.complaints[0].contains("nothing more is started; 2 running trials come to an end"))
    session.gate.set(true)
    let error = await session.error("s:wait()")
    #expect(error.contains("the controller 'mine': its ask (typed:1), asked for trial 3, \(problem)"), "\(error)")
    let store = try session.context.environment().store
    #expect(try store.counts(search: 1) == [.completed: 2])
    #expect(try store.search(named: "k")?.state == .interrupted)
    #expect(try store.search(named: "k")?.reason?.contains("the controller 'mine'") == true)
    try await session.define(
      quick + ", trials = { max = 6 }, controller = { name = 'mine', ask = function(h) return h:sample() end }")
    #expect(try await session.text("return s:run()") == "all 6 trials are done")
  }

  @Test(arguments: [
    (
      "tell = function(t) error('boom ' .. t.number) end",
      "its tell (typed:1), told of trial 1, failed: typed:1: boom 1"
    ),
    ("tell = function() while true do end end", "ran longer than 0.1 seconds without an answer"),
  ])
  func `a failing tell is named`(tell: String, problem: String) async throws {
    let session = try await Session(answerLimit: .milliseconds(100))
    try await session.define(
      quick + ", trials = { max = 3 }, controller = { ask = function(h) return h:sample() end, \(tell) }")
    #expect(await session.error("s:run()").contains(problem))
    #expect(try session.context.environment().store.counts(search: 1) == [.completed: 1])
  }

  @Test(arguments: [
    ("{ tell = print }", "controller.ask: function expected, got nil"),
    ("{ ask = 5 }", "controller.ask: function expected, got number"),
    ("{ ask = print, tel = print }", "a known key of a controller expected, got 'tel' (did you mean 'tell'?)"),
    ("{ ask = print, repeats = 0 }", "controller.repeats: at least 1 expected, got 0"),
    (
      "{ population = 5 }",
      "a table with the name of a controller, or with a function 'ask' expected, got one with"
    ),
    ("5", "controller: name, table with name and settings, table with ask, or function expected, got number"),
    ("'zzz'", "a controller of your own is a table: controller = { ask = function(history) ... end }"),
  ])
  func `a mistake in the table is named when the search is defined`(
    controller: String, message: String
  ) async throws {
    let session = try await Session()
    let source =
      "s = nas.search { name = 'k', space = { a = nas.int(1, 9) }, reward = 'r', \(quick), controller = \(controller) }"
    #expect(await session.error(source).contains(message))
  }

  @Test(arguments: [
    ("return 5", "the function at typed:1 gave no controller: table with ask(history) expected, got number"),
    ("return {}", "the function at typed:1 gave no controller: ask: function expected, got nil"),
    ("error('boom')", "the function at typed:1 failed: typed:1: boom"),
  ])
  func `a function that makes no controller is named`(body: String, message: String) async throws {
    let session = try await Session()
    try await session.define(quick + ", controller = function(space) \(body) end")
    #expect(await session.error("s:run()").contains(message))
  }

  @Test func `a controller that only waits for results is asked again when there are some`() async throws {
    let session = try await Session()
    try await session.define(
      quick + ", trials = { max = 9, parallel = 3 }, controller = { ask = function(h) "
        + "if h.number <= 3 or #h.running == 0 then return { a = h.number } end end }")
    #expect(try await session.text("return s:run()") == "all 9 trials are done")
  }
}

import LuaHost
import SearchEngine
import Testing
import TrialStore

@testable import LunasLua

/// Searches that begin with the trials of earlier ones.
@Suite(.timeLimit(.minutes(5))) struct WarmStartTests {
  private let quick = "trainer = function(arch) return { r = arch.a, size = arch.a * 2 } end"

  /// Runs a search `first` over a space of nine with so many trials in the order of the grid.
  private func session(_ count: Int = 5, keys: String = "") async throws -> Session {
    let session = try await Session()
    try await session.text(
      """
      small = nas.space { a = nas.int(1, 9) }
      first = nas.search { name = 'first', space = small, reward = 'r', \(quick), controller = 'grid',
        trials = { max = \(count), max_failed = 99 } \(keys) }
      first:run()
      -- A controller that only looks: what it was told is in `told`.
      function looking()
        told, running = {}, nil
        return function() return {
          tell = function(t) told[#told + 1] = t.number .. ':' .. tostring(t.arch.a) .. '=' .. tostring(t.reward) end,
          ask = function(h)
            running = running or #h.running
            best = h.best and h.best.reward
            return h:sample()
          end } end
      end
      function second(keys)
        local all = { name = 'second', space = small, reward = 'r', \(quick), trials = { max = 2 }, controller = looking() }
        for key, value in pairs(keys) do all[key] = value end
        return nas.search(all)
      end
      """)
    return session
  }

  @Test(arguments: ["'first'", "first", "{ 'first' }", "{ first }", "first:trials()", "{ first:trials() }"])
  func `a controller is told of the trials of an earlier search, and none is trained again`(
    source: String
  ) async throws {
    let session = try await session()
    try await session.text("s = second { warm_start = \(source) } s:run()")
    #expect(
      try await session.text("return table.concat(told, ' ', 1, 5)")
        == "-4:1=1.0 -3:2=2.0 -2:3=3.0 -1:4=4.0 0:5=5.0")
    #expect(try await session.text("return #told .. ' ' .. running") == "7 0")
    #expect(
      try await session.text(
        "for _, t in ipairs(s:trials()) do assert(t.architecture.a > 5) end return #s:trials()")
        == "2")
    let name = source.contains("trials()") ? "a list of trials" : "'first'"
    #expect(session.complaints == ["second: warm start from \(name): 5 trials taken over"])
  }

  @Test(arguments: [
    (
      "{ 'first', 'first' }", "'first': 5 trials taken over",
      "'first': 0 trials taken over, 5 were taken over already"
    ),
    (
      "{ first, first:top(2) }", "'first': 5 trials taken over",
      "a list of trials: 0 trials taken over, 2 were taken over already"
    ),
    ("{ first:top(1), first:trials() }", "a list of trials: 5 trials taken over, 1 was taken over already", nil),
  ])
  func `a trial that is given twice is taken once`(source: String, first: String, second: String?) async throws {
    let session = try await session()
    try await session.text("s = second { warm_start = \(source) } s:run()")
    #expect(try await session.text("return #told") == "7")
    #expect(session.complaints == [first, second].compactMap(\.self).map { "second: warm start from " + $0 })
  }

  @Test func `they count neither as trials of the new search nor as its best`() async throws {
    let session = try await session(9)
    try await session.text(
      """
      s = nas.search { name = 'second', space = { a = nas.int(1, 20) }, reward = function() return -1 end,
        trainer = function(arch) return { r = 0 } end, warm_start = 'first', trials = { max = 3 },
        stop = { function(view) seen = view.ended .. ' ' .. view.best.reward return false end } }
      s:run()
      """)
    #expect(try await session.text("return seen") == "3 -1.0")
    #expect(try await session.text("return s:status().ended .. ' ' .. #s:trials()") == "3 3")
  }

  @Test func `rewards are those of the new search`() async throws {
    let session = try await session(3)
    try await session.text(
      "s = second { warm_start = 'first', reward = function(metrics) return 100 - metrics.size end } s:run()")
    #expect(try await session.text("return table.concat(told, ' ', 1, 3)") == "-2:1=98.0 -1:2=96.0 0:3=94.0")
  }

  @Test func `trials whose metrics do not do are left out and may be trained again, which is said`() async throws {
    let session = try await session(3)
    try await session.text(
      "s = second { warm_start = { 'first', { { arch = { a = 7 }, reward = 0.5 } } }, reward = 'latency' } s:run()"
    )
    #expect(try await session.text("return told[1]") == "0:7=0.5")
    #expect(
      session.complaints.prefix(2) == [
        "second: warm start from 'first': 0 trials taken over, 3 have no reward here (the trainer reported no metric "
          + "'latency', only r, size)", "second: warm start from a list of trials: 1 trial taken over",
      ])
  }

  @Test func `failed and infeasible trials are told as such`() async throws {
    let session = try await session(1)
    try await session.text(
      """
      states = {}
      s = second { warm_start = {
          { id = 1, architecture = { a = 1 }, state = 'failed', failure = 'out_of_memory', metrics = {} },
          { id = 2, architecture = { a = 2 }, state = 'infeasible', metrics = {} },
          { id = 3, architecture = { a = 3 }, state = 'running', metrics = {} } },
        controller = { tell = function(t) states[#states + 1] = t.state .. ' ' .. tostring(t.failure) end,
          ask = function(h) return h:sample() end } }
      s:run()
      """)
    #expect(
      try await session.text("return table.concat(states, ', ', 1, 3)")
        == "failed out_of_memory, infeasible nil, completed nil")
  }

  @Test func `a part of a space and the whole know each other's trials`() async throws {
    let session = try await Session()
    try await session.text(
      """
      whole = nas.space { encoder = { a = nas.int(1, 4) }, head = nas.one_of { 'x', 'y' } }
      local function search(name, space, from)
        return nas.search { name = name, space = space, reward = 'r', controller = 'grid', trials = { max = 100 },
          trainer = function(arch) return { r = arch.encoder.a } end, warm_start = from }
      end
      part = search('part', whole:only 'encoder', {}) part:run()
      all = search('all', whole, part) all:run()
      again = search('again', whole:only('encoder', { base = { encoder = { a = 1 }, head = 'y' } }), all) again:run()
      """)
    // Four of eight are known from the part, and of the eight those with another head do not fit the other part.
    #expect(
      try await session.text("return #part:trials() .. ' ' .. #all:trials() .. ' ' .. #again:trials()") == "4 4 0")
    #expect(
      session.complaints == [
        "all: warm start from 'part': 4 trials taken over", "again: warm start from 'all': 4 trials taken over",
      ])
  }

  @Test func `another space takes what fits it, and the rest is counted`() async throws {
    let session = try await session(9)
    try await session.text(
      "s = second { warm_start = 'first', space = { a = nas.one_of { 2, 4, 'none' } } } s:run()")
    #expect(try await session.text("return table.concat(told, ' ', 1, 2)") == "-1:2=2.0 0:4=4.0")
    #expect(
      session.complaints.first == "second: warm start from 'first': 2 trials taken over, 7 do not fit the space")
  }

  @Test(arguments: ["auto", "evolution", "tpe"])
  func `a search that goes on begins with the same, whatever became of the earlier one`(
    controller: String
  ) async throws {
    let session = try await session(4)
    try await session.text(
      "s = second { warm_start = 'first', trials = { max = 4 }, controller = '\(controller)', seed = 9 }")
    try await session.text("s:run()")
    let proposals =
      "local all = {} for i, t in ipairs(s:trials()) do all[i] = t.architecture.a end return table.concat(all, ' ')"
    let straight = try await session.text(proposals)
    let store = try session.context.environment().store
    // The same again, with a stop in the middle and an earlier search that has gone on meanwhile.
    try await session.text(
      """
      s = nas.search { name = 'third', space = small, reward = 'r', trials = { max = 4 }, seed = 9, warm_start = 'first',
        controller = '\(controller)',
        trainer = function(arch) count = (count or 0) + 1 if count == 3 then gate() end return { r = arch.a } end }
      s:start()
      """)
    try await session.until { try await session.text("return count") == "3" }
    try await session.text("s:stop()")
    try store.propose(search: 1, number: 5, architecture: "8")
    try store.finish(search: 1, number: 5, state: .completed, reward: 99, metrics: ["r": 99], reason: nil)
    session.gate.set(true)
    try await session.text("s:start():wait()")
    #expect(try await session.text(proposals) == straight)
    #expect(try store.earlier(search: 3).map(\.number) == [-3, -2, -1, 0])
  }

  @Test(arguments: [
    ("'frist'", "there is no search 'frist' in this workspace; known: first"),
    ("first:train()", "'first-full' is full training; warm_start takes searches on the proxy task"),
    ("5", "warm_start: search's name, search, or list of them and of trials expected, got number"),
    ("{ 'first', 5 }", "warm_start[2]: search, its name or trial expected, got number"),
    ("{ { { arch = { a = 1 } } } }", "a trial with a reward, metrics or a state expected, got"),
    ("{ { arch = { a = 1 }, state = 'compleated' } }", "the state of a trial expected, got 'compleated'"),
  ])
  func `a mistake is named before anything starts`(source: String, message: String) async throws {
    let session = try await session(2, keys: ", full = {}")
    try await session.text("first:train { top = 1 }:run()")
    #expect(await session.error("second { warm_start = \(source) }:run()").contains(message))
    #expect(try session.context.environment().store.search(named: "second") == nil)
  }
}

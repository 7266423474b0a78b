import LuaHost
import SearchEngine
import Testing
import TrialStore

@testable import LunasLua

/// Architectures that somebody wants to be trained next.
@Suite(.timeLimit(.minutes(5))) struct EnqueueTests {
  private let gated = "trainer = function(arch) gate() return { r = arch.a } end"
  private let quick = "trainer = function(arch) return { r = arch.a } end"

  /// The values of `a` that were trained, in the order of the trials.
  private func trained(_ session: Session, _ search: String = "s") async throws -> String {
    try await session.text(
      """
      local all = {} for i, t in ipairs(\(search):trials()) do all[i] = t.architecture.a end
      return table.concat(all, ' ')
      """)
  }

  @Test func `what is enqueued before the start is trained first, and then the controller is asked`() async throws
  {
    let session = try await Session()
    try await session.define(quick + ", trials = { max = 5 }, controller = 'grid', enqueue = { { a = 900 } }")
    #expect(try await session.text("return s:enqueue(s:space():default())") == "1 taken")
    #expect(try await session.text("return s:enqueue { { a = 7 }, { a = 2 } }") == "2 taken")
    #expect(
      try await session.text("return s:enqueue { { a = 3 }, { a = 7 } }")
        == "1 taken; left out: [2], which is enqueued already")
    try await session.text("s:run()")
    #expect(try await trained(session) == "900 1 7 2 3")
  }

  @Test func `what is enqueued counts as proposed for the controller`() async throws {
    let session = try await Session()
    try await session.define(quick + ", trials = { max = 4 }, controller = 'grid', enqueue = { { a = 2 } }")
    try await session.text("s:run()")
    #expect(try await trained(session) == "2 1 3 4")
  }

  @Test func `a running search takes it as soon as there is room`() async throws {
    let session = try await Session()
    try await session.define(
      """
      trials = { max = 6, parallel = 1 }, controller = 'grid',
      trainer = function(arch) if arch.a == 2 then gate() end return { r = arch.a } end
      """)
    try await session.text("s:start()")
    try await session.until { try await session.text("return #s:trials()") == "2" }
    #expect(
      try await session.text("return s:enqueue { { a = 500 }, { a = 1 }, { a = 400 } }")
        == "2 taken; left out: [2], which trial 1 has")
    session.gate.set(true)
    try await session.text("s:wait()")
    #expect(try await trained(session) == "1 2 500 400 3 4")
  }

  @Test func `it wakes a search whose controller has nothing left`() async throws {
    let session = try await Session()
    try await session.text(
      """
      s = nas.search { name = 'k', space = { a = nas.int(1, 9) }, reward = 'r', \(gated), trials = { max = 9, parallel = 3 },
        controller = { name = 'two', ask = function(h) if h.number <= 2 then return { a = h.number } end end } }
      s:start()
      """)
    try await session.until { try await session.text("return #s:trials()") == "2" }
    try await session.text("s:enqueue { a = 9 }")
    try await session.until { try await session.text("return s:status().running") == "3" }
    session.gate.set(true)
    #expect(
      await session.error("s:wait()").contains("'two': its ask (typed:2), asked for trial 4, gave nil while"))
    #expect(try await trained(session) == "1 2 9")
  }

  @Test func `repeats train one architecture several times, however often that is said`() async throws {
    let session = try await Session()
    try await session.define(quick + ", trials = { max = 6 }, controller = 'grid'")
    #expect(try await session.text("return s:enqueue({ a = 5 }, { repeats = 3 })") == "3 taken")
    #expect(
      try await session.text("return s:enqueue({ a = 5 }, { repeats = 3 })")
        == "0 taken; left out: [1], which is enqueued already")
    #expect(try await session.text("return s:enqueue({ a = 5 }, { repeats = 4 }).taken") == "1")
    try await session.text("s:run()")
    #expect(try await trained(session) == "5 5 5 5 1 2")
  }

  @Test func `trials of another search are taken as architectures`() async throws {
    let session = try await Session()
    try await session.define(quick + ", trials = { max = 3 }, controller = 'grid'", name: "first")
    try await session.text("first = s first:run()")
    try await session.define(quick + ", trials = { max = 3 }, controller = 'grid'", name: "second")
    #expect(try await session.text("return s:enqueue(first:top(2))") == "2 taken")
    #expect(try await session.text("return s:enqueue(first:trials()[1])") == "1 taken")
    try await session.text("s:run()")
    #expect(try await trained(session) == "3 2 1")
  }

  @Test func `an interrupted search keeps what is enqueued, and goes on with it`() async throws {
    let session = try await Session()
    try await session.define(gated + ", trials = { max = 5, parallel = 1 }, controller = 'grid'")
    try await session.text("s:start()")
    try await session.until { try await session.text("return s:status().running") == "1" }
    try await session.text("s:enqueue { a = 700 }")
    try await session.text("s:stop()")
    #expect(try await session.text("return s:enqueue { { a = 600 }, { a = 700 } }").hasPrefix("1 taken"))
    let store = try session.context.environment().store
    #expect(try store.enqueued(search: 1).map(\.architecture) == ["699", "599"])
    session.gate.set(true)
    try await session.text("s:start():wait()")
    #expect(try await trained(session) == "1 700 600 2 3")
    #expect(try store.enqueued(search: 1).isEmpty)
  }

  @Test func `what the controller proposed meanwhile is given up, and that is said`() async throws {
    let session = try await Session()
    try await session.define(quick + ", trials = { max = 3 }, controller = 'grid', enqueue = { { a = 4 } }")
    try await session.text("s:run()")
    // As if it had been enqueued in the moment between the controller's answer and its storing.
    let store = try session.context.environment().store
    try store.enqueue(search: 1, [("3", 1), ("8", 1)])
    try store.update(search: 1, state: .interrupted, reason: nil)
    try await session.define(quick + ", trials = { max = 4 }, controller = 'grid'")
    try await session.text("s:run()")
    #expect(try await trained(session) == "4 1 2 9")
    #expect(session.complaints == ["k: an architecture that was enqueued is left out: trial 1 has it meanwhile"])
  }

  @Test func `networks that are the same in a canonical form are taken once`() async throws {
    let session = try await Session()
    try await session.text(
      """
      local space = nas.space({ a = nas.int(1, 9), b = nas.int(1, 9) }, {
        canonical = function(arch) return { math.min(arch.a, arch.b), math.max(arch.a, arch.b) } end })
      s = nas.search { name = 'k', space = space, reward = 'r', \(quick), trials = { max = 2 } }
      """)
    #expect(
      try await session.text("return s:enqueue { { a = 1, b = 2 }, { a = 2, b = 1 } }")
        == "1 taken; left out: [2], which is enqueued already")
  }

  @Test(arguments: [
    ("s:enqueue { a = 0 }", "enqueue: the architecture is not of the space: a: no value of this int: 0"),
    (
      "s:enqueue { { a = 1 }, { a = 'x' } }",
      "enqueue: architecture [2] is not of the space: a: no value of this int: \"x\""
    ),
    ("s:enqueue(5)", "enqueue: the architecture is not of the space: a table expected, got 5"),
    (
      "s:enqueue(nil)",
      "bad argument #2 to 'enqueue' (archs: architecture, trial, or list of them expected, got nil)"
    ),
    ("s:enqueue({ a = 1 }, { repeats = 0 })", "repeats: at least 1 expected, got 0"),
    (
      "nas.search { name = 'x', space = { a = nas.int(1, 9) }, reward = 'r', trainer = { 'true' }, enqueue = { { b = 1 } } }",
      "the key 'enqueue': architecture [1] is not of the space"
    ),
  ])
  func `a mistake names the architecture and why it is none of the space`(
    source: String, message: String
  ) async throws {
    let session = try await Session()
    try await session.define(quick)
    #expect(await session.error(source).contains(message))
  }

  @Test func `a search that has ended, and full training, say so`() async throws {
    let session = try await Session()
    try await session.define(quick + ", trials = { max = 2 }, full = {}")
    try await session.text("s:run()")
    #expect(
      await session.error("s:enqueue { a = 5 }").contains("has ended (all 2 trials are done), so nothing would"))
    #expect(
      await session.error("s:enqueue { a = 5 }").contains("more trials with 'lunas resume k --max-trials N'"))
    #expect(await session.error("s:train():enqueue { a = 5 }").contains("enqueue in the search of stage 1"))
  }

  @Test func `what the key has twice or beyond max is told at the beginning`() async throws {
    let session = try await Session()
    try await session.define(
      quick + ", trials = { max = 2 }, enqueue = { { a = 4 }, { a = 5 }, { a = 4 }, { a = 6 } }, full = {}")
    try await session.text("s:run()")
    #expect(try await trained(session) == "4 5")
    #expect(
      session.complaints == [
        "k: the key 'enqueue': [3] left out, which the list has before",
        "k: of 3 architectures that are enqueued only the first 2 fit into max = 2",
      ])
    try await session.text("s:train { top = 1 }:run()")
    #expect(session.complaints.count == 2)
  }

  @Test func `another program adds to a search that runs and to one that was stopped`() async throws {
    let session = try await Session()
    let keys = ", trials = { max = 6, parallel = 1 }, controller = 'grid'"
    try await session.define(gated + keys)
    try await session.text("s:start()")
    try await session.until { try await session.text("return s:status().running") == "1" }
    // The session holds the workspace.
    let other = try await Session(script: "/a/script.lua", folder: session.folder)
    try await other.define(quick + keys)
    #expect(try await other.text("return s:enqueue { { a = 700 } }") == "1 taken")
    try await session.text("s:stop()")
    #expect(
      try await other.text("return s:enqueue { { a = 600 }, { a = 1 }, { a = 700 } }")
        == "1 taken; left out: [2], which trial 1 has, [3], which is enqueued already")
    session.gate.set(true)
    try await session.text("s:start():wait()")
    #expect(try await trained(session) == "1 700 600 2 3 4")
    // A script may be run again to look at what it has trained.
    #expect(try await other.text("return s:enqueue { a = 700 }") == "0 taken; left out: [1], which trial 2 has")
    #expect(await other.error("s:enqueue { a = 5 }").contains("lunas resume k --max-trials N"))
  }

  @Test func `a running search takes what another program enqueues`() async throws {
    let session = try await Session()
    let keys = ", trials = { max = 4, parallel = 1 }, controller = 'grid'"
    try await session.define(gated + keys)
    try await session.text("s:start()")
    try await session.until { try await session.text("return s:status().running") == "1" }
    let other = try await Session(script: "/a/script.lua", folder: session.folder)
    try await other.define(quick + keys)
    #expect(try await other.text("return s:enqueue { { a = 700 }, { a = 600 } }") == "2 taken")
    session.gate.set(true)
    try await session.text("s:wait()")
    #expect(try await trained(session) == "1 700 600 2")
  }

  @Test func `a search that is defined anew with another space takes nothing`() async throws {
    let session = try await Session()
    try await session.define(gated + ", trials = { max = 2 }")
    try await session.text("s:start()")
    try await session.text(
      "other = nas.search { name = 'k', space = { a = nas.int(1, 5) }, reward = 'r', \(quick) }")
    #expect(await session.error("other:enqueue { a = 5 }").contains("the script has changed its search space"))
    session.gate.set(true)
    try await session.text("s:wait()")
  }

  @Test func `a script that only defines a search opens no workspace`() async throws {
    let session = try await Session(script: "/a/script.lua")
    try await session.define(quick)
    try await session.text("s:enqueue { a = 5 }")
    #expect(throws: StoreError.self) { try Workspace(opening: session.folder) }
  }
}

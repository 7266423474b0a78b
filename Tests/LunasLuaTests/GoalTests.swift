import Testing

@testable import LunasLua

/// Objectives and limits, as scripts give them.
@Suite(.timeLimit(.minutes(5))) struct GoalTests {
  /// Greater a: more accurate and slower. The accuracy of 7 is worse than that of 6 all the same.
  private func session(_ keys: String, script: String? = nil) async throws -> Session {
    let session = try await Session(script: script)
    try await session.text(
      """
      s = nas.search { name = 'k', space = { a = nas.int(1, 9) }, controller = 'grid', trials = { max = 9, max_failed = 9 },
        trainer = function(arch)
          local a = arch.a
          return { accuracy = a == 7 and 0.55 or a / 10, latency_ms = 10 * a, params = a }
        end, full = {}, \(keys) }
      ids = function(trials)
        local all = {}
        for _, trial in ipairs(trials) do all[#all + 1] = trial.architecture.a end
        return table.concat(all, ' ')
      end
      """)
    return session
  }

  private let both = "objectives = { nas.maximize 'accuracy', nas.minimize 'latency_ms' }"

  @Test func `objectives give a front, a hypervolume and a reward`() async throws {
    let session = try await session(both)
    #expect(try await session.text("return ids(s:front()), s:hypervolume()") == "")
    try await session.text("s:run()")
    #expect(try await session.text("return ids(s:front())") == "9 8 6 5 4 3 2 1")
    #expect(try await session.text("return s:front()[1].reward") == "0.9")
    #expect(try await session.text("return s:status().best.number") == "9")
    // From nothing to the staircase: its steps are 10 ms wide and 0.1 to 0.9 high, with one that is no higher.
    let reference = "{ reference = { accuracy = 0, latency_ms = 100 } }"
    let volume = try #require(Double(try await session.text("return s:hypervolume \(reference)")))
    #expect(abs(volume - 10 * (0.1 + 0.2 + 0.3 + 0.4 + 0.5 + 0.6 + 0.6 + 0.8 + 0.9)) < 1e-9)
    let seen = try #require(Double(try await session.text("return s:hypervolume()")))
    #expect(abs(seen - 10 * (0.1 + 0.2 + 0.3 + 0.4 + 0.5 + 0.5 + 0.7)) < 1e-9)
  }

  @Test func `the best keep to the limits, for people, rules and the full training`() async throws {
    let session = try await session(
      """
      reward = 'accuracy', limits = { nas.at_most('latency_ms', 50), nas.at_least('accuracy', 0.2) },
      stop = { function(view) seen = view.best.reward end }
      """)
    try await session.text("s:run()")
    #expect(try await session.text("return ids(s:top(9))") == "5 4 3 2 6 7 1 8 9")
    #expect(try await session.text("return s:top()[1].within_limits") == "true")
    #expect(try await session.text("return s:top(9)[5].within_limits") == "false")
    #expect(try await session.text("return s:status().best.number") == "5")
    #expect(try await session.text("return seen") == "0.5")
    #expect(try await session.text("return s:plot { glyphs = 'ascii' }").contains("5 outside the limits"))
    #expect(try await session.text("f = s:train { top = 2 } f:run() return ids(f:trials())") == "5 4")
  }

  @Test func `the full training takes the best of several objectives from the whole front`() async throws {
    let session = try await session(both + ", limits = { nas.at_least('accuracy', 0.25) }")
    try await session.text("s:run()")
    #expect(try await session.text("f = s:train { top = 3 } f:run() return ids(f:trials())") == "9 3 6")
    #expect(try await session.text("return ids(s:top(9))").hasSuffix(" 7 2 1"))
  }

  @Test func `nothing within the limits is said`() async throws {
    let session = try await session("reward = 'accuracy', limits = { nas.at_most('latency_ms', 5) }")
    try await session.text("s:run()")
    #expect(try await session.text("return s:status()").contains("  best    none within the limits yet"))
    #expect(try await session.text("return ids(s:top(2))") == "1 2")
  }

  @Test func `one objective is a reward`() async throws {
    let session = try await session("objectives = { nas.minimize 'latency_ms' }")
    try await session.text("s:run()")
    #expect(try await session.text("return ids(s:top(3)), 1") == "1 2 3")
    #expect(try await session.text("return s:top(1)[1].reward") == "-10.0")
    #expect(await session.error("s:front()").contains("fewer than two objectives"))
  }

  @Test func `a trial without a metric that a goal needs fails and says which`() async throws {
    let session = try await session("reward = 'accuracy', limits = { nas.at_most('memory_mb', 5) }")
    try await session.text("s:run()")
    #expect(
      try await session.text("return s:trials()[1].reason")
        == "the trainer reported no metric 'memory_mb', which is a limit of the search, only accuracy, latency_ms, params"
    )
    #expect(try await session.text("return s:trials()[1].state") == "failed")
  }

  @Test func `other goals are another search`() async throws {
    let session = try await session(both + ", stop = { nas.stop.trials(3) }")
    try await session.text("s:start() s:stop()")
    let other = "objectives = { nas.maximize 'accuracy', nas.minimize 'params' }"
    let error = await session.error(
      """
      nas.search { name = 'k', space = { a = nas.int(1, 9) }, controller = 'grid', \(other), trainer = { 'true' } }:start()
      """)
    #expect(error.contains("the script has changed its objectives or limits"), "\(error)")
  }

  @Test(arguments: [
    (
      "objectives = { 'accuracy' }",
      #"objectives[1]: objective, such as nas.maximize "accuracy" expected, got string"#
    ),
    (
      "reward = 'a', limits = { 80 }",
      #"limits[1]: limit, such as nas.at_most("latency_ms", 80) expected, got number"#
    ),
    (
      "objectives = { nas.maximize 'a', nas.minimize 'a' }", "objectives[2]: a metric once expected, got 'a' again"
    ),
    (
      "",
      "reward: metric's name, reward or function (it may be left out where there are objectives) expected, got nil"
    ),
    (
      "reward = 'a', objectives = { nas.minimize 'l' }",
      "objectives: at least two objectives beside a reward expected, got one"
    ),
    (
      "reward = 'a', limits = { nas.at_most('l', 1), nas.at_most('l', 2) }",
      "limits[2]: each side of a metric limited once expected, got 'l' again"
    ),
    (
      "reward = 'a', limits = { nas.at_most('l', 1), nas.at_least('l', 2) }",
      "limits[2]: limits that something can keep expected, got 'l' at least 2.0 and at most 1.0"
    ),
    ("reward = 'a', limits = { nas.at_most('l', 0/0) }", "a finite bound expected"),
    ("reward = 'a', limits = { nas.at_most('l') }", "bad argument #2 to 'at_most'"),
    ("objectives = { nas.maximize '' }", "the name of a metric expected, got an empty string"),
  ])
  func `goals that make no sense are refused`(keys: String, problem: String) async throws {
    let session = try await Session()
    let error = await session.error(
      "return nas.search { name = 'k', space = { a = nas.int(1, 9) }, trainer = { 'true' }, \(keys) }")
    #expect(error.contains(problem), "\(error)")
  }

  @Test func `a hypervolume from a reference that makes no sense is refused`() async throws {
    let session = try await session(both)
    try await session.text("s:run()")
    let error = await session.error("s:hypervolume { reference = { accurcy = 0 } }")
    #expect(error.contains("the reference names 'accurcy', which is no objective of the search"), "\(error)")
  }

  @Test func `a search that has done all its trials goes on when it may have more`() async throws {
    let session = try await Session()
    func define(_ max: Int, _ stop: String = "") async throws {
      try await session.define(
        "trainer = function(arch) return { r = arch.a } end, seed = 3, trials = { max = \(max) }, \(stop)")
    }
    try await define(4)
    #expect(try await session.text("return s:run()") == "all 4 trials are done")
    try await define(7)
    #expect(try await session.text("return s:run()") == "all 7 trials are done")
    #expect(try await session.text("return #s:trials()") == "7")
    // What a rule ended has ended.
    try await define(12, "stop = { nas.stop.trials(9) }")
    #expect(try await session.text("return s:run()") == "trials: 9 trials have ended")
    try await define(20)
    #expect(await session.error("s:run()").contains("the search 'k' exists already (completed)"))
    // And so has one that may have no more than it had.
    try await session.text(
      "t = nas.search { name = 't', space = { a = nas.int(1, 2) }, reward = 'a',"
        + " trainer = function(arch) return { a = arch.a } end, trials = { max = 9 } }")
    #expect(try await session.text("return t:run()") == "every architecture of the space has been tried")
    #expect(await session.error("t:run()").contains("exists already"))
  }
}

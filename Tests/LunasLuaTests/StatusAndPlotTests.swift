import Testing

@testable import LunasLua

/// What `search:status()` and `search:plot()` show.
@Suite(.timeLimit(.minutes(5))) struct StatusAndPlotTests {
  private let trainer = """
    trainer = function(arch)
      n = (n or 0) + 1
      if n > 4 then gate() end
      if n == 2 then error('broken', 0) end
      return { r = n / 8 }
    end, trials = { max = 8, max_failed = 5 }
    """

  @Test func `a status is read by people and by scripts`() async throws {
    let session = try await Session()
    try await session.define(trainer)
    #expect(
      try await session.text("return s:status()")
        == "k: not started, stage 1\n  trials  0 of 8 ended: 0 completed, 0 failed\n  search:start() starts it")
    try await session.text("s:start()")
    try await session.until { try await session.text("return n") == "5" }
    let lines = try await session.text("return s:status()").split(separator: "\n").map(String.init)
    #expect(
      lines.dropLast() == [
        "k: running, stage 1", "  trials  4 of 8 ended: 3 completed, 1 failed; 1 running",
        "  best    0.5 by trial 4", "  last    0.125  0.375  0.5",
      ])
    #expect(lines.last?.hasPrefix("  time    ") == true && lines.last?.hasSuffix(" left") == true)
    #expect(
      try await session.text(
        """
        local t = s:status()
        return table.concat({ t.name, t.state, t.stage, t.max, t.ended, t.completed, t.failed, t.running,
          t.best.number, t.best.reward, #t.rewards, tostring(t.elapsed >= 0), tostring(t.remaining >= 0),
          tostring(t.reason) }, ' ')
        """) == "k running 1 8 4 3 1 1 4 0.5 3 true true nil")
    session.gate.set(true)
    try await session.text("s:wait()")
    let ended = try await session.text("return s:status()")
    #expect(
      ended.hasPrefix(
        "k: completed (all 8 trials are done), stage 1\n  trials  8 of 8 ended: 7 completed, 1 failed"))
    #expect(ended.contains("  best    1 by trial 8\n"))
    #expect(try await session.text("return #s:status().rewards") == "7")
  }

  @Test func `a plot shows rewards, the best and failures`() async throws {
    let session = try await Session()
    try await session.define(trainer)
    #expect(try await session.text("return s:plot()") == "k\nno points to show")
    session.gate.set(true)
    try await session.text("s:run()")
    let plot = try await session.text("return s:plot { width = 40, height = 8, glyphs = 'ascii' }")
    #expect(
      plot == """
                              k
        reward
        1.0 +                                  *
            |                             *-----
            |                        *-----
            |                   *-----
        0.5 +               *----
            |          *-----
            |          -
            |*----x-----
            +-----+---------+--------+---------+
                  2         4        6         8
                            trial
          - best so far   * reward of a trial
          x 1 failed
        """)
    let braille = try await session.text("return s:plot().text")
    #expect(braille.contains("⠒ best so far   • reward of a trial   × 1 failed"))
    #expect(braille.split(separator: "\n").allSatisfy { $0.count <= 72 })
    #expect(try await session.text("return s:plot { colour = true }").contains("\u{1B}["))
  }

  @Test(arguments: [
    ("{ kind = 'x' }", "kind: 'reward' expected, got 'x'"), ("{ width = 3 }", "width: 20 to 1000 expected, got 3"),
    ("{ glyphs = 'sixel' }", "glyphs: 'braille', 'blocks' or 'ascii' expected, got 'sixel'"),
    ("{ heigth = 3 }", "did you mean 'height'?"),
  ])
  func `a wrong option says what is right`(options: String, message: String) async throws {
    let session = try await Session()
    try await session.define(trainer)
    #expect(await session.error("s:plot \(options)").contains(message))
  }
}

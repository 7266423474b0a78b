import Testing

@testable import LunasLua

/// `nas.baseline` and `nas.noise` in scripts.
@Suite(.timeLimit(.minutes(5))) struct BaselineTests {
  private static let trainer = """
    trainer = function(arch, config, report)
      n = (n or 0) + 1
      for step = 1, config.steps do report(step, { r = arch.a * step + n / 10 }) end
      return {}
    end, proxy = { steps = 2 }, full = { steps = 4 }
    """

  private func session() async throws -> Session {
    let session = try await Session()
    try await session.text(
      "s = nas.search { name = 'k', space = { a = nas.int(1, 9, { default = 5 }) }, reward = 'r', \(Self.trainer) }"
    )
    return session
  }

  @Test func `a baseline is an object with fields`() async throws {
    let session = try await session()
    #expect(try await session.text("b = nas.baseline { search = s, seeds = 2 } return b:report()") == "nil")
    #expect(try await session.text("return b") == "Baseline(k)")
    try await session.text("r = b:run()")
    #expect(
      try await session.text(
        """
        return table.concat({ r.name, r.architecture.a, r.metric, r.completed, r.reward.mean, r.reward.low, r.reward.high,
          #r.curve, r.curve[4].step, r.curve[4].mean, #r.trainings, r.trainings[2].reward, r.time.training >= 0 and 'timed' }, ' ')
        """) == "k-baseline 5 r 2 20.15 20.1 20.2 4 4 20.15 2 20.2 timed")
    #expect(try await session.text("return n") == "2")
    #expect(try await session.text("return b:run().completed .. n .. b:report().completed") == "222")
    #expect(try await session.text("return b:run({ again = true }).name .. n") == "k-baseline-24")
    #expect(try await session.text("return b:trainings():status().state") == "completed")
    #expect(try await session.text("return r.text:match('baseline of .-\\n')").contains("2 of 2 full trainings"))
    #expect(try await session.text("return r:to_json():sub(1, 1)") == "{")
  }

  @Test func `one training has no deviation, and another architecture is its own`() async throws {
    let session = try await session()
    #expect(
      try await session.text(
        "r = nas.baseline { search = s, architecture = { a = 2 } }:run() return tostring(r.reward.deviation)")
        == "nil")
    #expect(try await session.text("return r.reward.mean") == "8.1")
    let other = await session.error("nas.baseline { search = s }:run()")
    #expect(other.contains("'k-baseline' was trained with another architecture, {\"a\":2}"), "\(other)")
  }

  @Test func `noise is measured on the proxy task`() async throws {
    let session = try await session()
    #expect(
      try await session.text(
        """
        local r = nas.noise { search = s, repeats = 3 }:run()
        return table.concat({ r.name, r.completed, r.reward.mean, tostring(r.good), r.smoothness, r.flat }, ' ')
        """) == "k-noise 3 10.2 true 0.0 0")
    #expect(try await session.text("return s:status().state") == "not started")
  }

  @Test func `mistakes are told where they are made`() async throws {
    let session = try await session()
    #expect(
      await session.error("nas.baseline { search = s, seeds = 0 }").contains("seeds: at least 1 expected, got 0"))
    #expect(
      await session.error("nas.noise { search = s, repeats = 1 }").contains("repeats: at least 2 expected, got 1"))
    #expect(
      await session.error("nas.baseline { search = s, architecture = { a = 99 } }").contains("not of the space"))
    #expect(
      await session.error("nas.baseline { search = s, architecture = { { a = 1 }, { a = 2 } } }").contains(
        "one architecture expected, got 2"))
    #expect(await session.error("nas.baseline { serch = s }").contains("'search'"))
    #expect(
      await session.error("nas.baseline { search = s:train() }").contains("'k-full' is no search of stage 1"))
    let enqueued = await session.error("nas.noise { search = s }:trainings():enqueue({ a = 3 })")
    #expect(
      enqueued.contains("trains one architecture and nothing else; enqueue in the search 'k'"), "\(enqueued)")
  }
}

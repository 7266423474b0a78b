import Controllers
import PlainJSON
import SearchSpace
import Testing

@testable import LunasLua

/// What trainers in Lua say of failures, and what controllers make of that.
@Suite(.timeLimit(.minutes(5))) struct LearningFromFailuresTests {
  @Test func `a trainer in Lua says that an architecture cannot be trained`() async throws {
    let session = try await Session()
    try await session.define(
      """
      trainer = function(arch, config, report)
        n = (n or 0) + 1
        report(1, { r = 5 })
        if n == 1 then return { infeasible = "too deep", r = 1 } end
        if n == 2 then return { infeasible = true } end
        if n == 3 then return { infeasible = 0, r = 1 } end
        if n == 4 then error("CUDA out of memory", 0) end
        error("broken", 0)
      end, trials = { max = 5, max_failed = 3 }
      """)
    #expect(try await session.text("return s:run()") == "all 5 trials are done")
    let text = """
      local all = {}
      for _, t in ipairs(s:trials()) do
        all[#all + 1] = t.state .. ',' .. tostring(t.failure) .. ',' .. tostring(t.reason)
      end
      return table.concat(all, ';')
      """
    #expect(
      try await session.text(text)
        == "infeasible,nil,too deep;infeasible,nil,its trainer says that it cannot be trained;completed,nil,nil;"
        + "failed,out_of_memory,CUDA out of memory;failed,crashed,broken")
    let status = try await session.text("return s:status()")
    #expect(
      status.contains(
        "5 of 5 ended: 1 completed, 2 failed (1 out of memory, 1 crashed), 2 infeasible"), "\(status)")
    #expect(
      try await session.text(
        "local t = s:status() return t.infeasible .. t.failures.out_of_memory .. t.failures.timed_out")
        == "210")
  }

  /// Six layers of four widths; the sum of the widths must not exceed 9 of 18. Wider is better, so that a search runs into
  /// that wall again and again.
  private static let most = 9
  private static let space = (1...6).map { "l\($0) = nas.int(0, 3)" }.joined(separator: ", ")

  private func share(of outside: [Bool]) -> Double {
    let late = outside.dropFirst(30)
    return Double(late.count { $0 }) / Double(late.count)
  }

  /// The same controller that hears of no failure: it learns as little of a trial that somebody stopped.
  private func shareWithoutLearning(seed: UInt64) throws -> Double {
    let space = try SearchSpace(
      .table(
        Dictionary(
          uniqueKeysWithValues: (1...6).map {
            ("l\($0)", Template.decision(Decision(.integer(IntegerRange(lower: 0, upper: 3)))))
          })))
    var controller = try ControllerCatalog.make("evolution", .init(space: space, seed: seed, maxTrials: 150))
    let outside = try (1...150).map { number -> Bool in
      let architecture = try #require(try controller.ask(number: number))
      try controller.began(Proposal(number: number, architecture: architecture))
      let width = space.table(of: architecture).objectValue?.values.compactMap(\.intValue).reduce(0, +) ?? 0
      controller.tell(
        TrialResult(
          number: number, architecture: architecture,
          outcome: width > Self.most ? .stopped(nil) : .completed(reward: Double(width))))
      return width > Self.most
    }
    return share(of: outside)
  }

  @Test func `a search that is told of memory that ran out proposes few such networks`() async throws {
    var (learned, unlearned) = (0.0, 0.0)
    for seed in 1...6 {
      let session = try await Session()
      try await session.text(
        """
        s = nas.search { name = 'k', space = { \(Self.space) }, reward = 'width', controller = 'evolution', seed = \(seed),
          trials = { max = 150, max_failed = 150 },
          trainer = function(arch)
            local width = 0
            for i = 1, 6 do width = width + arch['l' .. i] end
            if width > \(Self.most) then error('torch.OutOfMemoryError: CUDA out of memory', 0) end
            return { width = width }
          end }
        s:run()
        """)
      let kinds = try await session.text(
        """
        local all = {}
        for _, trial in ipairs(s:trials()) do all[#all + 1] = trial.failure == 'out_of_memory' and 'x' or '.' end
        return table.concat(all)
        """)
      #expect(kinds.count == 150)
      learned += share(of: kinds.map { $0 == "x" }) / 6
      unlearned += try shareWithoutLearning(seed: UInt64(seed)) / 6
    }
    #expect(
      learned < 0.65 * unlearned,
      "\(learned) of the trials after the first 30 failed, \(unlearned) without learning")
  }

  @Test func `a search that goes on knows what failed before`() async throws {
    let trainer = """
      trainer = function(arch)
        if arch.a > 300 then error('CUDA out of memory', 0) end
        if arch.a % 5 == 0 then return { infeasible = 'five' } end
        return { r = arch.a, ms = arch.a / 100 }
      end, limits = { nas.at_most('ms', 2) }, seed = 4
      """
    var runs: [String] = []
    for cuts in [[60], [13, 31, 60]] {
      let session = try await Session()
      for cut in cuts {
        try await session.define(
          trainer + ", trials = { max = \(cut), max_failed = 60 },"
            + " controller = { name = 'evolution', population = 8, sample = 3 }")
        try await session.text("s:run()")
      }
      runs.append(
        try await session.text(
          "local t = {} for _, v in ipairs(s:trials()) do t[#t + 1] = v.architecture.a end return table.concat(t, ' ')"
        ))
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].split(separator: " ").count == 60)
  }
}

import Testing

@testable import LunasLua

/// Rewards that weigh a metric against targets, as scripts make them.
@Suite(.timeLimit(.minutes(5))) struct RewardTests {
  /// Accuracy, target and measured value; memory's target and measured value; kind and weight; the reward to six digits.
  /// The values are those of Vertex AI NAS.
  @Test(
    arguments: [
      (0.95, 0.8, 0.4, nil, "hard", 1.0, 0.95), (0.95, 0.8, 0.4, nil, "soft", 1, 1.9),
      (0.95, 0.8, 0.4, nil, "soft", 0.07, 0.997231),
      (0.95, 0.8, 1.6, nil, "hard", 1, 0.475), (0.95, 0.8, 1.6, nil, "soft", 1, 0.475),
      (0.95, 0.8, 1.6, nil, "soft", 0.07, 0.905006),
      (0.95, 0.8, 0.8, nil, "hard", 1, 0.95), (0.95, 0.8, 0.8, nil, "soft", 1, 0.95),
      (0.95, 0.8, 0.8, nil, "soft", 0.07, 0.95),
      (0.75, 50, 60, nil, "hard", 1, 0.625), (0.75, 50, 60, nil, "soft", 1, 0.625),
      (0.75, 50, 60, nil, "soft", 0.07, 0.740489),
      (0.75, 50, 60, (5000, 6000), "hard", 1, 0.520833), (0.75, 50, 60, (5000, 6000), "soft", 1, 0.520833),
    ] as [(Double, Double, Double, (Double, Double)?, String, Double, Double)])
  func `products are those of the table`(
    accuracy: Double, target: Double, measured: Double, memory: (Double, Double)?, kind: String, weight: Double,
    reward: Double
  ) async throws {
    let session = try await Session()
    let metrics = "{ accuracy = \(accuracy), latency_ms = \(measured), memory_mb = \(memory?.1 ?? 1) }"
    let memoryTarget = memory.map { ", memory_mb = \($0.0)" } ?? ""
    let product = """
      nas.reward.product { metric = 'accuracy', kind = '\(kind)', weight = \(weight),
        targets = { latency_ms = \(target)\(memoryTarget) } }
      """
    let got = try #require(Double(try await session.text("return (\(product)):of(\(metrics))")))
    #expect(abs(got - reward) < 5e-7)
    guard memory == nil else { return }
    let latency = """
      nas.reward.latency { metric = 'accuracy', kind = '\(kind)', weight = \(weight), latency = 'latency_ms',
        target = \(target) }
      """
    #expect(try await session.text("return (\(latency)):of(\(metrics))") == "\(got)")
  }

  @Test func `the weight is 0_07 for soft and 1 for hard if left out`() async throws {
    let session = try await Session()
    for (kind, reward) in [("soft", 0.905006), ("hard", 0.475)] {
      let text = try await session.text(
        """
        return nas.reward.product({ metric = 'a', targets = { l = 0.8 }, kind = '\(kind)' }):of { a = 0.95, l = 1.6 }
        """)
      #expect(abs((Double(text) ?? 0) - reward) < 5e-7)
    }
  }

  @Test(arguments: [
    (
      "l = 0, a = 1", "the metric 'l' is 0.0: a product divides its target by it, so it must be above 0", "crashed"
    ),
    (
      "l = -2, a = 1", "the metric 'l' is -2.0: a product divides its target by it, so it must be above 0",
      "crashed"
    ),
    (
      "l = 0/0, a = 1", "the metric 'l' is -nan: a product divides its target by it, so it must be above 0",
      "not_finite"
    ),
    (
      "l = 1, a = -0.5", "the metric 'a' is -0.5: what a product maximises must be 0 or more; for a loss, ",
      "crashed"
    ),
    ("a = 1", "the trainer reported no metric 'l', only a", "no_metric"),
    ("l = 1", "the trainer reported no metric 'a', only l", "no_metric"),
    ("l = 1, a = 1/0", "the reward is inf", "not_finite"),
  ])
  func `a trial whose metrics make no product fails and says why`(
    metrics: String, problem: String, failure: String
  ) async throws {
    let session = try await Session()
    try await session.text(
      """
      s = nas.search { name = 'k', space = { a = nas.int(1, 9) }, trials = { max = 1, max_failed = 9 },
        reward = nas.reward.product { metric = 'a', targets = { l = 80 } },
        trainer = function() return { \(metrics) } end }
      s:run()
      """)
    let reason = try await session.text("return s:trials()[1].reason")
    #expect(reason.hasPrefix(problem))
    #expect(try await session.text("return s:trials()[1].failure") == failure)
  }

  @Test(arguments: [
    ("targets = { l = 0 }", "targets.l: a number above 0 expected, got 0.0"),
    ("targets = { l = 'x' }", "targets.l: number expected, got string"),
    ("targets = {}", "targets: at least one target expected, got none"),
    ("targets = { l = 1 }, kind = 'firm'", "kind: 'soft' or 'hard' expected, got 'firm'"),
    ("targets = { l = 1 }, weight = -1", "weight: a number of at least 0 expected, got -1.0"),
    ("target = { l = 1 }", "a known key expected, got 'target' (did you mean 'targets'?"),
  ])
  func `a product that makes no sense is refused`(options: String, problem: String) async throws {
    let session = try await Session()
    let error = await session.error("return nas.reward.product { metric = 'a', \(options) }")
    #expect(error.contains(problem), "\(error)")
  }
}

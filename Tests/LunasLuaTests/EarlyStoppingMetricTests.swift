import Controllers
import SearchEngine
import Testing

@testable import LunasLua

/// Which metric a rule watches, and which way.
@Suite struct EarlyStoppingMetricTests {
  private func watched(
    metric: String? = nil, direction: String? = nil, reward: Reward = .metric("accuracy"),
    objectives: [Objective] = []
  ) throws -> MetricWatch? {
    let rule = LuaEarlyStopping(
      name: "median", watch: try .init(metric: metric, direction: direction, step: nil), settings: [:]
    ) { MedianRule() }
    guard case .rule(let stopper) = try rule.earlyStopping(reward: reward, objectives: objectives).decider else {
      return nil
    }
    return stopper.watch
  }

  @Test func `the reward's metric is watched upwards, or as is asked for`() throws {
    #expect(try watched() == MetricWatch(metric: "accuracy", direction: .maximize))
    #expect(try watched(direction: "minimize") == MetricWatch(metric: "accuracy", direction: .minimize))
    #expect(
      try watched(metric: "loss", direction: "minimize") == MetricWatch(metric: "loss", direction: .minimize))
  }

  @Test func `an objective knows its direction, but which one decides has to be said`() throws {
    let objectives = [
      Objective(metric: "accuracy", direction: .maximize), Objective(metric: "latency", direction: .minimize),
    ]
    #expect(
      try watched(metric: "latency", objectives: objectives)
        == MetricWatch(metric: "latency", direction: .minimize))
    let error = #expect(throws: BindingError.self) { try watched(objectives: objectives) }
    #expect(error.map { "\($0)" }?.contains("say which metric decides") == true)
    #expect(throws: BindingError.self) { try watched(metric: "loss", objectives: objectives) }
  }
}

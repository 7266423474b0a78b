import Foundation
import Randomness
import Testing

@testable import Controllers

/// What every rule must do, and what each is for. A new rule is tested by being in the list.
@Suite struct EarlyStoppingRuleTests {
  struct Entry: Sendable, CustomTestStringConvertible {
    let name: String
    let make: @Sendable () -> any EarlyStoppingRule
    var testDescription: String { name }
  }

  static let rules = [
    Entry(name: "median") { MedianRule() }, Entry(name: "asha") { ASHA() },
    Entry(name: "asha from the start") { ASHA(minSteps: 2) }, Entry(name: "hyperband") { Hyperband() },
    Entry(name: "hyperband from the start") { Hyperband(maxSteps: 30) },
    Entry(name: "learning curve") { LearningCurveRule() },
  ]

  /// A search of several trials at once: each report of each trial, in the order in which they come.
  private struct Replay {
    var decisions: [Int: EarlyStopper.Decision] = [:]
    var reports = 0
    /// What happened, so that it can be told again.
    var log: [Event] = []

    enum Event {
      case report(Int, Int?, [String: Double])
      case end(Int, Bool)
    }

    init(_ rule: any EarlyStoppingRule, _ curves: [[Double]], parallel: Int = 4, direction: Objective.Direction) {
      var stopper = EarlyStopper(rule, watching: MetricWatch(metric: "m", direction: direction))
      var (running, next): ([(trial: Int, step: Int)], Int) = ([], 0)
      while true {
        while running.count < parallel, next < curves.count {
          running.append((next + 1, 0))
          next += 1
        }
        if running.isEmpty { return }
        running = running.compactMap { trial, step in
          let curve = curves[trial - 1]
          if step == curve.count {
            log.append(.end(trial, true))
            stopper.end(trial: trial, isCompleted: true)
            return nil
          }
          reports += 1
          log.append(.report(trial, step + 1, ["m": curve[step]]))
          if let decision = stopper.report(trial: trial, step: step + 1, metrics: ["m": curve[step]]) {
            decisions[trial] = decision
            log.append(.end(trial, false))
            stopper.end(trial: trial, isCompleted: false)
            return nil
          }
          return (trial, step + 1)
        }
      }
    }
  }

  /// Curves that rise and never cross: trial i is better than trial j everywhere or nowhere.
  private static func ordered(_ qualities: [Double], steps: Int = 27) -> [[Double]] {
    qualities.map { quality in (1...steps).map { quality * (1 - 0.6 / Double($0).squareRoot()) } }
  }

  private static func qualities(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: 1)
    return (0..<count).map { _ in Double(generator.index(100_000) + 1) / 100_000 }
  }

  @Test(arguments: rules) func `of curves that never cross the best is never ended, and time is saved`(
    rule: Entry
  ) throws {
    for seed in 0..<20 as Range<UInt64> {
      let curves = Self.ordered(Self.qualities(60, seed: seed))
      let best = try #require(curves.indices.max { curves[$0][0] < curves[$1][0] }) + 1
      let replay = Replay(rule.make(), curves, direction: .maximize)
      #expect(replay.decisions[best] == nil)
      #expect(replay.reports < 60 * 27 * 8 / 10, "\(replay.reports) reports")
    }
  }

  @Test(arguments: rules) func `a loss is the mirror of a gain`(rule: Entry) {
    let curves = Self.ordered(Self.qualities(40, seed: 3))
    let gains = Replay(rule.make(), curves, direction: .maximize)
    let losses = Replay(rule.make(), curves.map { $0.map { -$0 } }, direction: .minimize)
    #expect(gains.decisions.mapValues(\.step) == losses.decisions.mapValues(\.step) && !gains.decisions.isEmpty)
    #expect(gains.decisions.values.allSatisfy { $0.reason.hasPrefix("\($0.rule): at step \($0.step) its m ") })
  }

  @Test(arguments: rules) func `the same reports give the same decisions again`(rule: Entry) {
    let replay = Replay(rule.make(), Self.ordered(Self.qualities(40, seed: 9)), direction: .maximize)
    var stopper = EarlyStopper(rule.make(), watching: MetricWatch(metric: "m", direction: .maximize))
    var decisions: [Int: EarlyStopper.Decision] = [:]
    for event in replay.log {
      switch event {
      case .report(let trial, let step, let metrics):
        decisions[trial] = stopper.report(trial: trial, step: step, metrics: metrics)
      case .end(let trial, let isCompleted): stopper.end(trial: trial, isCompleted: isCompleted)
      }
    }
    #expect(decisions == replay.decisions)
  }

  @Test(arguments: rules) func `a resumed search, told ended trials one by one, goes on as the first did`(
    rule: Entry
  ) {
    let replay = Replay(rule.make(), Self.ordered(Self.qualities(40, seed: 5)), direction: .maximize)
    var resumed = EarlyStopper(rule.make(), watching: MetricWatch(metric: "m", direction: .maximize))
    let half = replay.log.count / 2
    var reports: [Int: [(Int?, [String: Double])]] = [:]
    for event in replay.log[..<half] {
      switch event {
      case .report(let trial, let step, let metrics): reports[trial, default: []].append((step, metrics))
      case .end(let trial, let isCompleted):
        for (step, metrics) in reports.removeValue(forKey: trial) ?? [] {
          _ = resumed.report(trial: trial, step: step, metrics: metrics)
        }
        resumed.end(trial: trial, isCompleted: isCompleted)
      }
    }
    for trial in reports.keys.sorted() {
      for (step, metrics) in reports[trial] ?? [] {
        _ = resumed.report(trial: trial, step: step, metrics: metrics)
      }
    }
    for event in replay.log[half...] {
      switch event {
      case .report(let trial, let step, let metrics):
        let decision = resumed.report(trial: trial, step: step, metrics: metrics)
        #expect((decision != nil) == (replay.decisions[trial]?.step == step), "trial \(trial) at \(step ?? 0)")
      case .end(let trial, let isCompleted): resumed.end(trial: trial, isCompleted: isCompleted)
      }
    }
  }

  @Test(arguments: rules) func `a trial that diverges is ended, and no other for its sake`(rule: Entry) {
    var curves = Self.ordered((1...40).map { 1 + Double($0 % 7) / 1e6 })
    for trial in [20, 33] { curves[trial - 1] = curves[trial - 1].map { _ in Double.nan } }
    curves[4] = curves[4].map { _ in .infinity }
    let replay = Replay(rule.make(), curves, parallel: 1, direction: .minimize)
    #expect(replay.decisions[20] != nil || rule.name.hasPrefix("hyperband"))
    #expect(replay.decisions[33] != nil || rule.name.hasPrefix("hyperband"))
    #expect(replay.decisions.values.allSatisfy { $0.step <= 27 })
  }

  @Test(arguments: rules) func `wild reports harm nobody`(rule: Entry) {
    var generator = SeededGenerator(seed: 4, stream: 2)
    var stopper = EarlyStopper(rule.make(), watching: MetricWatch(metric: "m", direction: .maximize))
    let steps = [nil, 0, -5, 1, 2, 3, 50, 1000, Int.max, Int.min, 7, 7]
    let values = [0.1, 0.5, .nan, .infinity, -.infinity, 1e308, -1e308, 0, 1e-308]
    for trial in 1...300 {
      for _ in 0..<generator.index(12) {
        let value = values[generator.index(values.count)]
        let metrics = generator.index(10) == 0 ? ["other": value] : ["m": value]
        _ = stopper.report(trial: trial, step: steps[generator.index(steps.count)], metrics: metrics)
      }
      if trial % 5 == 0 { stopper.restart(trial: trial) }
      stopper.end(trial: trial, isCompleted: trial % 3 != 0)
    }
  }

  @Test(arguments: rules) func `nobody is ended before there is something to compare with, nor at the very end`(
    rule: Entry
  ) {
    // Each is worse than all before.
    let few = Replay(rule.make(), Self.ordered([5, 4, 3, 2]), parallel: 1, direction: .maximize)
    #expect(few.decisions.isEmpty)
    let many = Replay(rule.make(), Self.ordered((1...60).map { 100 - Double($0) }), direction: .maximize)
    #expect(!many.decisions.isEmpty && many.decisions.values.allSatisfy { $0.step < 27 })
  }

  @Test(arguments: rules) func `trials of different lengths are compared as far as they go`(rule: Entry) {
    var curves = Self.ordered(Self.qualities(80, seed: 2))
    for index in curves.indices where index % 3 == 0 { curves[index] = Array(curves[index].prefix(9)) }
    let replay = Replay(rule.make(), curves, direction: .maximize)
    #expect(!replay.decisions.isEmpty && replay.decisions.values.allSatisfy { $0.step < 27 })
  }

  @Test func `the median rule says what it compared`() {
    let curves = (0..<5).map { _ in [0.5, 0.6, 0.5, 0.6, 0.55, 0.55, 0.5, 0.6, 0.5, 0.6] } + [[0.4, 0.41]]
    let replay = Replay(MedianRule(), curves, parallel: 1, direction: .maximize)
    #expect(
      replay.decisions == [
        6: .init(
          rule: "median", step: 2, reason: "median: at step 2 its m 0.41 is below the median 0.55 of 5 trials")
      ])
    let eager = Replay(MedianRule(minSteps: 1), curves, parallel: 1, direction: .maximize)
    #expect(eager.decisions[6]?.reason == "median: at step 1 its m 0.4 is below the median 0.5 of 5 trials")
  }

  @Test func `ASHA lets the best third go on from each rung`() {
    var rule = ASHA(minTrials: 1, minSteps: 1)
    let watch = MetricWatch(metric: "m", direction: .minimize)
    var reasons: [String?] = []
    for trial in 1...6 {
      var curve = LearningCurve()
      curve.report(step: 1, value: -Double(trial))
      reasons.append(rule.judge(curve, trial: trial, watch: watch))
    }
    // Of two and three trials one goes on, of four to six two.
    #expect(
      reasons == [
        nil, "its m 2 is above 1, which the best one of 2 trials reached there",
        "its m 3 is above 1, which the best one of 3 trials reached there",
        "its m 4 is above 2, which the best 2 of 4 trials reached there",
        "its m 5 is above 2, which the best 2 of 5 trials reached there",
        "its m 6 is above 2, which the best 2 of 6 trials reached there",
      ])
  }

  @Test func `Hyperband deals trials so that every bracket has its share`() {
    // Everybody is worse than all before, so who goes on is in a bracket whose first rung is farther.
    let curves = Self.ordered((1...98).map { 1000 - Double($0) }, steps: 27)
    let replay = Replay(Hyperband(minTrials: 1, maxSteps: 27), curves, parallel: 1, direction: .maximize)
    let steps = Dictionary(grouping: replay.decisions.values, by: \.step).mapValues(\.count)
    // Shares of the brackets are 27 : 12 : 6 : 4; the first of each has nobody to be compared with.
    #expect(steps == [1: 53, 3: 23, 9: 11])
    #expect(curves.count - replay.decisions.count == 3 + 8)
    let words = replay.decisions.values.map(\.reason)
    #expect(words.contains { $0.hasSuffix("in bracket 2 of 4") })
  }

  @Test func `the learning-curve rule spares a late starter that its slope gives away`() {
    // Most rise early and flatten; a few rise steadily and end higher.
    func early(_ top: Double) -> [Double] { (1...30).map { top * (1 - exp(-Double($0) / 3)) } }
    func late(_ top: Double) -> [Double] { (1...30).map { top * Double($0) / 30 } }
    var curves: [[Double]] = (0..<24).map {
      $0 % 4 == 3 ? late(1.2 - Double($0) / 1000) : early(0.8 - Double($0) / 200)
    }
    curves += [late(1.25), early(0.5)]
    let replay = Replay(LearningCurveRule(), curves, parallel: 1, direction: .maximize)
    #expect(replay.decisions[25] == nil)
    #expect(replay.decisions[26]?.step ?? 30 < 12)
  }
}

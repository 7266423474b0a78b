import ProxyDesign
import Randomness
import Testing

@Suite struct ProxyRaceTests {
  /// Tasks whose correlations wander upward, at speeds of their own.
  private static func tasks(_ generator: inout SeededGenerator) -> [[ProxyReading]] {
    (0..<(1 + generator.index(6))).map { _ in
      let speed = 0.2 + generator.unit()
      var correlation = generator.unit() * 0.4
      return (0..<(1 + generator.index(8))).map { step in
        correlation += generator.unit() * 0.3 - 0.08
        return ProxyReading(
          step: step * 50 + 49, hours: speed * Double(step + 1),
          correlation: generator.index(6) == 0 ? nil : correlation)
      }
    }
  }

  @Test func `a race finds what trying every task to its end finds, in whatever order it hears`() {
    var generator = SeededGenerator(seed: 8)
    var (ended, won) = (0, 0)
    for _ in 0..<500 {
      let tasks = Self.tasks(&generator)
      var limits = ProxyLimits()
      limits.hours = 4
      var patient = limits
      patient.endsIfNotBest = false
      let alone = tasks.map { ProxyVerdict.end($0, patient) ?? ProxyEnd(.ranToCompletion) }
      var race = ProxyRace(tasks: tasks.count, limits: limits)
      var heard = Array(repeating: 0, count: tasks.count)
      while !race.running.isEmpty {
        let task = race.running[generator.index(race.running.count)]
        if heard[task] == tasks[task].count {
          race.finish(task)
        } else {
          heard[task] += 1
          let gone = race.hear(Array(tasks[task].prefix(heard[task])), of: task)
          #expect(gone.allSatisfy { race.ends[$0] != nil })
        }
      }
      let expected = ProxyEnd.winner(alone).flatMap { alone[$0].hours }
      #expect(race.bestHours == expected)
      ended += race.ends.count { $0?.state == .exceededBestTime }
      won += expected == nil ? 0 : 1
    }
    // Both happen often, so that the comparison says something.
    #expect(ended > 200 && won > 200)
  }

  @Test func `a success ends at once whoever has taken as long`() {
    var race = ProxyRace(tasks: 3, limits: ProxyLimits())
    race.hear([ProxyReading(step: 0, hours: 1, correlation: 0.2)], of: 0)
    race.hear([ProxyReading(step: 0, hours: 0.4, correlation: 0.2)], of: 1)
    let gone = race.hear([ProxyReading(step: 0, hours: 0.5, correlation: 0.9)], of: 2)
    #expect(gone == [0, 2] && race.winner == 2 && race.running == [1])
    #expect(race.ends[0] == ProxyEnd(.exceededBestTime))
  }

  @Test func `latencies that do not agree end a task before its success ends others`() {
    var race = ProxyRace(tasks: 2, limits: ProxyLimits())
    race.hear([ProxyReading(step: 0, hours: 1, correlation: 0.2)], of: 1)
    race.hear(latencyCorrelation: 0.1, of: 0)
    #expect(race.ends[0] == ProxyEnd(.failedLatencyCorrelation))
    race.hear([ProxyReading(step: 0, hours: 0.5, correlation: 0.9)], of: 0)
    #expect(race.running == [1] && race.winner == nil)
  }

  @Test func `a task of which too many models fail ends, as it will never have a score`() {
    var race = ProxyRace(tasks: 2, limits: ProxyLimits())
    #expect(race.hear(failed: 3, of: 10, of: 0).isEmpty)
    #expect(race.hear(failed: 4, of: 10, of: 0) == [0])
    #expect(race.hear(failed: 1, of: 5, of: 1) == [1])
    #expect(race.ends.allSatisfy { $0?.state == .excessFailures })
  }
}

import Controllers
import Foundation
import PlainJSON

/// Replays recorded learning curves: `EarlyStoppingBenchmark ORDERS FILE...` prints a JSON object a line.
@main enum EarlyStoppingBenchmark {
  static let rules: [@Sendable () -> any EarlyStoppingRule] = [
    { MedianRule() }, { ASHA() }, { Hyperband() }, { LearningCurveRule() },
  ]

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let orders = max(1, arguments.first.flatMap(Int.init) ?? 100)
    for path in arguments.dropFirst() {
      let table = try CurveTable(reading: path)
      for trials in [50, table.curves.count] {
        for rule in rules {
          let clock = ContinuousClock.now
          let searches = (1...orders).map {
            ReplayedSearch(rule(), table, trials: trials, parallel: 4, seed: UInt64($0))
          }
          let time = ContinuousClock.now - clock
          let name = "\(table.name) \(rule().name) \(trials) trials"
          let reports = searches.reduce(0) { $0 + $1.steps }
          let losses = searches.map(\.loss).sorted()
          show(
            name, "saved", "share of steps", 1 - Double(reports) / Double(searches.reduce(0) { $0 + $1.allSteps }))
          show(name, "loss of the best, mean", "loss", losses.reduce(0, +) / Double(orders))
          show(name, "loss of the best, 90 % of orders below", "loss", losses[(orders * 9 - 1) / 10])
          show(name, "orders that found the best", "share", Double(losses.count { $0 == 0 }) / Double(orders))
          show(name, "report", "µs", time / .microseconds(1) / Double(reports))
        }
      }
    }
  }

  private static func show(_ name: String, _ metric: String, _ unit: String, _ value: Double) {
    let line: JSON = [
      "benchmark": "early_stopping", "case": .string(name), "metric": .string(metric), "unit": .string(unit),
      "value": .number((value * 1e5).rounded() / 1e5),
    ]
    print(line.text)
  }
}

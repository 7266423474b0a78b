import Controllers
import Randomness

/// A search that trains rows of a table, some at once, each step of each taking the same time.
struct ReplayedSearch {
  /// Steps that were trained.
  private(set) var steps = 0
  /// Steps that would have been trained without early stopping.
  private(set) var allSteps = 0
  /// By how much the best that was found ends above the best that would have been found.
  private(set) var loss = 0.0

  init(_ rule: any EarlyStoppingRule, _ table: CurveTable, trials: Int, parallel: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: 1)
    var rows = Array(table.curves.indices)
    for index in rows.indices.reversed() { rows.swapAt(index, generator.index(index + 1)) }
    rows = Array(rows.prefix(trials))
    var stopper = EarlyStopper(rule, watching: MetricWatch(metric: "loss", direction: .minimize))
    var (running, next, best): ([(trial: Int, step: Int)], Int, Double) = ([], 0, .infinity)
    repeat {
      while running.count < parallel, next < rows.count {
        running.append((next, 0))
        next += 1
      }
      running = running.compactMap { trial, step in
        let curve = table.curves[rows[trial]]
        guard step < curve.count else {
          stopper.end(trial: trial, isCompleted: table.isComplete(rows[trial]))
          if table.isComplete(rows[trial]), let last = curve.last { best = min(best, last) }
          return nil
        }
        steps += 1
        guard stopper.report(trial: trial, step: step + 1, metrics: ["loss": curve[step]]) != nil else {
          return (trial, step + 1)
        }
        stopper.end(trial: trial, isCompleted: false)
        return nil
      }
    } while !running.isEmpty || next < rows.count
    allSteps = rows.reduce(0) { $0 + table.curves[$1].count }
    let reachable = rows.filter(table.isComplete).compactMap { table.curves[$0].last }.min()
    loss = reachable.map { best - $0 } ?? 0
  }
}

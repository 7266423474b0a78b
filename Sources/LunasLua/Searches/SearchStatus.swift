import Foundation
import LuaHost
import PlainJSON
import SearchEngine
import TrialStore

/// Where a search stands, at one moment.
struct SearchStatus: LuaObject {
  let name: String
  /// `running`, `stopping`, `not started`, or what the store says: `completed`, `failed`, `stopped`, `interrupted`.
  var state = "not started"
  let stage: Int
  var max: Int
  var completed = 0
  var failed = 0
  /// The failed ones by kind, every kind among them.
  var failures = SearchView().failuresByName
  var infeasible = 0
  /// Those of them that broke the limit of a measure, by its metric.
  var infeasibleBy: [String: Int] = [:]
  var ended = 0
  var running = 0
  /// In the order in which trials ended.
  var rewards: [Double] = []
  var best: LuaBest?
  var elapsed = 0.0
  var remaining: Double?
  var reason: String?
  var savings = EarlyStoppingSavings()
  /// Of stage 2, once it runs no more.
  var comparison: StageComparison?

  static let luaType = LuaObjectType("SearchStatus", "Where a search stands, at the moment of the call.") {
    LuaProperty("name", "The name of the search.") { (own: SearchStatus) in own.name }
    LuaProperty(
      "state",
      "One of 'not started', 'running', 'stopping', 'interrupted', 'completed', 'stopped' and 'failed'."
    ) { (own: SearchStatus) in own.state }
    LuaProperty("stage", "1 for the proxy task, 2 for full training.") { (own: SearchStatus) in own.stage }
    LuaProperty("max", "Trials that the search may have.") { (own: SearchStatus) in own.max }
    LuaProperty("ended", "Trials that have ended, however.") { (own: SearchStatus) in own.ended }
    LuaProperty("completed", "Trials with a reward.") { (own: SearchStatus) in own.completed }
    LuaProperty("failed", "Trials that failed.") { (own: SearchStatus) in own.failed }
    LuaProperty("failures", "The failed trials by kind, such as 'out_of_memory'.") {
      (own: SearchStatus) in own.failures
    }
    LuaProperty("infeasible", "Trials whose architecture cannot be trained; they do not count as failed.") {
      (own: SearchStatus) in own.infeasible
    }
    LuaProperty("infeasible_by", "How many of them broke the limit of a measure, by its metric.") {
      (own: SearchStatus) in own.infeasibleBy
    }
    LuaProperty("running", "Trials that run now.") { (own: SearchStatus) in own.running }
    LuaProperty("best", "Number and reward of the best trial within the limits, or nil while there is none.") {
      (own: SearchStatus) in own.best
    }
    LuaProperty("rewards", "Rewards in the order in which trials ended.") { (own: SearchStatus) in own.rewards }
    LuaProperty("elapsed", "Seconds that the search has run, over all its resumptions.") {
      (own: SearchStatus) in own.elapsed
    }
    LuaProperty("remaining", "Seconds until the end, guessed from the pace so far, or nil.") {
      (own: SearchStatus) in own.remaining
    }
    LuaProperty("reason", "Why it ended, or nil while it has not.") { (own: SearchStatus) in own.reason }
    LuaProperty("early_stopped", "Trials that early stopping ended.") { (own: SearchStatus) in own.savings.trials }
    LuaProperty("saved", "Seconds of training that early stopping saved, or nil while nothing tells.") {
      (own: SearchStatus) in own.savings.saved
    }
    LuaProperty(
      "bias",
      "Whether stage 2 confirms stage 1: 'good', 'watch' or 'bad', or nil in stage 1 and while stage 2 runs."
    ) { (own: SearchStatus) in own.comparison?.bias.verdict.rawValue }
  }

  var luaText: String {
    var head = "\(name): \(state)"
    if let reason, reason != state { head += " (\(reason))" }
    var lines = [head + ", stage \(stage)"]
    var trials = "\(ended) of \(max) ended: \(completed) completed, \(failed) failed"
    if let kinds = FailureWords.kinds(failures) { trials += " (\(kinds))" }
    if infeasible > 0 { trials += ", \(infeasible) infeasible\(MeasureWords.limits(infeasibleBy))" }
    let stopped = ended - completed - failed - infeasible
    if stopped > 0 { trials += ", \(stopped) stopped" }
    lines.append("  trials  \(trials)" + (running > 0 ? "; \(running) running" : ""))
    if best == nil, completed > 0 { lines.append("  best    none within the limits yet") }
    if let best { lines.append("  best    \(Self.number(best.reward)) by trial \(best.number)") }
    if !rewards.isEmpty {
      lines.append("  last    " + rewards.suffix(8).map(Self.number).joined(separator: "  "))
    }
    if ended > 0 || running > 0 {
      let left = remaining.map { ", about \(Span.text($0)) left" } ?? ""
      lines.append("  time    \(Span.text(elapsed))\(left)")
    }
    if let bias = comparison?.bias {
      lines.append("  bias    \(bias.verdict.rawValue): \(bias.words.joined(separator: " "))")
    }
    if let saved = savings.text { lines.append("  early   stopping \(saved)") }
    if state == "not started" { lines.append("  search:start() starts it") }
    if state == "interrupted" { lines.append("  search:start() goes on with it") }
    return lines.joined(separator: "\n")
  }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}

extension SearchStatus {
  /// What a search in this process tells of itself.
  init(live progress: SearchUpdate.Progress, age: Double, isStopping: Bool) {
    let view = progress.view
    self.init(
      name: progress.name, state: isStopping ? "stopping" : "running", stage: progress.stage, max: progress.max,
      completed: view.completed, failed: view.failed, failures: view.failuresByName, infeasible: view.infeasible,
      infeasibleBy: view.infeasibleBy, ended: view.ended, running: view.running,
      rewards: view.rewards, best: view.best.map { LuaBest(number: $0.number, reward: $0.reward) },
      elapsed: view.elapsed + age, remaining: isStopping ? nil : progress.remaining.map { Swift.max(0, $0 - age) },
      savings: view.earlyStopping)
  }

  /// What the store remembers of a search.
  init(_ record: SearchRecord, in store: TrialStore, isRunning: Bool) throws {
    let results = try SearchResults(record, in: store)
    let trials = try results.trials()
    self.init(name: record.name, stage: record.stage, max: 0, savings: try .init(of: record, in: store))
    // A record that says so of a search that does not run here was left by a program that is gone.
    state =
      isRunning ? "running" : (record.state == .running ? SearchState.interrupted : record.state).rawValue
    reason = isRunning ? nil : record.reason
    max = record.spec["proposals"]?.arrayValue?.count ?? record.spec["limits"]?["max"]?.intValue ?? trials.count
    completed = trials.count { $0.state == .completed }
    failed = trials.count { $0.state == .failed }
    for failure in trials.compactMap(\.failure) { failures[failure.rawValue, default: 0] += 1 }
    let unfit = trials.filter { $0.state == .infeasible }
    infeasible = unfit.count
    infeasibleBy = MeasureLimit.counts(
      of: unfit.lazy.map(\.metrics), StoredSearch(json: record.spec).measureLimits)
    ended = trials.count { $0.state.isFinal }
    running = isRunning ? trials.count { $0.state == .running } : 0
    let scored = trials.filter { $0.state == .completed && $0.reward != nil }
    rewards = scored.sorted { ($0.endedAt ?? 0, $0.number) < ($1.endedAt ?? 0, $1.number) }.compactMap(\.reward)
    for trial in scored where results.verdict(on: trial) != false {
      if let reward = trial.reward, best.map({ reward > $0.reward }) ?? true {
        best = LuaBest(number: trial.number, reward: reward)
      }
    }
    elapsed = trials.timeRun ?? 0
    comparison = isRunning ? nil : try StageComparison(record, in: store)
  }
}

extension LuaSearch {
  /// Where it stands: from the search itself while it runs here, else from the store.
  func status() throws -> SearchStatus {
    let live = context.searches.latest(name).flatMap { $0.isRunning ? $0 : nil }
    if let live, let (progress, age) = live.progress {
      return SearchStatus(live: progress, age: age, isStopping: live.isStopping)
    }
    let store = try context.environment().store
    guard let record = try store.search(named: name) else {
      switch stage {
      case .proxy: return SearchStatus(name: name, stage: 1, max: definition.limits.max)
      case .full(let top): return SearchStatus(name: name, stage: 2, max: top)
      case .fixed(let run):
        return SearchStatus(name: name, stage: run.kind.stage, max: run.architectures.count)
      }
    }
    return try SearchStatus(record, in: store, isRunning: live != nil)
  }
}

import Foundation
import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace
import TextPlot

/// A simulated search in Lua: a list of its trials in order of completion.
struct LuaSimulation: LuaObject {
  let search: SimulatedSearch
  let space: SearchSpace

  static let luaType = LuaObjectType(
    "Simulation",
    "A simulated search at its end: #sim, sim[1] and ipairs(sim) give its trials in order of completion."
  ) {
    LuaElements("the trials in order of completion", count: { (own: LuaSimulation) in own.search.trials.count }) {
      (own: LuaSimulation, position) in own.trial(at: position)
    }
    LuaProperty("trials", "Every trial in order of completion, as a list of its own.") { (own: LuaSimulation) in
      own.search.trials.map { SimulatedTrialDocument(trial: $0, space: own.space) }
    }
    LuaProperty("best", "The best completed trial, or nil where none keeps to the limits.") {
      (own: LuaSimulation) in
      own.search.best.map { SimulatedTrialDocument(trial: $0, space: own.space) }
    }
    LuaProperty("reason", "Why the search ended.") { (own: LuaSimulation) in own.search.outcome.reason }
    LuaProperty("outcome", "How it ended: 'completed', or 'failed' where a rule about failures ended it.") {
      (own: LuaSimulation) in
      if case .failed = own.search.outcome { "failed" } else { "completed" }
    }
    LuaProperty("completed", "How many trials have a reward.") { (own: LuaSimulation) in
      own.search.count(.completed)
    }
    LuaProperty("failed", "How many trials failed.") { (own: LuaSimulation) in own.search.count(.failed) }
    LuaProperty("infeasible", "How many architectures could not be trained; they do not count as failed.") {
      (own: LuaSimulation) in own.search.count(.infeasible)
    }
    LuaProperty("elapsed", "The virtual seconds that it took.") { (own: LuaSimulation) in own.search.elapsed }
    LuaProperty("saved", "The virtual seconds of training that early stopping saved.") { (own: LuaSimulation) in
      own.search.saved
    }
    LuaFunction(
      "plot", "Draws the rewards and the best of them.", LuaParameter<LuaSimulation>("self", "the search"),
      LuaParameter<PlotOptions>("options", "what and how large"), returns: LuaResult<LuaPlot>("the chart")
    ) { own, options in
      let glyphs = try options.checkedGlyphs()
      var plot = RewardPlot.plot(
        own.search.trials, title: "simulation", width: options.width, height: options.height,
        isOutside: { $0.score?.isWithinLimits == false })
      (plot.glyphs, plot.isColoured) = (glyphs, options.colour)
      return LuaPlot(text: String(plot.text().dropLast()))
    }
  }

  private func trial(at position: Int) -> SimulatedTrialDocument? {
    let trials = search.trials
    guard position >= 1, position <= trials.count else { return nil }
    return SimulatedTrialDocument(trial: trials[position - 1], space: space)
  }

  var luaText: String {
    let count = search.trials.count
    let text = "\(count) trial\(count == 1 ? "" : "s") in \(Span.text(search.elapsed))"
    guard let best = search.best, let reward = best.reward else {
      let outside = search.count(.completed)
      return "Simulation(\(text)\(outside > 0 ? ", no trial within the limits" : ""))"
    }
    return "Simulation(\(text), best \(String(format: "%.4g", reward)) by trial \(best.number))"
  }
}

/// A trial of a simulated search as scripts get it.
struct SimulatedTrialDocument: ToLua, Sendable {
  let trial: SimulatedTrial
  let space: SearchSpace
  static var luaTypeName: String { "trial" }
  static var luaStubType: String { "SimulatedTrial" }

  static let luaType = LuaRecordType(
    "SimulatedTrial", "A trial of a simulated search. Times are virtual seconds since its start.",
    fields: [
      .init("id", "its number, in the order of the proposals", "integer"),
      .init("arch", "the decided table", "any"),
      .init("metrics", "the last value of each metric", "table<string, number>"),
      .init("reward", "what the controller was told; of one that was ended early, what it had reached", "number?"),
      .init("state", "how it ended", "\"completed\"|\"failed\"|\"infeasible\"|\"stopped\""),
      .init("reason", "why it was not completed", "string?"),
      .init("started", "when it started", "number"), .init("ended", "when it ended", "number"),
      .init(
        "measurements", "what it reported while it ran",
        "{ step: integer?, time: number, metrics: table<string, number> }[]"
      ),
    ])

  func push(to stack: LuaStack) { json.push(to: stack) }

  private var json: JSON {
    var members: [String: JSON] = [
      "id": .integer(trial.number), "arch": LuaArchitecture(trial.architecture, of: space).table,
      "metrics": Self.json(trial.metrics), "state": .string(trial.state.rawValue),
      "started": .number(trial.started),
      "ended": .number(trial.ended),
      "measurements": .array(
        trial.measurements.map { measurement in
          var members: [String: JSON] = [
            "time": .number(measurement.time), "metrics": Self.json(measurement.metrics),
          ]
          members["step"] = measurement.step.map { .integer($0) }
          return .object(members)
        }),
    ]
    members["reward"] = trial.reward.map { .number($0) }
    members["reason"] = trial.reason.map { .string($0) }
    return .object(members)
  }

  private static func json(_ metrics: [String: Double]) -> JSON { .object(metrics.mapValues { .number($0) }) }
}

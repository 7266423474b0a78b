import Controllers
import LuaHost
import PlainJSON

/// What the `ask` of a controller in Lua is given.
struct LuaHistory: LuaObject {
  let history: SearchHistory

  private static let own = LuaParameter<LuaHistory>("self", "the history")

  static let luaType = LuaObjectType(
    "History", "What a controller in Lua knows of its search: the ended trials as a list, and what it may ask."
  ) {
    LuaElements("ended trials in the order of their ends") { (own: LuaHistory) in
      own.history.count
    } at: {
      own, position in
      own.history.trial(at: position).map { PastTrial(result: $0, history: own.history) }
    }
    LuaProperty("number", "the trial that an architecture is asked for") { (own: LuaHistory) in own.history.number
    }
    LuaProperty("max", "trials that the search may have") { (own: LuaHistory) in own.history.maxTrials }
    LuaProperty("space", "what is searched") { (own: LuaHistory) in LuaSpace(space: own.history.space) }
    LuaProperty("best", "the trial that stands best, or nil while there is none") { (own: LuaHistory) in
      own.history.best.map { PastTrial(result: $0, history: own.history) }
    }
    LuaProperty("running", "the architectures in flight, in the order in which they were proposed") {
      (own: LuaHistory) in own.history.running.map { LuaArchitecture($0, of: own.history.space) }
    }
    LuaFunction(
      "sample", "A random architecture that was not proposed yet.", own,
      returns: LuaResult<LuaArchitecture?>("the decided table, or nil where none is left")
    ) { own in try own.history.freshSample().map { LuaArchitecture($0, of: own.history.space) } }
    LuaFunction(
      "was_proposed", "Whether an architecture was proposed as often as it may be.", own,
      SpaceArguments.architecture(), returns: LuaResult<Bool>("true or false")
    ) { own, arch in try own.history.isKnown(try own.history.space.architecture(of: arch)) }
    LuaFunction(
      "random",
      "A random number as math.random gives it, the same for the same seed and number of the trial: from 0 up to 1, from 1 "
        + "to low, or from low to high.", own, LuaParameter<Int?>("low", "or the highest, where it is alone"),
      LuaParameter<Int?>("high", "the highest"), returns: LuaResult<JSON>("the number", stub: "number")
    ) { own, low, high -> JSON in
      guard let bound = low else { return .number(own.history.random { $0.unit() }) }
      let (lowest, highest) = (high == nil ? 1 : bound, high ?? bound)
      let (width, isTooWide) = highest.subtractingReportingOverflow(lowest)
      guard lowest <= highest, !isTooWide, width < .max else {
        throw LuaConversionError(expected: "a range that is not empty", got: "\(lowest) to \(highest)")
      }
      return .integer(lowest + own.history.random { $0.index(width + 1) })
    }
    LuaFunction(
      "seed", "Another seed at each call, for space:mutate(arch, history:seed()) and its like.", own,
      returns: LuaResult<Int>("the seed, the same for the same seed of the search and number of the trial")
    ) { own in own.history.random { Int(bitPattern: UInt($0.next())) } }
  }

  var luaText: String { "History(\(history.count) trial\(history.count == 1 ? "" : "s"))" }
}

/// An ended trial, as a controller in Lua sees it.
struct PastTrial: LuaObject {
  let result: TrialResult
  let history: SearchHistory

  static let luaType = LuaObjectType("PastTrial", "An ended trial, as a controller in Lua sees it.") {
    LuaProperty("number", "its number; below 1 for a trial of an earlier search") { (own: PastTrial) in
      own.result.number
    }
    LuaProperty("arch", "the decided table") { (own: PastTrial) in
      LuaArchitecture(own.result.architecture, of: own.history.space)
    }
    LuaProperty("state", "completed, failed, stopped or infeasible") { (own: PastTrial) in own.state }
    LuaProperty("reward", "its reward, or nil where it has none") { (own: PastTrial) in own.result.score?.reward }
    LuaProperty("metrics", "the last value of each metric") { (own: PastTrial) -> JSON in
      .object(own.result.metrics.mapValues { .number($0) })
    }
    LuaProperty("objectives", "the value of each objective, greater is better; empty without objectives") {
      (own: PastTrial) in own.result.score?.objectives ?? []
    }
    LuaProperty(
      "excess", "by how much hard limits are exceeded, as a share of them; 0 within, nil without a reward"
    ) {
      (own: PastTrial) in own.result.score?.totalExcess
    }
    LuaProperty(
      "failure",
      "why it failed: out_of_memory, timed_out, machine where the architecture is not to blame, or crashed; nil of others"
    ) {
      (own: PastTrial) -> String? in
      if case .failed(let kind) = own.result.outcome { kind.rawValue } else { nil }
    }
    LuaFunction(
      "beats",
      "Whether it stands above another one: by reward, and under hard limits first by what keeps them. One with a reward "
        + "stands above one without.",
      LuaParameter<PastTrial>("self", "the trial"), LuaParameter<PastTrial?>("other", "another trial, or nil"),
      returns: LuaResult<Bool>("true or false")
    ) { own, other in
      guard let standing = own.result.score?.standing else { return false }
      return other?.result.score.map { standing > $0.standing } ?? true
    }
  }

  private var state: String {
    switch result.outcome {
    case .completed: "completed"
    case .failed: "failed"
    case .stopped: "stopped"
    case .infeasible: "infeasible"
    }
  }

  var luaText: String {
    "PastTrial(\(result.number), \(state)\(result.score.map { ", reward \($0.reward)" } ?? ""))"
  }
}

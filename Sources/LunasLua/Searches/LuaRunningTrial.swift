import LuaHost
import PlainJSON
import SearchEngine

/// What an early-stopping rule that is a Lua function sees.
struct LuaRunningTrial: LuaObject {
  let trial: RunningTrial

  static let luaType = LuaObjectType("RunningTrial", "What an early-stopping function sees of a trial that runs.")
  {
    LuaProperty("number", "its number") { (own: LuaRunningTrial) in own.trial.number }
    LuaProperty("architecture", "the decided table") { (own: LuaRunningTrial) in
      LuaArchitecture(own.trial.architecture)
    }
    LuaProperty("step", "the last reported step") { (own: LuaRunningTrial) in own.trial.step }
    LuaProperty("metrics", "the last value of each metric") { (own: LuaRunningTrial) in
      JSON.object(own.trial.metrics.mapValues { .number($0) })
    }
    LuaProperty("measurements", "what it has reported, in order: a list of tables with step and metrics") {
      (own: LuaRunningTrial) in
      own.trial.reports.map { report in
        JSON.object([
          "step": report.step.map { .integer($0) } ?? .null,
          "metrics": .object(report.metrics.mapValues { .number($0) }),
        ])
      }
    }
    LuaProperty("elapsed", "seconds that it has run") { (own: LuaRunningTrial) in own.trial.elapsed }
    LuaProperty("search", "the search, as stop rules see it") { (own: LuaRunningTrial) in
      LuaSearchView(view: own.trial.search)
    }
  }
}

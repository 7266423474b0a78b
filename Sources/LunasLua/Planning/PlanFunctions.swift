import LuaHost

/// The functions that plan.
enum PlanFunctions {
  static let plan = LuaFunction(
    "plan", "Computes what a search will take: days, GPUs, GPU-hours, money. Nothing runs.",
    LuaParameter<PlanOptions>("options", "the search and its surroundings"),
    returns: LuaResult<LuaPlan>("the plan; printing it shows the table")
  ) { try $0.plan() }

  static let plans = LuaFunction(
    "plans",
    "Computes several plans, to be shown side by side: nas.plans({ trial_hours = 2 }, { { parallel = 10 }, { parallel = 20 } }).",
    LuaParameter<PlanOptions>("common", "what all of them have in common"),
    LuaParameter<[PlanOptions]>("settings", "what each has of its own"),
    returns: LuaResult<LuaPlans>("the plans; lunas plan FILE prints what a file returns")
  ) { common, settings in
    if settings.isEmpty { throw LuaConversionError(expected: "at least one table", got: "an empty list") }
    return LuaPlans(
      plans: try settings.enumerated().map { position, own in
        do { return try own.filled(from: common).plan() } catch let error as LuaConversionError {
          throw error.under("[\(position + 1)]")
        }
      })
  }

  static let records = PlanDocument.records
}

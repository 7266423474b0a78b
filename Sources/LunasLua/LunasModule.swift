import LuaHost

/// The `lunas` module: every function that scripts call.
enum LunasModule {
  static let types = [
    LuaDecision.luaType, LuaSpace.luaType, SpaceReport.luaType, LuaConstraint.luaType, LuaSearch.luaType,
    SearchStatus.luaType, LuaPlot.luaType,
    LuaReward.luaType, LuaObjective.luaType, LuaLimit.luaType, LuaStopRule.luaType, LuaSearchView.luaType,
    LuaBest.luaType, LuaEarlyStopping.luaType, LuaRunningTrial.luaType, LuaFailedTrial.luaType,
    LuaEnqueued.luaType, LuaHistory.luaType, PastTrial.luaType, LuaSimulation.luaType, LuaTrainingTable.luaType,
    LuaComparison.luaType,
    ComparisonReport.luaType, LuaSplit.luaType, LuaSplit.Stage.luaType, LuaDataReport.luaType,
    LuaPlan.luaType, LuaPlans.luaType,
  ]

  static func make(_ context: LunasContext) -> LuaModule {
    LuaModule(
      "nas", "Neural architecture search: spaces, searches, rewards and stop rules.",
      functions: DecisionFunctions.all + GoalFunctions.all + [
        SpaceFunctions.space, SandboxFunctions.sandbox(context), SearchFunctions.search(context),
        SimulationFunctions.simulate(context), ComparisonFunctions.compare(context),
        TableFunctions.table(context), SplitFunctions.split(context), DeviceFunctions.devices,
        PlanFunctions.plan, PlanFunctions.plans, Help.function { make(context) },
      ],
      modules: [
        ("constraint", ConstraintFunctions.module),
        ("reward", RewardFunctions.module), ("stop", StopFunctions.module),
        ("early_stopping", EarlyStoppingFunctions.module),
        ("stats", StatisticsFunctions.module),
        ("spaces", KnownSpaces.module(with: [PyGloveFunctions.fromPyGlove(context)])),
      ],
      types: types,
      records: [
        TrialDocument.luaType, FailureAnswerValue.record, ControllerTable.record, SpaceCounting.sizeRecord,
        SpaceCounting.pointRecord, SpaceCutting.partRecord,
        SpaceReport.findingRecord, SimulatedTrialDocument.luaType, ComparisonReport.rowRecord,
        LuaDataReport.record,
      ] + DeviceFunctions.records + PlanFunctions.records + StatisticsFunctions.records
        + ProxyFunctions.records)
  }
}

import LuaHost
import SearchEngine

/// The function that searches in memory.
enum SimulationFunctions {
  struct Options: SimulationKeys {
    static var luaStubType: String { "SimulateOptions" }
    var space: SpaceArgument?
    var trainer: TrainerArgument = .command([])
    var reward: RewardArgument?
    var objectives: [ObjectiveArgument] = []
    var limits: [LimitArgument] = []
    var trials = SimulatedTrialOptions()
    var measure = LuaOneOrMore<MeasureOptions>()
    var seed = 0
    var duration: DurationArgument?
    var stop: [StopArgument] = []
    var earlyStopping: EarlyStoppingArgument?
    var controller: ControllerArgument = .named("auto", options: [:])
    static let fields =
      commonFields + [LuaField("controller", "who proposes, as in nas.search", \Options.controller)]
  }

  static func simulate(_ context: LunasContext) -> LuaFunction {
    LuaFunction(
      "simulate",
      "Searches in memory on a virtual clock: no workspace, no process and no waiting, to try controllers, stop rules and "
        + "parallelism before a GPU is spent. Gives the trials in order of completion.",
      LuaParameter<Options>("options", "what to search and how"),
      returns: LuaResult<LuaSimulation>("the search, at its end; a list of its trials")
    ) { (options: Options) async throws -> LuaSimulation in
      var simulation = try options.simulation(context)
      simulation.controller = options.controller.choice(context)
      return LuaSimulation(search: try await simulation.run(), space: simulation.space)
    }
  }
}

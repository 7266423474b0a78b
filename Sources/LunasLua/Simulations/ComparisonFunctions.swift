import Controllers
import Foundation
import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace

/// The function that compares controllers.
enum ComparisonFunctions {
  struct Options: SimulationKeys {
    static var luaStubType: String { "CompareOptions" }
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
    var controllers: [ControllerArgument] = []
    var seeds = 20
    var best: Double?
    var within: Double?
    var judge: RewardArgument?
    static let fields =
      commonFields + [
        LuaField(
          "controllers", "a list of them: each as in nas.search; a controller in Lua as a function that makes it",
          \Options.controllers,
          required: true),
        LuaField("seeds", "how many searches each controller makes", \Options.seeds),
        LuaField("best", "the greatest reward that there is, where it is known", \Options.best),
        LuaField(
          "within", "how far below the best counts as reached; a thousandth of the best if left out",
          \Options.within),
        LuaField(
          "judge",
          "what the trial with the best reward is judged by, where rewards are noisy: a metric's name, a reward, or "
            + "a function of the metrics", \Options.judge),
      ]
  }

  /// Those who are compared, each with a name that no other has.
  private static func contenders(
    _ options: Options, _ context: LunasContext, for space: SearchSpace
  ) -> [Comparison.Contender] {
    let contenders = options.controllers.map { $0.contender(context, for: space) }
    let counts = contenders.reduce(into: [:]) { $0[$1.name, default: 0] += 1 }
    var seen: [String: Int] = [:]
    return contenders.map { contender in
      guard counts[contender.name, default: 1] > 1 else { return contender }
      seen[contender.name, default: 0] += 1
      let number = seen[contender.name, default: 1]
      return Comparison.Contender(contender.controller, name: "\(contender.name) \(number)")
    }
  }

  static func compare(_ context: LunasContext) -> LuaFunction {
    LuaFunction(
      "compare",
      "Defines a comparison of controllers by the reward, on the same simulated search, over several seeds; nothing "
        + "runs yet.",
      LuaParameter<Options>("options", "what to compare and how"),
      returns: LuaResult<LuaComparison>("the comparison; lunas compare FILE runs what a file returns")
    ) { options in
      let judge = options.judge?.reward(context)
      let simulation = try options.simulation(context, judge: judge)
      var comparison = Comparison(
        simulation, contenders: contenders(options, context, for: simulation.space))
      comparison.seeds = context.overrides.seeds ?? options.seeds
      comparison.best = options.best
      comparison.tolerance = options.within
      comparison.judge = judge
      try check(comparison)
      var isNative = options.isNative
      if case .function = options.judge { isNative = false }
      for case .custom in comparison.contenders.map(\.controller) { isNative = false }
      if isNative { comparison.width = max(1, ProcessInfo.processInfo.activeProcessorCount) }
      return LuaComparison(comparison: comparison)
    }
  }

  /// Mistakes are told where they are written.
  private static func check(_ comparison: Comparison) throws {
    if comparison.contenders.isEmpty {
      throw LuaConversionError(expected: "at least one controller", got: "an empty list", path: ["controllers"])
    }
    if comparison.seeds < 1 {
      throw LuaConversionError(expected: "at least 1", got: "\(comparison.seeds)", path: ["seeds"])
    }
    if let best = comparison.best, !best.isFinite {
      throw LuaConversionError(expected: "a finite number", got: "\(best)", path: ["best"])
    }
    if let tolerance = comparison.tolerance, !(tolerance >= 0) {
      throw LuaConversionError(expected: "at least 0", got: "\(tolerance)", path: ["within"])
    }
    for contender in comparison.contenders {
      _ = try contender.controller.make(
        ControllerCatalog.Request(
          space: comparison.simulation.space, seed: 0, maxTrials: comparison.simulation.limits.max))
    }
  }
}

extension ControllerArgument {
  /// The controller for a comparison, called by its name and its settings, as the same one may be there several times.
  fileprivate func contender(_ context: LunasContext, for space: SearchSpace) -> Comparison.Contender {
    let choice = choice(context)
    let settings = choice.options.sorted { $0.key < $1.key }.map { "\($0)=\($1.stringValue ?? $1.text)" }
    let name = ownName(for: space, within: context.answerLimit) ?? choice.name
    return Comparison.Contender(choice, name: ([name] + settings).joined(separator: " "))
  }

  /// The name in the table that a function makes. Where that fails, the searches tell why.
  private func ownName(for space: SearchSpace, within limit: Duration) -> String? {
    guard case .maker(let function, _) = self, let lua = function.reference.state else { return nil }
    return try? lua.callBlocking(
      function.reference, [LuaSpace(space: space)], as: ControllerTable.self, within: limit
    ).name
  }
}

/// A comparison in Lua, before it has run.
public struct LuaComparison: LuaObject {
  let comparison: Comparison

  public static let luaType = LuaObjectType(
    "Comparison", "Controllers to be compared on the same simulated search, over several seeds."
  ) {
    LuaProperty("controllers", "What the controllers are called.") { (own: LuaComparison) in
      own.comparison.contenders.map(\.name)
    }
    LuaFunction(
      "run", "Runs every search.", LuaParameter<LuaComparison>("self", "the comparison"),
      returns: LuaResult<ComparisonReport>("what came out; printing it shows the table")
    ) { (own: LuaComparison) async throws -> ComparisonReport in try await own.run() }
  }

  public var luaText: String {
    let (controllers, trials) = (comparison.contenders.count, comparison.simulation.limits.max)
    return "Comparison(\(controllers) controller\(controllers == 1 ? "" : "s"), \(comparison.seeds) "
      + "seed\(comparison.seeds == 1 ? "" : "s"), \(trials) trials)"
  }

  /// Runs every search. Cancelling the task ends it.
  ///
  /// - Parameter progress: told after each search.
  public func run(
    progress: @escaping @Sendable (_ done: Int, _ total: Int) async -> Void = { _, _ in }
  ) async throws -> ComparisonReport {
    ComparisonReport(result: try await comparison.run { await progress($0.done, $0.total) })
  }
}

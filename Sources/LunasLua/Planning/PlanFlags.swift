import LuaHost
import Planning
import SearchEngine
import TrialStore

/// What a command line says of a plan; nil leaves it to the file.
public struct PlanFlags: Sendable {
  public var trials: Int?
  /// Whether the number of trials is guessed from the space and the trials so far.
  public var guessesTrials = false
  /// One plan for each.
  public var parallel: [Int] = []
  /// One plan for each.
  public var gpus: [Int] = []
  public var trialHours: Double?
  public var startupHours: Double?
  public var failureRate: Double?
  public var earlyStopping: Double?
  public var available: Int?
  public var fullHours: Double?
  public var fullGPUs: Int?
  public var fullParallel: Int?
  public var top: Int?
  public var designTrainings: Double?
  public var gpuHour: Double?
  public var currency: String?
  /// In seconds; infinite for none.
  public var jobLimit: Double?
  public var draws: Int?
  public var seed: Int?

  /// What a file may return, in words.
  public static let expected = "a search, a plan or plans"

  /// Makes flags that leave everything to the file.
  public init() {}

  /// Plans what a file returned: a search, a plan or several.
  ///
  /// - Parameter store: the workspace's; nil where there is none.
  /// - Throws: `LuaConversionError` where it returned something else.
  public func plans(of result: LuaReference, in lua: LuaState, store: TrialStore?) async throws -> LuaPlans {
    let found = try await lua.withStack { stack -> Returned in
      stack.push(result)
      defer { stack.pop() }
      return try Returned.peek(stack, at: -1)
    }
    let all = try sets.flatMap { options -> [LuaPlan] in
      switch found {
      case .search(let search): [try search.plan(options, store: store)]
      case .plans(let plans): try plans.map { try options.filled(from: $0.options).plan() }
      }
    }
    return LuaPlans(plans: all)
  }

  private enum Returned: Sendable {
    case search(LuaSearch)
    case plans([LuaPlan])

    static func peek(_ stack: LuaStack, at index: Int32) throws -> Returned {
      if let search = stack.object(LuaSearch.self, at: index) { return .search(search) }
      if let plan = stack.object(LuaPlan.self, at: index) { return .plans([plan]) }
      if let plans = stack.object(LuaPlans.self, at: index) { return .plans(plans.plans) }
      throw stack.mismatch(expected: PlanFlags.expected, at: index)
    }
  }

  /// The options of each plan: every number of trials at once with every number of GPUs.
  private var sets: [PlanOptions] {
    let (parallel, gpus) = (parallel.map(Optional.some), gpus.map(Optional.some))
    return (parallel.isEmpty ? [nil] : parallel).flatMap { parallel in
      (gpus.isEmpty ? [nil] : gpus).map { options(parallel: parallel, gpus: $0) }
    }
  }

  private func options(parallel: Int?, gpus: Int?) -> PlanOptions {
    var options = PlanOptions()
    options.trials = guessesTrials ? .auto : trials.map { .given(.exact(Double($0))) }
    // Whoever says how many trials are needed does not want to hear of the limit in the file.
    options.maxTrials = trials.map { _ in Int.max }
    (options.parallel, options.gpus) = (parallel, gpus)
    options.trialHours = trialHours.map { AmountArgument(amount: .exact($0)) }
    options.startupHours = startupHours.map { AmountArgument(amount: .exact($0)) }
    (options.failureRate, options.earlyStopping) = (failureRate, earlyStopping)
    options.available = available
    options.full = PlanFullOptions(
      top: top, hours: fullHours.map { AmountArgument(amount: .exact($0)) }, gpus: fullGPUs, parallel: fullParallel
    )
    options.designTrainings = designTrainings
    (options.price.gpuHour, options.price.currency) = (gpuHour, currency)
    options.jobLimit = jobLimit.map { JobLimitArgument(seconds: $0.isFinite ? $0 : nil) }
    (options.draws, options.seed) = (draws, seed)
    return options
  }
}

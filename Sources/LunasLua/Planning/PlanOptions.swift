import Foundation
import LuaHost
import Planning
import SearchSpace

/// What nas.plan takes. Whatever is left out is nil, so that a search, or a file, can fill it in.
struct PlanOptions: LuaOptions, Sendable {
  var name: String?
  var trials: TrialsArgument?
  var space: SpaceArgument?
  var controller: String?
  var pilot: [Double]?
  var maxTrials: Int?
  var parallel: Int?
  var trialHours: AmountArgument?
  var startupHours: AmountArgument?
  var gpus: Int?
  var scaling = LuaOneOrMore<PlanScalingOptions>()
  var cores: Int?
  var available: Int?
  var failureRate: Double?
  var failedShare: Double?
  var earlyStopping: Double?
  var full = PlanFullOptions()
  var designTrainings: Double?
  var price = PlanPriceOptions()
  var jobLimit: JobLimitArgument?
  var draws: Int?
  var seed: Int?
  /// Where numbers come from that nobody gave, in words.
  var sources: [String] = []
  static let fields = [
    LuaField("name", "what it is called beside others", \PlanOptions.name),
    LuaField(
      "trials",
      "trials with a reward that the search needs; failed ones come on top. 'auto', or left out with 'space': a guess from "
        + "its size and the pilot", \PlanOptions.trials),
    LuaField("space", "for the guess: what is searched", \PlanOptions.space),
    LuaField("controller", "for the guess: who proposes, \"auto\" if left out", \PlanOptions.controller),
    LuaField("pilot", "for the guess: rewards of the first trials, in order", \PlanOptions.pilot),
    LuaField("max_trials", "trials that it may start in all, failed ones among them", \PlanOptions.maxTrials),
    LuaField("parallel", "trials at once, 20 if left out", \PlanOptions.parallel),
    LuaField("trial_hours", "hours that a trial trains", \PlanOptions.trialHours),
    LuaField("startup_hours", "hours from the start of a trial until it trains", \PlanOptions.startupHours),
    LuaField("gpus", "GPUs of each trial; what 'scaling' says, or 1, if left out", \PlanOptions.gpus),
    LuaField(
      "scaling", "what was measured with several numbers of GPUs, in place of gpus, trial_hours and startup_hours",
      \PlanOptions.scaling),
    LuaField("cores", "CPU cores of each trial", \PlanOptions.cores),
    LuaField("available", "GPUs that there are", \PlanOptions.available),
    LuaField("failure_rate", "the share of trials that fail, 0 to 1", \PlanOptions.failureRate),
    LuaField(
      "failed_share", "how much of a trial's time a failed one takes, 1 if left out", \PlanOptions.failedShare),
    LuaField(
      "early_stopping", "the share of training that early stopping saves, 0 to 1", \PlanOptions.earlyStopping),
    LuaField("full", "stage 2: the full training of the best", \PlanOptions.full),
    LuaField(
      "design_trainings", "what the design of the proxy task costs, in full trainings; the usual one takes 12",
      \PlanOptions.designTrainings),
    LuaField("price", "prices; without them nothing is said about money", \PlanOptions.price),
    LuaField("job_limit", "when a job ends and has to be resumed, '14d' if left out", \PlanOptions.jobLimit),
    LuaField("draws", "how often it is simulated, 400 if left out", \PlanOptions.draws),
    LuaField("seed", "where the randomness of the simulation comes from, 0 if left out", \PlanOptions.seed),
  ]

  /// With what others say where these options say nothing.
  func filled(from other: PlanOptions) -> PlanOptions {
    var all = self
    all.name = name ?? other.name
    all.trials = trials ?? other.trials
    all.space = space ?? other.space
    all.controller = controller ?? other.controller
    all.pilot = pilot ?? other.pilot
    all.maxTrials = maxTrials ?? other.maxTrials
    all.parallel = parallel ?? other.parallel
    all.trialHours = trialHours ?? other.trialHours
    all.startupHours = startupHours ?? other.startupHours
    all.gpus = gpus ?? other.gpus
    if scaling.all.isEmpty { all.scaling = other.scaling }
    all.cores = cores ?? other.cores
    all.available = available ?? other.available
    all.failureRate = failureRate ?? other.failureRate
    all.failedShare = failedShare ?? other.failedShare
    all.earlyStopping = earlyStopping ?? other.earlyStopping
    all.full.top = full.top ?? other.full.top
    all.full.hours = full.hours ?? other.full.hours
    all.full.gpus = full.gpus ?? other.full.gpus
    all.full.parallel = full.parallel ?? other.full.parallel
    all.designTrainings = designTrainings ?? other.designTrainings
    if price.gpuHour == nil, price.watts == nil {
      (all.price.gpuHour, all.price.watts) = (other.price.gpuHour, other.price.watts)
      all.price.kilowattHour = price.kilowattHour ?? other.price.kilowattHour
    }
    all.price.machineHour = price.machineHour ?? other.price.machineHour
    all.price.currency = price.currency ?? other.price.currency
    all.jobLimit = jobLimit ?? other.jobLimit
    all.draws = draws ?? other.draws
    all.seed = seed ?? other.seed
    all.sources = sources + other.sources
    return all
  }
}

extension PlanOptions {
  /// The plan.
  ///
  /// - Throws: `LuaConversionError` that names the key.
  func plan() throws -> LuaPlan {
    do {
      var words = sources
      let chosen = try choice(&words)
      guard let hours = trialHours?.amount ?? chosen.map({ .exact($0.hours) }) else {
        throw LuaConversionError(
          expected: "\(AmountArgument.luaTypeName): how long a trial trains", got: "nil", path: ["trial_hours"])
      }
      var settings = PlanSettings(
        trials: try neededTrials(&words), parallel: parallel ?? 20, trialHours: hours,
        gpus: gpus ?? chosen?.gpus ?? 1)
      settings.name = name
      settings.maxTrials = maxTrials
      settings.startup = startupHours?.amount ?? chosen.map { .exact($0.startupHours) } ?? .exact(0)
      (settings.cores, settings.available) = (cores, available)
      settings.failureRate = failureRate ?? 0
      settings.failedShare = failedShare ?? 1
      settings.earlyStopping = earlyStopping ?? 0
      settings.full = try stage2(settings.gpus)
      settings.designTrainings = designTrainings ?? 0
      settings.price = try price.price()
      if let jobLimit { settings.jobLimit = jobLimit.seconds.map { $0 / 3600 } }
      settings.draws = draws ?? settings.draws
      settings.seed = UInt64(bitPattern: Int64(seed ?? 0))
      return LuaPlan(plan: try Plan(settings), options: self, sources: words)
    } catch let error as PlanError {
      throw LuaConversionError(
        expected: error.expected, got: error.got, path: error.setting.split(separator: ".").map(String.init))
    }
  }

  private func stage2(_ trialGPUs: Int) throws -> PlanSettings.Full? {
    guard let hours = full.hours?.amount else {
      if full.top == nil && full.gpus == nil && full.parallel == nil { return nil }
      throw LuaConversionError(
        expected: "\(AmountArgument.luaTypeName): how long a full training takes", got: "nil",
        path: ["full", "hours"])
    }
    return .init(top: full.top ?? 10, hours: hours, gpus: full.gpus ?? trialGPUs, parallel: full.parallel)
  }

  /// The number of GPUs that was measured to be best, or the given one.
  private func choice(_ words: inout [String]) throws -> GPUScaling.Point? {
    if scaling.all.isEmpty { return nil }
    let measured = try GPUScaling(
      scaling.all.map { .init(gpus: $0.gpus, hours: $0.hours, startupHours: $0.startupHours) })
    if let gpus {
      guard let point = measured.points.first(where: { $0.gpus == gpus }) else {
        throw LuaConversionError(
          expected:
            "one of the measured numbers (\(measured.points.map { "\($0.gpus)" }.joined(separator: ", ")))",
          got: "\(gpus)", path: ["gpus"])
      }
      return point
    }
    let pool = available ?? (parallel ?? 20) * (measured.points.map(\.gpus).max() ?? 1)
    let best = try measured.best(on: pool)
    let rates = measured.points.map { "\($0.gpus): \(PlanText.number($0.trialsPerDay(on: pool)))" }
    words.append(
      "GPUs of a trial: \(best.gpus), with trials a day on \(pool) GPUs of \(rates.joined(separator: ", "))")
    return best
  }

  private func neededTrials(_ words: inout [String]) throws -> Amount {
    if case .given(let amount)? = trials { return amount }
    guard let space = space?.space else {
      if let maxTrials, trials == nil { return .exact(Double(maxTrials)) }
      throw LuaConversionError(
        expected: "how many trials the search needs, or the key 'space' for a guess", got: "nil", path: ["trials"])
    }
    let guess = Self.guess(space, controller: controller, pilot: pilot)
    words.append("trials: \(guess.words)")
    return guess.trials.low == guess.trials.high ? .exact(guess.trials.median) : .range(guess.trials)
  }

  /// How many trials a search may need.
  static func guess(_ space: SearchSpace, controller: String?, pilot: [Double]?) -> ConvergenceEstimate {
    let guess = ConvergenceEstimate(doublings: space.doublings, controller: controller ?? "auto")
    return pilot.map { guess.learning(from: $0) } ?? guess
  }
}

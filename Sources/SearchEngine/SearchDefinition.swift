import Controllers
import Launchers
import PlainJSON
import SearchSpace

/// Everything that a search is made of, as a script gives it.
public struct SearchDefinition: Sendable {
  public var name: String
  public var space: SearchSpace
  public var trainer: Trainer
  /// The values of `{config.KEY}` in stage 1.
  public var proxy: [String: JSON]
  /// The values of `{config.KEY}` in stage 2; nil where there is no full training.
  public var full: [String: JSON]?
  public var reward: Reward
  /// What is traded against each other and kept to besides the reward.
  public var goals: Goals
  public var controller: ControllerChoice
  public var seed: UInt64
  public var limits: SearchLimits
  public var stopRules: [StopRule]
  /// What ends trials of stage 1 that are not worth their time.
  public var earlyStopping: EarlyStopping?
  /// What stands around a trainer that is a program.
  public var surroundings = TrialSurroundings()
  /// Which failed trials are tried again; nil for none but those that were lost.
  public var retry: RetryPolicy?
  /// What decides about a trial that has just failed, before ``retry`` does.
  public var onFailure: (@Sendable (FailedTrial) async throws -> FailureAnswer)?
  /// What is trained before the controller is asked, in order.
  public var enqueued: [EnqueueRequest] = []
  /// Trials of earlier searches that its controller begins with.
  public var warmStart: [WarmStart] = []
  /// What is measured of an architecture before it is trained, in order.
  public var measures: [Measure] = []
  /// What it is trained and measured on, where Lunas has split it.
  public var data: SearchData?
  /// What should be seen when it begins.
  public var notices: [String] = []
  /// Whether lines on a trainer's standard output are reports.
  public var readsOutput = false
  /// Where trainers run.
  public var directory: String
  /// The script that defines the search; nil at the prompt.
  public var script: String?

  /// Makes a definition.
  public init(
    name: String, space: SearchSpace, trainer: Trainer, proxy: [String: JSON] = [:], full: [String: JSON]? = nil,
    reward: Reward, goals: Goals = Goals(), controller: ControllerChoice, seed: UInt64 = 0,
    limits: SearchLimits = SearchLimits(), stopRules: [StopRule] = [], earlyStopping: EarlyStopping? = nil,
    directory: String, script: String? = nil
  ) {
    self.name = name
    self.space = space
    self.trainer = trainer
    self.proxy = proxy
    self.full = full
    self.reward = reward
    self.goals = goals
    self.controller = controller
    self.seed = seed
    self.limits = limits
    self.stopRules = stopRules
    self.earlyStopping = earlyStopping
    self.directory = directory
    self.script = script
  }
}

/// How many trials there may be, how many at once, and how long.
public struct SearchLimits: Sendable, Equatable {
  /// Trials in all.
  public var max = 100
  /// Trials at once.
  public var parallel = 1
  /// Failed trials at which the search ends as failed; by default a third of `max`.
  public var maxFailed: Int?
  /// Seconds that a trial of stage 1 may run.
  public var timeout: Double?
  /// Seconds that a full training may run.
  public var fullTimeout: Double?
  /// Seconds between asking a trainer to end and ending it.
  public var grace = 5.0
  /// Seconds without output and without a metric, after which a trial counts as hung.
  public var silence: Double?
  /// Bytes that are kept of each log of a trial.
  public var output = TrialLimits.usualOutput
  /// Seconds that one run of the search may take, from its begin or its resumption: 14 days; nil for no end.
  public var job: Double? = 14 * 86400
  /// What a trial asks for; its memory is its limit too.
  public var slot = SlotRequest()
  /// Whether GPUs that somebody else is using are taken too.
  public var useBusyDevices = false

  /// Makes the default limits.
  public init() {}

  var effectiveMaxFailed: Int { maxFailed ?? Swift.max(1, (max + 2) / 3) }
}

/// What trains an architecture.
public enum Trainer: Sendable {
  /// A program with placeholders among its arguments.
  case command([String])
  /// A function of this process: architecture, configuration and where to report metrics. It gives the final metrics, or
  /// throws ``InfeasibleArchitecture``.
  case function(@Sendable (JSON, JSON, @escaping Report) async throws -> [String: Double])

  /// Takes the metrics of a step, and returns when it is clear that the trial goes on. Where the trial is ended, the task
  /// of the function is cancelled and this throws.
  public typealias Report = @Sendable (_ step: Int?, _ metrics: [String: Double]) async throws -> Void
}

/// Thrown by a trainer that is a function: the architecture cannot be trained, which is no failure of the trainer.
public struct InfeasibleArchitecture: Error, Sendable, CustomStringConvertible {
  /// Why, in the trainer's words.
  public let reason: String

  /// Gives the reason.
  public init(reason: String) { self.reason = reason }

  public var description: String { reason }
}

/// The number that the controller maximises, computed from the last value of each metric.
public struct Reward: Sendable {
  /// What it is called in messages.
  public let name: String
  /// The metric that it is, where it is one.
  public let metric: String?
  /// The metrics that it is known to need; a reward of one's own may need others.
  public var metrics: [String]
  let evaluate: @Sendable ([String: Double]) async throws -> Double

  /// A reward of one's own.
  public init(name: String, evaluate: @escaping @Sendable ([String: Double]) async throws -> Double) {
    self.init(name: name, metric: nil, evaluate: evaluate)
  }

  private init(
    name: String, metric: String?, evaluate: @escaping @Sendable ([String: Double]) async throws -> Double
  ) {
    self.name = name
    self.metric = metric
    metrics = metric.map { [$0] } ?? []
    self.evaluate = evaluate
  }

  /// Its value for the metrics of a trial.
  ///
  /// - Throws: ``RewardError``, or what a reward of one's own throws.
  public func value(of metrics: [String: Double]) async throws -> Double {
    let value = try await evaluate(metrics)
    guard value.isFinite else { throw RewardError.notFinite(value) }
    return value
  }

  /// The value of one metric.
  public static func metric(_ name: String) -> Reward {
    Reward(name: name, metric: name) { metrics in
      guard let value = metrics[name] else { throw RewardError.noMetric(name, reported: metrics.keys.sorted()) }
      return value
    }
  }

  /// An objective as a reward: greater is better also of what is to be made small.
  public static func objective(_ objective: Objective) -> Reward {
    switch objective.direction {
    case .maximize: return .metric(objective.metric)
    case .minimize:
      let metric = Reward.metric(objective.metric)
      var reward = Reward(name: "-\(objective.metric)") { try await -metric.evaluate($0) }
      reward.metrics = [objective.metric]
      return reward
    }
  }
}

/// Why a trial that ended well has no reward.
public enum RewardError: Error, Sendable, CustomStringConvertible {
  case noMetric(String, reported: [String])
  case notFinite(Double)
  case negativeInProduct(String, Double)
  case notPositiveInProduct(String, Double)

  public var description: String {
    switch self {
    case .noMetric(let name, let reported):
      reported.isEmpty
        ? "the trainer reported no metrics, and so no '\(name)'"
        : "the trainer reported no metric '\(name)', only \(reported.joined(separator: ", "))"
    case .notFinite(let value): "the reward is \(value)"
    case .negativeInProduct(let name, let value):
      "the metric '\(name)' is \(value): what a product maximises must be 0 or more; for a loss, write the reward as a "
        + "function of the metrics, or give nas.search objectives"
    case .notPositiveInProduct(let name, let value):
      "the metric '\(name)' is \(value): a product divides its target by it, so it must be above 0"
    }
  }
}

import Foundation

/// What a search will take: expected values in closed form, and ranges of the simulation.
///
/// The expected values are the usual formulas: days = trials / parallel x hours of a trial / 24. The simulation knows more:
/// that the last round is seldom full, that times vary, that failures and the ends of jobs cost. Where both say
/// something else, the ranges are what to count on.
public struct Plan: Sendable {
  public let settings: PlanSettings
  /// Stage 1.
  public let search: PlanStage
  /// Stage 2; nil where there is none.
  public let full: PlanStage?
  /// The design of the proxy task; nil where it costs nothing.
  public let design: PlanStage?
  /// All simulations.
  public let ranges: PlanRanges
  /// What else there is to know, in words.
  public let notes: [String]

  /// Computes a plan.
  ///
  /// - Throws: ``PlanError`` for the first setting that cannot be.
  public init(_ settings: PlanSettings) throws(PlanError) {
    try settings.validate()
    self.settings = settings
    search = settings.expectedSearch
    (full, design) = (settings.expectedFull, settings.expectedDesign)
    ranges = PlanRanges(settings)
    notes = settings.notes
  }

  private var stages: [PlanStage] { [design, search, full].compactMap(\.self) }

  /// Days of all stages, one after the other.
  public var days: Double { stages.reduce(0) { $0 + $1.days } }
  /// GPU-hours of all stages.
  public var gpuHours: Double { stages.reduce(0) { $0 + $1.gpuHours } }
  /// The price of all stages; nil without prices.
  public var cost: Double? { settings.price == nil ? nil : stages.reduce(0) { $0 + ($1.cost ?? 0) } }
  /// GPUs that must be there at once.
  public var gpus: Int { stages.map(\.gpus).max() ?? 0 }
  /// CPU cores that stage 1 takes at once; nil where nobody says what a trial takes.
  public var cores: Int? { settings.cores.map { $0 * settings.effectiveParallel } }
  /// Trials that are expected to be started, failed ones among them.
  public var trials: Int { Int(settings.started(for: settings.trials.mean)) }
  /// How many full trainings stage 1 costs as much as; nil where nobody says how long one takes.
  public var fullTrainings: Double? {
    guard let full = settings.full else { return nil }
    // Where no GPU is used, hours are what is paid.
    return search.trialHours * Double(max(1, settings.gpus)) / (full.hours.mean * Double(max(1, full.gpus)))
  }
  /// How often stage 1 is ended by the limit of its job and resumed.
  public var crossings: Int {
    settings.jobLimit.map { SlotSchedule.crossings(of: search.days * 24, limit: $0) } ?? 0
  }
  /// How many full trainings run in each batch of stage 2, in order.
  public var batches: [Int] {
    guard let full = settings.full else { return [] }
    let size = settings.effectiveFullParallel
    return stride(from: 0, to: full.top, by: size).map { min(size, full.top - $0) }
  }
}

/// What one stage takes, in closed form.
public struct PlanStage: Sendable, Equatable {
  /// From its begin to its end.
  public let days: Double
  /// GPUs at once.
  public let gpus: Int
  /// Hours of all its trials together.
  public let trialHours: Double
  public let gpuHours: Double
  /// Nil without prices.
  public let cost: Double?

  init(days: Double, trialHours: Double, gpusEach: Int, parallel: Int, price: Price?) {
    self.days = days
    self.trialHours = trialHours
    gpus = gpusEach * parallel
    gpuHours = trialHours * Double(gpusEach)
    cost = price?.cost(trialHours: trialHours, gpus: gpusEach)
  }
}

extension PlanSettings {
  /// Hours that a started trial holds its slot, in the mean.
  var expectedSlotHours: Double {
    let untilEnd = trialHours.mean * (1 - earlyStopping)
    return startup.mean + untilEnd * (1 - failureRate + failureRate * failedShare)
  }

  var expectedSearch: PlanStage {
    let hours = started(for: trials.mean) * expectedSlotHours
    return PlanStage(
      days: hours / Double(effectiveParallel) / 24, trialHours: hours, gpusEach: gpus, parallel: effectiveParallel,
      price: price)
  }

  var expectedFull: PlanStage? {
    guard let full else { return nil }
    let batches = (full.top + effectiveFullParallel - 1) / effectiveFullParallel
    return PlanStage(
      days: Double(batches) * full.hours.mean / 24, trialHours: Double(full.top) * full.hours.mean,
      gpusEach: full.gpus, parallel: effectiveFullParallel, price: price)
  }

  var expectedDesign: PlanStage? {
    guard let full, designTrainings > 0 else { return nil }
    let hours = designTrainings * full.hours.mean
    return PlanStage(
      days: hours / Double(designParallel) / 24, trialHours: hours, gpusEach: full.gpus, parallel: designParallel,
      price: price)
  }
}

/// What the simulations came to.
public struct PlanRanges: Sendable, Equatable {
  /// Days of all stages.
  public let days: PlanRange
  /// Days of stage 1.
  public let searchDays: PlanRange
  public let gpuHours: PlanRange
  /// Nil without prices.
  public let cost: PlanRange?
  /// Started trials, failed ones among them.
  public let trials: PlanRange
  /// Ends of jobs in stage 1.
  public let crossings: PlanRange
  /// The share of simulations in which stage 1 is ended by the limit of its job at least once.
  public let crossingChance: Double
  /// Hours of trials that these ends cut and that are trained again.
  public let lostHours: PlanRange

  init(_ settings: PlanSettings) {
    let all = (0..<settings.draws).map(settings.simulate)
    days = PlanRange(of: all.map { $0.hours / 24 })
    searchDays = PlanRange(of: all.map { $0.searchHours / 24 })
    trials = PlanRange(of: all.map { Double($0.started) })
    crossings = PlanRange(of: all.map { Double($0.crossings) })
    crossingChance = Double(all.count { $0.crossings > 0 }) / Double(max(1, all.count))
    lostHours = PlanRange(of: all.map(\.lostHours))
    let fullGPUs = settings.full?.gpus ?? 0
    gpuHours = PlanRange(
      of: all.map {
        $0.searchTrialHours * Double(settings.gpus) + ($0.fullTrialHours + $0.designTrialHours) * Double(fullGPUs)
      })
    cost = settings.price.map { price in
      PlanRange(
        of: all.map {
          price.cost(trialHours: $0.searchTrialHours, gpus: settings.gpus)
            + price.cost(trialHours: $0.fullTrialHours + $0.designTrialHours, gpus: fullGPUs)
        })
    }
  }
}

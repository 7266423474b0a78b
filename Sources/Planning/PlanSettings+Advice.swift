import Foundation

/// What a change of the settings would save, in the expected values.
public struct PlanSaving: Sendable, Equatable {
  /// The change, in words.
  public let change: String
  public let days: Double
  public let gpuHours: Double
  /// Nil without prices.
  public let cost: Double?
}

extension PlanSettings {
  /// The share of training that early stopping saved on recorded learning curves: the least of its rules, with 50 trials.
  static let usualEarlyStopping = 0.44

  /// What to know besides the numbers, in words.
  var notes: [String] {
    var notes: [String] = []
    if effectiveParallel < parallel, let available {
      notes.append(
        "\(parallel) trials of \(gpus) GPUs need \(parallel * gpus), and there are \(available): \(effectiveParallel) run at once"
      )
    }
    if let full, let wanted = full.parallel ?? Optional(full.top), effectiveFullParallel < min(wanted, full.top),
      let available
    {
      notes.append(
        "\(full.top) full trainings of \(full.gpus) GPUs need \(full.top * full.gpus), and there are \(available): "
          + "\(effectiveFullParallel) run at once")
    }
    if let maxTrials, (trials.mean / (1 - failureRate)).rounded(.up) > Double(maxTrials) + 1 {
      notes.append("the search may start \(maxTrials) trials, and is expected to need more to settle")
    }
    if trials.isExact && trialHours.isExact && (full?.hours.isExact ?? true) && startup.isExact {
      notes.append(
        "trials and times are single numbers, so the ranges hold only what failures and full rounds do; measured times, or "
          + "low, median and high, say more")
    }
    if case .measured(let values) = trialHours, values.count < 5 {
      notes.append(
        "the time of a trial is known from \(values.count) trial\(values.count == 1 ? "" : "s"); five or more make the plan surer"
      )
    }
    if failureRate > 0.2 {
      notes.append(
        "\(Int((failureRate * 100).rounded())) % of the trials fail: at 20 % a search should be stopped, and what fails be mended"
      )
    }
    return notes
  }
}

extension Plan {
  /// What would be saved by what the settings do not do yet: early stopping, a proxy of half the time, no failures.
  public var savings: [PlanSaving] {
    var changes: [(String, PlanSettings)] = []
    if settings.earlyStopping == 0 {
      var other = settings
      other.earlyStopping = PlanSettings.usualEarlyStopping
      changes.append(("early stopping (44 % of training, the least on recorded curves)", other))
    }
    var other = settings
    other.trialHours = settings.trialHours.scaled(by: 0.5)
    changes.append(("a proxy task of half the time, if its ranking still agrees", other))
    if settings.failureRate > 0 {
      other = settings
      other.failureRate = 0
      changes.append(("no failed trials", other))
    }
    return changes.compactMap { change, other in saving(change, other) }
  }

  private func saving(_ change: String, _ other: PlanSettings) -> PlanSaving? {
    let after = other.expectedSearch
    let days = search.days - after.days
    guard days > 0 else { return nil }
    return PlanSaving(
      change: change, days: days, gpuHours: search.gpuHours - after.gpuHours,
      cost: search.cost.flatMap { cost in after.cost.map { cost - $0 } })
  }
}

extension Amount {
  func scaled(by factor: Double) -> Amount {
    switch self {
    case .exact(let value): .exact(value * factor)
    case .measured(let values): .measured(values.map { $0 * factor })
    case .range(let range):
      .range(PlanRange(low: range.low * factor, median: range.median * factor, high: range.high * factor))
    }
  }
}

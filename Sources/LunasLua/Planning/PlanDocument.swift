import LuaHost
import PlainJSON
import Planning

/// Plans as data. New members may come, none will go.
enum PlanDocument {
  static func json(_ plans: [LuaPlan]) -> JSON { ["plans": .array(plans.map(json))] }

  static func json(_ own: LuaPlan) -> JSON {
    let (plan, settings) = (own.plan, own.plan.settings)
    return [
      "name": settings.name.map { .string($0) } ?? .null, "days": .number(plan.days), "gpus": .integer(plan.gpus),
      "gpu_hours": .number(plan.gpuHours), "cost": number(plan.cost),
      "currency": settings.price.map { .string($0.currency) } ?? .null, "trials": .integer(plan.trials),
      "parallel": .integer(settings.parallel), "gpus_per_trial": .integer(settings.gpus),
      "trial_hours": .number(settings.trialHours.mean), "cores": plan.cores.map { .integer($0) } ?? .null,
      "crossings": .integer(plan.crossings), "crossing_chance": .number(plan.ranges.crossingChance),
      "job_limit_hours": number(settings.jobLimit), "full_trainings": number(plan.fullTrainings),
      "batches": .array(plan.batches.map { .integer($0) }), "search": stage(plan.search),
      "full": plan.full.map(stage) ?? .null, "design": plan.design.map(stage) ?? .null,
      "ranges": ranges(plan.ranges), "savings": .array(plan.savings.map(saving)),
      "notes": .array((plan.notes + own.sources).map { .string($0) }), "draws": .integer(settings.draws),
      "seed": .string(String(settings.seed)),
    ]
  }

  static let columns = [
    "name", "trials", "parallel", "gpus_per_trial", "days", "days_low", "days_median", "days_high", "gpus",
    "gpu_hours",
    "cost", "crossings", "full_trainings",
  ]

  /// One line of CSV.
  static func row(_ own: LuaPlan) -> JSON {
    guard case .object(var members) = json(own) else { return .null }
    members["days_low"] = .number(own.plan.ranges.days.low)
    members["days_median"] = .number(own.plan.ranges.days.median)
    members["days_high"] = .number(own.plan.ranges.days.high)
    return .object(members)
  }

  static func stage(_ stage: PlanStage) -> JSON {
    var members: [String: JSON] = [
      "days": .number(stage.days), "gpus": .integer(stage.gpus), "gpu_hours": .number(stage.gpuHours),
    ]
    members["cost"] = stage.cost.map { .number($0) }
    return .object(members)
  }

  static func ranges(_ ranges: PlanRanges) -> JSON {
    var members: [String: JSON] = [
      "days": range(ranges.days), "search_days": range(ranges.searchDays), "gpu_hours": range(ranges.gpuHours),
      "trials": range(ranges.trials), "crossings": range(ranges.crossings), "lost_hours": range(ranges.lostHours),
    ]
    members["cost"] = ranges.cost.map(range)
    return .object(members)
  }

  static func saving(_ saving: PlanSaving) -> JSON {
    var members: [String: JSON] = [
      "change": .string(saving.change), "days": .number(saving.days), "gpu_hours": .number(saving.gpuHours),
    ]
    members["cost"] = saving.cost.map { .number($0) }
    return .object(members)
  }

  private static func range(_ range: PlanRange) -> JSON {
    ["low": .number(range.low), "median": .number(range.median), "high": .number(range.high)]
  }

  private static func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }

  static let records = [
    LuaRecordType(
      "PlanRange", "A number with its range.",
      fields: [
        .init("low", "what it is below once in ten", "number"),
        .init("median", "what it is in the middle", "number"),
        .init("high", "what it is above once in ten", "number"),
      ]),
    LuaRecordType(
      "PlanStage", "What one stage takes.",
      fields: [
        .init("days", "from its begin to its end", "number"), .init("gpus", "GPUs at once", "integer"),
        .init("gpu_hours", "GPU-hours", "number"), .init("cost", "the price, nil without prices", "number?"),
      ]),
    LuaRecordType(
      "PlanRanges", "What the simulations of a plan came to.",
      fields: [
        .init("days", "days of all stages", "PlanRange"), .init("search_days", "days of stage 1", "PlanRange"),
        .init("gpu_hours", "GPU-hours of all stages", "PlanRange"),
        .init("trials", "started trials, failed ones among them", "PlanRange"),
        .init("crossings", "ends of jobs in stage 1", "PlanRange"),
        .init("lost_hours", "hours of trials that these ends cut, and that are trained again", "PlanRange"),
        .init("cost", "the price of all stages, nil without prices", "PlanRange?"),
      ]),
    LuaRecordType(
      "PlanSaving", "What a change would save.",
      fields: [
        .init("change", "the change, in words", "string"), .init("days", "days", "number"),
        .init("gpu_hours", "GPU-hours", "number"), .init("cost", "the price, nil without prices", "number?"),
      ]),
  ]
}

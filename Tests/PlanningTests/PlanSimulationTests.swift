import Planning
import Testing

/// What the simulation knows beyond the formulas.
@Suite struct PlanSimulationTests {
  private func settings(_ trials: Amount, _ parallel: Int, _ hours: Amount) -> PlanSettings {
    PlanSettings(trials: trials, parallel: parallel, trialHours: hours, gpus: 1)
  }

  @Test func `a seed gives the same plan, another seed another`() throws {
    var settings = settings(.exact(300), 8, .measured([1, 2, 3, 4, 5]))
    let first = try Plan(settings).ranges
    #expect(try Plan(settings).ranges == first)
    settings.seed = 1
    #expect(try Plan(settings).ranges != first)
  }

  @Test func `few measured times make a wide range, many a narrow one, around the same mean`() throws {
    let few = try Plan(settings(.exact(1000), 10, .measured([1, 3])))
    let many = try Plan(
      settings(.exact(1000), 10, .measured(Array(repeating: [1.0, 3], count: 50).flatMap(\.self))))
    let width = { (range: PlanRange) in range.high - range.low }
    #expect(few.days == many.days && abs(few.days - 1000 / 10 * 2 / 24.0) < 1e-9)
    #expect(width(few.ranges.days) > 5 * width(many.ranges.days))
    #expect(abs(many.ranges.days.median / many.days - 1) < 0.02)
  }

  @Test func `a range of trials comes back as the range of days`() throws {
    let range = PlanRange(low: 1000, median: 2000, high: 8000)
    let plan = try Plan(settings(.range(range), 1, .exact(24)))
    #expect(abs(plan.ranges.days.low / 1000 - 1) < 0.15)
    #expect(abs(plan.ranges.days.median / 2000 - 1) < 0.15)
    #expect(abs(plan.ranges.days.high / 8000 - 1) < 0.25)
    // Twice as far above as below in the logarithm: the mean is well above the middle.
    #expect(plan.days > 2500 && plan.days < 4500)
  }

  @Test func `failed trials come on top, and take their share of the time`() throws {
    var settings = settings(.exact(750), 10, .exact(2))
    settings.failureRate = 0.25
    let plan = try Plan(settings)
    #expect(plan.trials == 1000 && plan.gpuHours == 2000)
    #expect(abs(plan.ranges.trials.median / 1000 - 1) < 0.03)
    #expect(plan.ranges.trials.low < plan.ranges.trials.high)
    #expect(plan.notes.contains { $0.hasPrefix("25 % of the trials fail") })
    settings.failedShare = 0
    let quick = try Plan(settings)
    #expect(quick.gpuHours == 1500 && quick.trials == 1000)
    #expect(quick.ranges.gpuHours.median == 1500)
  }

  @Test func `a search starts no more trials than it may`() throws {
    var settings = settings(.exact(3000), 10, .exact(1))
    settings.maxTrials = 1000
    let plan = try Plan(settings)
    #expect(plan.trials == 1000 && plan.gpuHours == 1000 && plan.ranges.trials.high == 1000)
    #expect(plan.notes.contains { $0.contains("may start 1000 trials") })
  }

  @Test func `early stopping and start-up change the time of every trial`() throws {
    var settings = settings(.exact(100), 10, .exact(2))
    settings.earlyStopping = 0.5
    settings.startup = .exact(0.25)
    let plan = try Plan(settings)
    #expect(plan.gpuHours == 125 && plan.ranges.gpuHours.median == 125)
    #expect(abs(plan.ranges.days.median - 12.5 / 24) < 1e-9)
  }

  @Test func `the end of a job cuts what runs, which is trained again`() throws {
    var settings = settings(.exact(100), 10, .exact(3))
    settings.jobLimit = 10
    let plan = try Plan(settings)
    // Three rounds of 3 hours in each 10; a fourth begins in the last hour and is cut.
    #expect(plan.crossings == 2 && plan.ranges.crossings.median == 3)
    #expect(plan.ranges.days.median == 33.0 / 24)
    #expect(plan.ranges.lostHours.median == 30 && plan.ranges.gpuHours.median == 330)
    settings.jobLimit = nil
    #expect(try Plan(settings).ranges.days.median == 30.0 / 24)
    #expect(try Plan(settings).crossings == 0)
  }

  @Test func `what would be saved is told in the same units`() throws {
    var settings = settings(.exact(1000), 10, .exact(2))
    settings.price = Price(gpuHour: 2.5)
    settings.failureRate = 0.2
    let plan = try Plan(settings)
    #expect(plan.cost == 6250)
    let savings = plan.savings
    #expect(savings.count == 3)
    #expect(abs((savings.first?.gpuHours ?? 0) - 1100) < 1e-6)
    #expect(savings[1].gpuHours == 1250 && savings[1].cost == 3125)
    #expect(savings[2].gpuHours == 500)
    settings.earlyStopping = 0.3
    #expect(try Plan(settings).savings.count == 2)
  }

  @Test(arguments: [
    ("trials", "0"), ("trials", "inf"), ("trial_hours", "-1"), ("parallel", "0"), ("gpus", "-1"),
    ("failure_rate", "1"), ("early_stopping", "1"), ("job_limit", "2"), ("trial_hours", "99"),
  ])
  func `a setting that cannot be is named with what it got`(setting: String, got: String) throws {
    var settings = settings(.exact(100), 10, .exact(2))
    settings.full = .init(hours: .exact(60))
    switch (setting, got) {
    case ("trials", let text): settings.trials = .exact(Double(text) ?? 0)
    case ("trial_hours", let text): settings.trialHours = .exact(Double(text) ?? 0)
    case ("parallel", _): settings.parallel = 0
    case ("gpus", _): settings.gpus = -1
    case ("failure_rate", _): settings.failureRate = 1
    case ("early_stopping", _): settings.earlyStopping = 1
    default: settings.jobLimit = 2
    }
    let error = #expect(throws: PlanError.self) { try Plan(settings) }
    #expect(error?.setting == setting && error?.got == (setting == "job_limit" ? "2 h" : got))
  }

  @Test func `a trial that needs more GPUs than there are is refused`() throws {
    var settings = settings(.exact(100), 10, .exact(2))
    settings.gpus = 8
    settings.available = 4
    let error = #expect(throws: PlanError.self) { try Plan(settings) }
    #expect(
      error?.description == "gpus: expected at most the 4 GPUs that there are (the setting 'available'), got 8")
    settings.available = 20
    let plan = try Plan(settings)
    #expect(plan.gpus == 16 && plan.days == 100 / 2 * 2 / 24.0)
    #expect(plan.notes.contains("10 trials of 8 GPUs need 80, and there are 20: 2 run at once"))
  }
}

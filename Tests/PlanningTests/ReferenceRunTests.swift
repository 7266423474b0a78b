import Planning
import Testing

/// Published formulas and reference runs of the workflow, with their numbers.
@Suite struct ReferenceRunTests {
  private func settings(_ trials: Double, _ parallel: Int, _ hours: Double, gpus: Int = 2) -> PlanSettings {
    PlanSettings(trials: .exact(trials), parallel: parallel, trialHours: .exact(hours), gpus: gpus)
  }

  @Test func `a plan to start with takes twelve and a half days of forty GPUs`() throws {
    var settings = settings(3000, 20, 2)
    settings.cores = 16
    let plan = try Plan(settings)
    #expect(plan.days == 12.5 && plan.gpus == 40 && plan.gpuHours == 12000)
    #expect(plan.cores == 320)
    #expect(plan.trials == 3000 && plan.crossings == 0 && plan.cost == nil && plan.fullTrainings == nil)
    // 150 full rounds of equal trials leave nothing to chance.
    #expect(plan.ranges.days.low == 12.5 && plan.ranges.days.high == 12.5)
    #expect(plan.ranges.gpuHours.median == 12000)
    #expect(try Plan(self.settings(3000, 10, 2)).gpus == 20)
  }

  @Test func `two thousand trials of a thirtieth cost sixty-seven full trainings`() throws {
    var settings = settings(2000, 20, 2)
    settings.full = .init(hours: .exact(60), gpus: 2)
    let plan = try Plan(settings)
    #expect(abs((plan.fullTrainings ?? 0) - 2000.0 / 30) < 1e-9)
  }

  @Test func `MnasNet's test drive takes half a day, and the last trial a round of its own`() throws {
    let plan = try Plan(settings(25, 6, 3))
    #expect(plan.gpuHours == 150 && plan.days == 12.5 / 24)
    #expect(plan.ranges.days.median == 15.0 / 24)
  }

  @Test func `MnasNet's search crosses the limit of a job once, and its full training takes nine days`() throws {
    var settings = settings(2000, 10, 3)
    settings.full = .init(top: 10, hours: .exact(224), gpus: 4)
    let plan = try Plan(settings)
    #expect(plan.search.gpuHours == 12000 && plan.full?.gpuHours == 8960 && plan.gpuHours == 20960)
    #expect(plan.search.days == 25 && abs((plan.full?.days ?? 0) - 9.333) < 0.001)
    #expect(plan.crossings == 1 && plan.ranges.crossings.median == 1 && plan.ranges.crossingChance == 1)
    #expect(plan.batches == [10])
    // Its trials of 3 hours fit into 14 days without a rest, so nothing is cut.
    #expect(plan.ranges.lostHours.high == 0)
  }

  @Test func `two prices explain what three published runs cost`() throws {
    // From the test drive and from MnasNet as a whole; the third then comes out.
    let price = Price(gpuHour: 0.597, machineHour: 1.273, currency: "USD")
    var drive = settings(25, 6, 3)
    drive.price = price
    #expect(abs((try Plan(drive).cost ?? 0) - 185) < 1)
    var mnasnet = settings(2000, 10, 3)
    mnasnet.full = .init(top: 10, hours: .exact(224), gpus: 4)
    mnasnet.price = price
    #expect(abs((try Plan(mnasnet).cost ?? 0) - 23000) < 200)
    var average = settings(2000, 10, 1.5)
    average.full = .init(top: 10, hours: .exact(96), gpus: 2)
    average.designTrainings = 12
    average.price = price
    let plan = try Plan(average)
    #expect(plan.search.gpuHours == 6000 && plan.full?.gpuHours == 1920)
    #expect(abs((plan.search.cost ?? 0) - 7400) < 10)
    #expect(abs((plan.full?.cost ?? 0) / 2400 - 1) < 0.02 && abs((plan.design?.cost ?? 0) / 2880 - 1) < 0.02)
    #expect(abs((plan.cost ?? 0) / 12680 - 1) < 0.01)
  }

  @Test func `SpineNet's search takes five thousand GPU hours`() throws {
    let plan = try Plan(settings(1000, 10, 2.5))
    #expect(plan.gpuHours == 5000 && abs(plan.days - 10.4167) < 0.001)
  }

  @Test func `a short quota trains the ten best five by five`() throws {
    var settings = settings(1000, 10, 1)
    settings.available = 20
    settings.full = .init(top: 10, hours: .exact(48), gpus: 4)
    let plan = try Plan(settings)
    #expect(plan.batches == [5, 5] && plan.full?.days == 4 && plan.full?.gpus == 20)
    #expect(
      plan.notes.contains { $0.contains("10 full trainings of 4 GPUs need 40, and there are 20: 5 run at once") })
    settings.full?.top = 12
    #expect(try Plan(settings).batches == [5, 5, 2])
  }

  @Test func `two GPUs beat eight, as trials start sooner and more run at once`() throws {
    // Start-up of 5 and 20 minutes is published; the speed-up is what was measured elsewhere: 8 GPUs train 3 times as fast as 2.
    let scaling = try GPUScaling([
      .init(gpus: 8, hours: 0.5, startupHours: 20.0 / 60), .init(gpus: 2, hours: 1.5, startupHours: 5.0 / 60),
    ])
    #expect(try scaling.best(on: 40).gpus == 2 && scaling.best(on: nil).gpus == 2)
    #expect(abs(scaling.points[0].trialsPerDay(on: 40) - 303.2) < 0.1)
    #expect(abs(scaling.points[1].trialsPerDay(on: 40) - 144) < 1e-9)
    #expect(abs(scaling.points[1].trainingShare - 0.6) < 1e-9)
    // Even a speed-up in full proportion does not make up for the start-up.
    let ideal = try GPUScaling([
      .init(gpus: 2, hours: 2, startupHours: 5.0 / 60), .init(gpus: 8, hours: 0.5, startupHours: 20.0 / 60),
    ])
    #expect(try ideal.best(on: 40).gpus == 2)
    // One that pays does, where the trial is long.
    let long = try GPUScaling([.init(gpus: 1, hours: 100), .init(gpus: 2, hours: 45, startupHours: 0.1)])
    #expect(try long.best(on: 8).gpus == 2)
    #expect(try long.best(on: 1).gpus == 1)
  }
}

import Launchers
import Testing

@testable import SearchEngine

@Suite struct MeasurePartTests {
  private func measure(_ change: (inout Measure) -> Void = { _ in }) -> Measure {
    var measure = Measure(metric: "params", body: .command(["size"]))
    change(&measure)
    return measure
  }

  @Test func `a broken limit is said with as many digits as it takes`() {
    let most = measure { $0.atMost = 5e6 }
    #expect(most.violation(["params": 6.1e6]) == "params is 6.1e6, above the limit of 5e6")
    #expect(most.violation(["params": 5_000_001]) == "params is 5000001, above the limit of 5000000")
    #expect(most.violation(["params": 5e6]) == nil && most.violation(["flops": 9e9]) == nil)
    let least = measure { $0.atLeast = 0.5 }
    #expect(least.violation(["params": 0.25]) == "params is 0.25, below the limit of 0.5")
    #expect(least.violation(["params": 0.5]) == nil)
  }

  @Test func `repeated values become the statistic that was asked for, without the warm-up`() {
    var timing = MeasureTiming()
    timing.warmUp = 2
    timing.repetitions = 4
    #expect(timing.problem(with: [9, 9, 1, 2, 3, 4], of: "ms") == nil)
    #expect(
      timing.problem(with: [9, 9, 1], of: "ms")
        == "it reported ms 3 times, but 2 for warm-up and 4 repetitions are asked for")
    let summary = timing.summary(of: [90, 80, 4, 1, 3, 2])
    #expect(summary.value == 2.5 && summary.count == 4 && summary.p90 == 3.7 && summary.p10 == 1.3)
    timing.statistic = .max
    #expect(timing.summary(of: [90, 80, 4, 1, 3, 2]).value == 4)
    #expect(summary.metrics("ms").keys.sorted() == MeasureSummary.names("ms").sorted())
  }

  @Test func `values that are far apart are noisy, of few only those that are very far`() {
    #expect(MeasureSummary([1, 1.01, 1.02, 1, 1.01], statistic: .median).isNoisy == false)
    #expect(MeasureSummary([1, 2, 1, 2, 1], statistic: .median).isNoisy)
    #expect(MeasureSummary([1, 9, 1], statistic: .median).isNoisy)
    #expect(MeasureSummary([1, 2, 9, 1], statistic: .median).isNoisy)
    #expect(MeasureSummary([1, 1.4, 1, 1.2], statistic: .median).isNoisy == false)
    #expect(MeasureSummary([1, 1.4, 1, 1.2, 1.4], statistic: .median).isNoisy)
    #expect(MeasureSummary([1, 2], statistic: .median).isNoisy == false)
    #expect(MeasureSummary([0, 0, 0, 0, 0], statistic: .median).spread == nil)
  }

  @Test func `a metric that is missing is named beside those that were reported`() {
    #expect(throws: MeasureFailure.self) { try MeasureReport(["param": 3]).result(for: measure()) }
    do { _ = try MeasureReport(["param": 3]).result(for: measure()) } catch {
      #expect(error.reason == "it reported param, not params; did you mean 'param'?" && error.isMissing)
    }
    do { _ = try MeasureReport(["params": .nan]).result(for: measure()) } catch {
      #expect(error.reason == "params is nan" && !error.isMissing)
    }
  }

  @Test func `reserved measures queue, each device by itself, and a place in the queue can be given up`() {
    var queue = MeasureQueue()
    #expect(queue.enter(1, .any) && queue.enter(2, nil) && queue.enter(3, .device("0")))
    #expect(!queue.enter(4, .any) && !queue.enter(5, .any) && !queue.enter(6, .any) && !queue.enter(4, .any))
    #expect(queue.holder(before: 5) == 1 && queue.waiting == [4, 5, 6])
    #expect(queue.leave(4) == nil)
    #expect(queue.leave(1) == 5 && queue.leave(5) == 6 && queue.leave(6) == nil && queue.leave(6) == nil)
    #expect(queue.enter(7, .any) && !queue.enter(8, .device("0")) && queue.leave(3) == 8)
  }

  private func devices(_ count: Int) -> [Device] {
    (0..<count).map { Device(id: "GPU-\($0)", vendor: .nvidia, index: $0, name: "A100", memory: 80 << 30) }
  }

  private func places(
    _ wanted: Set<MeasureReservation>, gpus: Int = 0, taken: Slot = Slot(), cores: [Int] = [0, 1, 2],
    trialGPUs: Int = 1, quota: Int? = nil, trialCores: Int = 1, keeps: Bool = true
  ) throws -> MeasurePlaces {
    try MeasurePlaces(
      wanted, devices: devices(gpus), taken: taken,
      machine: MachineBudget(cores: cores, coreLimit: quota, memory: 16 << 30),
      trialGPUs: trialGPUs, trialCores: trialCores, keeps: keeps)
  }

  @Test func `two searches keep different places for their measures`() async throws {
    let other = Slot(devices: ["GPU-3"], cores: [2])
    #expect(try places([.any], gpus: 4, taken: other).kept == [Slot(devices: ["GPU-2"])])
    #expect(try places([.any], gpus: 2, taken: Slot(devices: ["GPU-1"])).places == [.any: .turns])
    #expect(throws: MeasurePlaceError.self) { try places([.device("3")], gpus: 4, taken: other) }
    #expect(try places([.any], taken: other).kept == [Slot(cores: [1])])
    // The keeper tells each what the others have, and not what it has itself.
    let keeper = SlotKeeper(
      machine: MachineBudget(cores: [0, 1, 2], coreLimit: nil, memory: 1 << 30),
      find: { DeviceInventory(environment: ["CUDA_VISIBLE_DEVICES": ""]) })
    let first = try await keeper.keepForMeasures(of: 1) { _, taken in (taken, [Slot(cores: [2])]) }
    let second = try await keeper.keepForMeasures(of: 2) { _, taken in (taken, []) }
    let again = try await keeper.keepForMeasures(of: 1) { _, taken in (taken, []) }
    #expect(first == Slot() && second == Slot(cores: [2]) && again == Slot())
  }

  @Test func `a device is kept for measures where trials can spare one`() throws {
    #expect(try places([.any], gpus: 4).places == [.any: .kept(Slot(devices: ["GPU-3"]))])
    let both = try places([.any, .device("3"), .device("GPU-1")], gpus: 4)
    #expect(both.kept.map(\.devices) == [["GPU-1"], ["GPU-2"], ["GPU-3"]])
    #expect(try places([.any], gpus: 1).places == [.any: .turns])
    #expect(try places([.any], gpus: 2, trialGPUs: 2).places == [.any: .turns])
    #expect(try places([.any], gpus: 1, trialGPUs: 0).places == [.any: .kept(Slot(devices: ["GPU-0"]))])
    #expect(try places([.any, .device("0")], gpus: 2, keeps: false).kept.isEmpty)
    #expect(throws: MeasurePlaceError.self) { try places([.device("7")], gpus: 2) }
    #expect(throws: MeasurePlaceError.self) { try places([.device("0")], gpus: 1) }
  }

  @Test func `without devices a core is kept, and trials have the others`() throws {
    let places = try places([.any])
    #expect(places.places == [.any: .kept(Slot(cores: [2]))])
    #expect(places.sparing(Slot()).cores == [0, 1] && places.sparing(Slot(cores: [1])).cores == [1])
    for none in [
      try self.places([.any], cores: [0]), try self.places([.any], quota: 2),
      try self.places([.any], trialCores: 3), try self.places([.any], keeps: false),
    ] {
      #expect(none.places == [.any: .none] && none.sparing(Slot()).cores.isEmpty)
    }
  }

  @Test func `what was measured is read from the store as it was written`() throws {
    var measured = try MeasureReport(["params": 3e6, "flops": 2e9]).result(for: measure())
    (measured.seconds, measured.place, measured.source) = (1.5, "core 3", 7)
    #expect(Measured(document: measured.document) == measured)
    #expect(measured.words == "params 3e6, 1.5 s on core 3, taken over from trial 7 of stage 1")
  }
}

import PlainJSON
import Testing

@testable import SearchEngine
@testable import TrialStore

/// What trainings of a baseline say of their time.
struct FixedTrainingTests {
  /// A trial that ran from 1000 for a number of seconds.
  private func trial(_ seconds: Double?, _ state: TrialState = .completed, usage: JSON? = nil) -> TrialRecord {
    TrialRecord(
      number: 1, state: state, architecture: "", reward: 0.5, metrics: [:], attempt: 1, startedAt: 1000,
      endedAt: seconds.map { 1000 + $0 }, reason: nil, failure: nil, source: nil, usage: usage)
  }

  /// Reports at seconds after the start, with the steps 1, 2 and so on.
  private func reports(_ seconds: [Double]) -> [StoredMeasurement] {
    seconds.enumerated().map { place, time in
      StoredMeasurement(
        attempt: 1, line: place + 1, step: place + 1, metrics: ["accuracy": Double(place) / 10], time: 1000 + time)
    }
  }

  private func training(_ seconds: Double?, _ times: [Double], usage: JSON? = nil) -> FixedTraining {
    FixedTraining(trial(seconds, usage: usage), reports(times), metric: "accuracy")
  }

  private func usage(_ use: Double, samples: Int, before: Int?, cpu: Double) -> JSON {
    [
      "cpu_seconds": .number(cpu), "cores": 8, "devices": ["GPU-a"], "device_memory": 80_000_000_000,
      "shares_device": false,
      "gpu": [
        "samples": .integer(samples), "samples_before_use": before.map { .integer($0) } ?? .null,
        "mean_utilisation": .number(use), "peak_memory": 40_000_000_000,
      ],
    ]
  }

  @Test func `start-up is the time until the first report without that of training`() {
    let found = training(112, [30, 40, 50, 60, 100])
    #expect(found.startUp?.seconds == 20 && found.startUp?.sign == .reports)
    #expect(found.firstReport == 30 && found.interval == 10 && found.afterLastReport == 12)
    #expect(found.curve.map(\.seconds) == [30, 40, 50, 60, 100] && found.curve.last?.value == 0.4)
    // Validation before the first step comes early.
    #expect(training(100, [2, 40, 80]).startUp?.seconds == 0)
    let only = training(100, [90])
    #expect(only.startUp?.seconds == 90 && only.startUp?.sign == .onlyReport && only.interval == nil)
    #expect(training(100, []).startUp == nil)
  }

  @Test func `where a GPU is looked at often enough, its first use ends the start`() {
    let often = training(100, [50, 70, 90], usage: usage(0.5, samples: 20, before: 4, cpu: 10))
    #expect(often.startUp?.seconds == 20 && often.startUp?.sign == .gpu)
    let seldom = training(100, [50, 70, 90], usage: usage(0.5, samples: 9, before: 4, cpu: 10))
    #expect(seldom.startUp?.sign == .reports)
    let never = training(100, [50, 70, 90], usage: usage(0, samples: 20, before: nil, cpu: 10))
    #expect(never.startUp?.sign == .reports)
    // A look may come late.
    let late = training(100, [10, 70, 90], usage: usage(0.5, samples: 20, before: 4, cpu: 10))
    #expect(late.startUp?.seconds == 10)
  }

  @Test func `reports that were heard of after the end are no later than it`() {
    let found = training(10, [3, 400])
    #expect(found.curve.map(\.seconds) == [3, 10] && found.afterLastReport == 0)
    #expect(training(nil, [3, 4]).seconds == nil && training(nil, [3, 4]).startUp?.seconds == 2)
  }

  @Test func `a step that is reported twice has its last value, and no number none`() {
    var twice = reports([1, 2])
    twice.append(StoredMeasurement(attempt: 1, line: 3, step: 1, metrics: ["accuracy": 0.9], time: 1003))
    twice.append(StoredMeasurement(attempt: 1, line: 4, step: 3, metrics: ["accuracy": .nan], time: 1004))
    let found = FixedTraining(trial(5), twice, metric: "accuracy")
    #expect(found.curve == [.init(step: 1, value: 0.9, seconds: 3), .init(step: 2, value: 0.1, seconds: 2)])
    #expect(FixedTraining(trial(5), twice, metric: nil).curve.isEmpty)
  }

  @Test func `idle GPUs, start and end are told apart, and add up to no more than there is`() throws {
    let used = usage(0.4, samples: 20, before: 4, cpu: 780)
    let time = try #require(TimeUse([training(100, [50, 70, 90], usage: used)], parallel: 1))
    #expect(time.losses.map(\.kind) == [.idleGPU, .startUp, .afterLastReport])
    #expect(time.losses.map(\.seconds) == [30, 20, 10] && time.losses.map(\.share) == [0.3, 0.2, 0.1])
    #expect(time.losses[0].words.contains("loading and preparing data most likely holds them up"))
    #expect(time.gpus?.count == 1 && time.gpus?.use == 0.4 && time.gpus?.peakMemory == 40_000_000_000)
    #expect(time.json["losses"]?.arrayValue?.first?["what"] == "idle_gpu")
  }

  @Test func `a busy trainer has lost nothing, and one without a GPU waits where no core is busy`() throws {
    let busy = try #require(
      TimeUse([training(100, [11, 21, 99], usage: usage(0.99, samples: 20, before: 0, cpu: 100))], parallel: 1))
    #expect(busy.losses.isEmpty && busy.startUp?.seconds == 0)
    let usage: JSON = ["cpu_seconds": 40, "cores": 2]
    let waiting = try #require(TimeUse([training(100, [20, 30, 40, 100], usage: usage)], parallel: 1))
    #expect(waiting.losses.map(\.kind) == [.waiting, .startUp] && waiting.losses.first?.seconds == 50)
    #expect(waiting.gpus == nil && waiting.busyCores == 0.4 && waiting.cores == 2)
  }

  @Test func `nothing that was not completed counts`() {
    let failed = FixedTraining(trial(100, .failed), reports([1, 2]), metric: "accuracy")
    #expect(TimeUse([failed], parallel: 1) == nil)
    #expect(Spread([]) == nil && Spread([2])?.deviation == nil && Spread([1, 3])?.deviation == 2.0.squareRoot())
  }
}

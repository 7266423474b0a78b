import Foundation
import PlainJSON
import SearchSpace
import TrialStore

/// What full training of the reference architecture gives and costs, from what was measured.
public struct BaselineReport: Sendable {
  /// A step of the validation curve, over all completed trainings.
  public struct Step: Sendable {
    public let step: Int
    public let values: Spread
    /// Since the start, as the median.
    public let seconds: Double
  }

  /// The run in the store.
  public let record: SearchRecord
  public let search: String
  /// The decided table.
  public let architecture: JSON
  /// Whose curve it is; nil where nothing tells which metric is meant.
  public let metric: String?
  public let trainings: [FixedTraining]
  /// The rewards of the completed trainings; nil where there is none.
  public let reward: Spread?
  public let curve: [Step]
  public let time: TimeUse?

  /// Sums up a run.
  ///
  /// - Parameter metric: whose curve; that of the reward if nil, or the only one that was reported.
  /// - Throws: ``StoreError``, or what a stored space cannot be read for.
  public init?(_ record: SearchRecord, metric: String? = nil, in store: TrialStore) throws {
    guard let (_, search) = FixedRun.identity(of: record) else { return nil }
    let space = try StoredSearch(json: record.spec).space()
    let trials = try store.trials(search: record.id)
    let reported = Set(trials.flatMap(\.metrics.keys))
    let stored = record.spec["reward"]?.stringValue
    let metric =
      metric ?? stored.flatMap { reported.contains($0) ? $0 : nil } ?? (reported.count == 1 ? reported.first : nil)
    self.record = record
    self.search = search
    self.metric = metric
    architecture =
      try FixedRun.proposals(of: record).first.map { space.table(of: try space.architecture(text: $0)) } ?? .null
    trainings = try trials.map { try FixedTraining($0, of: record.id, metric: metric, in: store) }
    let completed = trainings.filter { $0.trial.state == .completed }
    reward = Spread(completed.compactMap(\.trial.reward))
    let points = Dictionary(grouping: completed.flatMap(\.curve), by: \.step)
    curve = points.sorted { $0.key < $1.key }.compactMap { step, points in
      guard let values = Spread(points.map(\.value)), let seconds = Middle.of(points.map(\.seconds)) else {
        return nil
      }
      return Step(step: step, values: values, seconds: seconds)
    }
    time = TimeUse(trainings, parallel: record.spec["limits"]?["parallel"]?.intValue ?? 1)
  }

  /// How many trainings were completed.
  public var completed: Int { trainings.count { $0.trial.state == .completed } }

  /// The members are name, search, state, reason, architecture, metric, trainings (see ``FixedTraining/json``), completed,
  /// reward (see ``Spread/json``), curve (step, mean, deviation, low, high, seconds) and time (see ``TimeUse/json``); what is
  /// not known is null.
  public var json: JSON {
    [
      "name": .string(record.name), "search": .string(search), "state": .string(record.state.rawValue),
      "reason": record.reason.map { .string($0) } ?? .null, "architecture": architecture,
      "metric": metric.map { .string($0) } ?? .null, "trainings": .array(trainings.map(\.json)),
      "completed": .integer(completed), "reward": reward?.json ?? .null,
      "curve": .array(
        curve.map {
          [
            "step": .integer($0.step), "mean": .number($0.values.mean), "deviation": JSON($0.values.deviation),
            "low": JSON($0.values.values.min()), "high": JSON($0.values.values.max()),
            "seconds": .number($0.seconds),
          ]
        }),
      "time": time?.json ?? .null,
    ]
  }
}

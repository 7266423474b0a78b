import Foundation
import PlainJSON
import ProxyDesign
import SearchSpace
import TrialStore

/// How noisy the score of the proxy task is, from repeats of one architecture.
///
/// The rewards of the repeats give the coefficient of variation: where it is large, the ranking of architectures is chance.
/// Their curves give the smoothness: where a curve goes up and down to its end, so does the score.
public struct NoiseReport: Sendable {
  /// The run in the store.
  public let record: SearchRecord
  public let search: String
  /// The decided table.
  public let architecture: JSON
  /// Whose curves they are; nil where nothing tells which metric is meant.
  public let metric: String?
  public let trainings: [FixedTraining]
  /// The rewards of the completed repeats; nil where there is none.
  public let reward: Spread?
  /// The coefficient of variation of the rewards; nil of fewer than two, and where their mean is 0.
  public let variation: Double?
  /// Of each completed repeat that has a curve.
  public let curves: [Smoothness]
  public let time: TimeUse?

  /// Sums up a run.
  ///
  /// - Parameter metric: whose curves; that of the reward if nil, or the only one that was reported.
  /// - Throws: ``StoreError``, or what a stored space cannot be read for.
  public init?(_ record: SearchRecord, metric: String? = nil, in store: TrialStore) throws {
    guard let baseline = try BaselineReport(record, metric: metric, in: store) else { return nil }
    self.record = record
    (search, architecture, self.metric) = (baseline.search, baseline.architecture, baseline.metric)
    (trainings, reward, time) = (baseline.trainings, baseline.reward, baseline.time)
    variation = reward.flatMap { $0.values.count < 2 ? nil : Variation.coefficient(of: $0.values) }
    curves = trainings.filter { $0.trial.state == .completed && !$0.curve.isEmpty }.map { training in
      let last = Double(training.curve.last?.step ?? 1)
      return Smoothness(
        percents: training.curve.map { 100 * Double($0.step) / max(last, 1) },
        accuracies: training.curve.map(\.value))
    }
  }

  /// The mean of the curves that have one.
  public var smoothness: Double? { Spread(curves.compactMap(\.value))?.mean }
  /// Repeats whose curve never changes: nothing was learnt.
  public var flat: Int { curves.count { $0 == .flat } }
  /// How many repeats were completed.
  public var completed: Int { trainings.count { $0.trial.state == .completed } }

  /// Whether rewards vary little enough; nil where nothing tells.
  public var isSteady: Bool? { variation.map { $0 <= Variation.limit } }
  /// Whether curves are smooth enough; nil where nothing tells.
  public var isSmooth: Bool? { flat > 0 ? false : smoothness.map { $0 <= Smoothness.limit } }
  /// Whether a search can rank by this score; nil where nothing tells. A repeat that failed is told of elsewhere.
  public var isGood: Bool? {
    if isSteady == false || isSmooth == false { return false }
    return isSteady == nil || isSmooth == nil ? nil : true
  }

  /// The members are name, search, state, reason, architecture, metric, trainings (see ``FixedTraining/json``), completed,
  /// reward (see ``Spread/json``), variation and smoothness (value, limit and good; smoothness also values by repeat, with
  /// null for a curve that has none, and flat, the number of curves that never change), good and time (see ``TimeUse/json``);
  /// what is not known is null.
  public var json: JSON {
    let truth = { (value: Bool?) -> JSON in value.map { .bool($0) } ?? .null }
    return [
      "name": .string(record.name), "search": .string(search), "state": .string(record.state.rawValue),
      "reason": record.reason.map { .string($0) } ?? .null, "architecture": architecture,
      "metric": metric.map { .string($0) } ?? .null, "trainings": .array(trainings.map(\.json)),
      "completed": .integer(completed), "reward": reward?.json ?? .null,
      "variation": ["value": JSON(variation), "limit": .number(Variation.limit), "good": truth(isSteady)],
      "smoothness": [
        "value": JSON(smoothness), "limit": .number(Smoothness.limit), "good": truth(isSmooth),
        "flat": .integer(flat), "values": .array(curves.map { JSON($0.value) }),
      ],
      "good": truth(isGood), "time": time?.json ?? .null,
    ]
  }

  /// The report in lines, with a line break at the end.
  public var text: String {
    let count = trainings.count
    var lines = [
      "noise of '\(search)' (\(record.name)): \(completed) of \(count) repeat\(count == 1 ? "" : "s") of "
        + "\(architecture.text) on the proxy task"
    ]
    for training in trainings where training.trial.state != .completed {
      let why = training.trial.reason.map { ": \($0)" } ?? ""
      lines.append("repeat \(training.trial.number) is \(training.trial.state.rawValue)\(why)")
    }
    return (lines + [variationWords, smoothnessWords]).joined(separator: "\n") + "\n"
  }

  private var variationWords: String {
    let name = record.spec["reward"]?.stringValue ?? "reward"
    guard let reward else { return "no repeat was completed, so nothing is known of its \(name)" }
    let values =
      "\(name) \(BaselineReport.number(reward.mean))"
      + (reward.deviation.map { " ± \(BaselineReport.number($0))" } ?? "")
    guard let variation else {
      return reward.values.count < 2
        ? "\(values): how much it varies is known from two completed repeats on"
        : "\(values): its mean is 0, so the coefficient of variation is not defined"
    }
    let verdict =
      variation <= Variation.limit
      ? "good (at most \(Variation.limit))"
      : "bad (above \(Variation.limit)): the same architecture scores too differently for a ranking; train longer, "
        + "decay the learning rate to 0 until the last step, or average weights"
    return "\(values), coefficient of variation \(BaselineReport.number(variation)): \(verdict)"
  }

  private var smoothnessWords: String {
    guard let metric else {
      return
        "smoothness is not known: nothing tells which metric is meant; name it with metric = \"...\" (--metric)"
    }
    if flat > 0 {
      return
        "\(flat == curves.count ? "the" : "\(flat) of \(curves.count)") curve\(flat == 1 ? "" : "s") of \(metric) "
        + "\(flat == 1 ? "is" : "are") flat: the same value at every step, so nothing was learnt, or "
        + "another metric is meant"
    }
    guard let smoothness else {
      return "smoothness is not known: '\(metric)' has to be reported at two steps or more, "
        + "{\"step\": 3, \"\(metric)\": 0.9} while training"
    }
    let limit = BaselineReport.number(Smoothness.limit)
    let verdict =
      smoothness <= Smoothness.limit
      ? "good (at most \(limit))"
      : "bad (above \(limit)): \(metric) falls too much on its way, so its last value is chance; decay the "
        + "learning rate to 0 until the last step, or average weights"
    let mean = curves.count == 1 ? "" : " (mean of \(curves.count) curves)"
    return "smoothness \(BaselineReport.number(smoothness))\(mean): \(verdict)"
  }
}

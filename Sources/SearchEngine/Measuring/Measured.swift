import PlainJSON

/// What a measure found out about the architecture of a trial, as the store keeps it.
public struct Measured: Sendable, Equatable {
  /// The kind of the events in the store.
  public static let kind = "measured"

  /// The metric that the measure is there for.
  public var measure: String
  /// All that it reported, by name.
  public var metrics: [String: Double]
  /// Why the architecture cannot be trained, where the measure says so.
  public var infeasible: String?
  /// Seconds that it took.
  public var seconds: Double?
  /// How many values count, where they are repeated, and how many before those do not.
  public var repetitions: Int?
  public var warmUp: Int?
  /// The device or the cores that it had for itself, such as `GPU-5b1c` or `core 3`.
  public var place: String?
  /// In stage 2, the trial of stage 1 that it was taken over from.
  public var source: Int?

  /// The payload of the event.
  public var document: JSON {
    var members: [String: JSON] = [
      "measure": .string(measure), "metrics": .object(metrics.mapValues { .number($0) }),
    ]
    members["infeasible"] = infeasible.map { .string($0) }
    members["seconds"] = seconds.map { .number($0) }
    members["repetitions"] = repetitions.map { .integer($0) }
    members["warm_up"] = warmUp.map { .integer($0) }
    members["place"] = place.map { .string($0) }
    members["source"] = source.map { .integer($0) }
    return .object(members)
  }

  init(measure: String, metrics: [String: Double] = [:], infeasible: String? = nil) {
    self.measure = measure
    self.metrics = metrics
    self.infeasible = infeasible
  }

  /// Reads ``document``; nil where it is none.
  public init?(document: JSON) {
    guard let measure = document["measure"]?.stringValue else { return nil }
    self.measure = measure
    metrics = (document["metrics"]?.objectValue ?? [:]).compactMapValues(\.doubleValue)
    infeasible = document["infeasible"]?.stringValue
    seconds = document["seconds"]?.doubleValue
    repetitions = document["repetitions"]?.intValue
    warmUp = document["warm_up"]?.intValue
    place = document["place"]?.stringValue
    source = document["source"]?.intValue
  }

  /// In a line, such as `latency_ms 3.21, spread 4 % in 50 repetitions, 2.3 s on GPU-5b1c`.
  public var words: String {
    let spread = metrics["\(measure)_spread"].map { ", spread \(Int(($0 * 100).rounded())) %" } ?? ""
    let count = repetitions.map { " in \($0) repetition\($0 == 1 ? "" : "s")" } ?? ""
    let value = metrics[measure].map { " \(MeasureNumber.text($0))" } ?? ""
    let time = seconds.map { ", \(MeasureNumber.text($0)) s" } ?? ""
    let place = place.map { " on \($0)" } ?? ""
    let source = source.map { ", taken over from trial \($0) of stage 1" } ?? ""
    return measure + value + spread + count + time + place + source
  }
}

import Controllers
import PlainJSON

/// A cheap look at an architecture before it is trained: its parameters, its operations, its latency.
///
/// It gives a metric, which is the trial's like any that its trainer reports. An architecture that breaks a bound ends as
/// infeasible, and nothing is spent on training it.
public struct Measure: Sendable {
  /// What measures.
  public enum Body: Sendable {
    /// A program with the placeholders of a trainer among its arguments. It reports in its `metrics.jsonl` or on standard
    /// output.
    case command([String])
    /// A function of this process: the architecture as a table. It gives metrics, or throws ``InfeasibleArchitecture``.
    case function(@Sendable (JSON) async throws -> [String: Double])
  }

  /// The metric that it is there for, and what it is called.
  public let metric: String
  public var body: Body
  /// The greatest value that is allowed.
  public var atMost: Double?
  /// The least value that is allowed.
  public var atLeast: Double?
  /// Seconds that it may take, with all its repetitions.
  public var timeout = 600.0
  /// How one number is made of many; nil where the last that is reported counts.
  public var timing: MeasureTiming?
  /// Which device it wants for itself; nil where it needs none.
  public var reservation: MeasureReservation?

  /// Makes a measure without bounds.
  public init(metric: String, body: Body) {
    self.metric = metric
    self.body = body
  }

  /// Whether what it gives depends on the values of the proxy task or of the full training.
  var readsConfig: Bool {
    guard case .command(let arguments) = body else { return false }
    return arguments.contains { $0.contains("{config.") }
  }

  /// Why an architecture with these metrics cannot be used, such as `params is 6.1e6, above the limit of 5e6`.
  func violation(_ metrics: [String: Double]) -> String? {
    guard let value = metrics[metric] else { return nil }
    if let atMost, value > atMost {
      let (value, bound) = MeasureNumber.texts(value, atMost)
      return "\(metric) is \(value), above the limit of \(bound)"
    }
    if let atLeast, value < atLeast {
      let (value, bound) = MeasureNumber.texts(value, atLeast)
      return "\(metric) is \(value), below the limit of \(bound)"
    }
    return nil
  }
}

/// Which device a measure wants for itself.
public enum MeasureReservation: Sendable, Hashable {
  /// Any: the last, or a core where there is no device.
  case any
  /// The one with this id or this number.
  case device(String)
}

extension MeasureReservation {
  /// What the store keeps.
  var document: JSON {
    switch self {
    case .any: true
    case .device(let name): .string(name)
    }
  }
}

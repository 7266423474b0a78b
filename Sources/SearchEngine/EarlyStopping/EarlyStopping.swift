import Controllers
import PlainJSON

/// What ends trials that are not worth their time, while they run.
public struct EarlyStopping: Sendable {
  /// Who decides.
  public enum Decider: Sendable {
    /// A rule, as it is before the first trial.
    case rule(EarlyStopper)
    /// A function of a trial that has just reported; it gives the reason to end the trial, in words, or nil.
    case function(@Sendable (RunningTrial) async throws -> String?)
  }

  /// What it is called in messages.
  public let name: String
  /// Who decides.
  public let decider: Decider
  /// What it was made from, to be shown.
  public let settings: [String: JSON]

  /// One of the rules, with the settings that it was made from.
  public static func rule(_ stopper: EarlyStopper, settings: [String: JSON] = [:]) -> EarlyStopping {
    let watched: [String: JSON] = [
      "metric": .string(stopper.watch.metric), "direction": .string(stopper.watch.direction.rawValue),
    ]
    return EarlyStopping(
      name: stopper.name, decider: .rule(stopper), settings: settings.merging(watched) { given, _ in given })
  }

  /// A function of one's own.
  public static func function(
    name: String, _ body: @escaping @Sendable (RunningTrial) async throws -> String?
  ) -> EarlyStopping {
    EarlyStopping(name: name, decider: .function(body), settings: [:])
  }
}

/// What a function sees of a trial that has just reported.
public struct RunningTrial: Sendable {
  /// Metrics of one step.
  public struct Report: Sendable, Equatable {
    public let step: Int?
    public let metrics: [String: Double]

    /// Makes a report.
    public init(step: Int?, metrics: [String: Double]) {
      self.step = step
      self.metrics = metrics
    }
  }

  /// The trial's number, from 1.
  public let number: Int
  /// The decided table that it trains.
  public let architecture: JSON
  /// What it has reported, in order.
  public let reports: [Report]
  /// The last value of each metric.
  public let metrics: [String: Double]
  /// Seconds that it has run.
  public let elapsed: Double
  /// The search.
  public let search: SearchView

  /// The last step; the count of reports where the last one has none.
  public var step: Int { reports.last?.step ?? reports.count }

  /// Makes the view of a trial.
  public init(
    number: Int, architecture: JSON, reports: [Report], metrics: [String: Double], elapsed: Double,
    search: SearchView
  ) {
    self.number = number
    self.architecture = architecture
    self.reports = reports
    self.metrics = metrics
    self.elapsed = elapsed
    self.search = search
  }
}

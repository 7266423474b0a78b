import Controllers
import PlainJSON
import SearchSpace

/// What stands in for training in a simulation: it answers at once what a training would come to.
public struct SimulatedTrainer: Sendable {
  /// One training.
  public struct Request: Sendable {
    /// The trial's number, from 1.
    public let number: Int
    /// What is trained.
    public let architecture: Architecture
    /// What is trained, as trainers get it.
    public let table: JSON
    /// The trial's own seed.
    public let seed: UInt64

    /// Makes a request.
    public init(number: Int, architecture: Architecture, table: JSON, seed: UInt64) {
      self.number = number
      self.architecture = architecture
      self.table = table
      self.seed = seed
    }
  }

  /// Answers. What it throws is the reason for which the trial fails, but for ``InfeasibleArchitecture``.
  public let train: @Sendable (Request) async throws -> SimulatedTraining

  /// Makes a trainer.
  public init(train: @escaping @Sendable (Request) async throws -> SimulatedTraining) {
    self.train = train
  }

  /// Makes a trainer that only gives metrics.
  public init(metrics: @escaping @Sendable (Request) throws -> [String: Double]) {
    self.init { SimulatedTraining(metrics: try metrics($0)) }
  }
}

/// What a training comes to.
public struct SimulatedTraining: Sendable {
  /// How it ends.
  public enum End: Sendable {
    /// Well.
    case completed
    /// Its trainer fails.
    case failed(FailureKind, reason: String)
    /// The architecture cannot be trained.
    case infeasible(reason: String)
  }

  /// What a trainer reports at one step.
  public struct Report: Sendable {
    /// The step, where it names one.
    public let step: Int?
    /// Numbers by name.
    public let metrics: [String: Double]

    /// Makes a report.
    public init(step: Int?, metrics: [String: Double]) {
      self.step = step
      self.metrics = metrics
    }
  }

  /// How it ends.
  public var end: End
  /// What it gives at its end; the last value of each metric counts, whether it was reported or given.
  public var metrics: [String: Double]
  /// What it reports on the way, in order.
  public var reports: [Report]
  /// The virtual seconds that a whole training lasts, where it is known.
  public var duration: Double?
  /// The part of the training that there is: less than 1 for one that breaks off.
  public var share = 1.0

  /// Makes what a training comes to.
  public init(
    metrics: [String: Double] = [:], reports: [Report] = [], duration: Double? = nil, end: End = .completed
  ) {
    self.metrics = metrics
    self.reports = reports
    self.duration = duration
    self.end = end
  }
}

import PlainJSON

/// How the columns of a table are meant.
public struct TableOptions: Sendable {
  /// How the row of an architecture is found.
  public enum Key: Sendable {
    /// Each decision has a column that is called like its place in the architecture: `op_1`, `blocks[0].kernel`.
    case places
    /// Columns by the places of the values that stand in them.
    case columns([String: String])
    /// A function gives the text that stands in a column.
    case function(column: String, @Sendable (JSON) async throws -> String)
  }

  /// A metric that is drawn from several columns: one noisy training out of several.
  public struct Noise: Sendable {
    /// The columns; empty cells are left out.
    public let columns: [String]
    /// The metric's name.
    public let metric: String

    /// Makes a drawn metric.
    public init(columns: [String], metric: String) {
      self.columns = columns
      self.metric = metric
    }
  }

  /// A metric that is reported step by step.
  public struct Curve: Sendable {
    /// What the columns begin with; the number of the step follows.
    public let prefix: String
    /// The metric's name.
    public let metric: String
    /// Whether a curve that ends before the last step, or has a gap, is a training that failed there.
    public let failsWhenCut: Bool

    /// Makes a curve.
    public init(prefix: String, metric: String, failsWhenCut: Bool = true) {
      self.prefix = prefix
      self.metric = metric
      self.failsWhenCut = failsWhenCut
    }
  }

  /// How the row of an architecture is found.
  public var key = Key.places
  /// The columns that are metrics; every numeric one with no other meaning where nil.
  public var metrics: [String]?
  /// Metrics that are drawn from several columns.
  public var noise: [Noise] = []
  /// Metrics that are reported step by step.
  public var curves: [Curve] = []
  /// The column with the seconds that a training takes.
  public var duration: String?
  /// Whether an architecture without a row cannot be trained; otherwise asking for it is an error.
  public var missingIsInfeasible = true
  /// Whether rows may be of the same architecture, of which one is drawn.
  public var allowsRepeats = false

  /// Makes the default options.
  public init() {}
}

/// What a look at the sources of a trial's metrics found.
public enum TrialReport: Sendable, Equatable {
  case measurement(TrialMeasurement)
  case notice(MetricsNotice)
}

/// Something about how a trainer reports that somebody should know. Nothing is lost by it, and the rest goes on.
public struct MetricsNotice: Sendable, Equatable {
  /// What it is about; the texts are those of the events in the store.
  public enum Kind: String, Sendable, CaseIterable {
    /// A line that is no report.
    case malformed = "malformed_metrics"
    /// A line beyond the longest that is read.
    case tooLong = "metrics_line_too_long"
    /// A step below the one before it.
    case stepBack = "metrics_step_back"
    /// A step that is no whole number.
    case badStep = "metrics_step_dropped"
    /// A file that was written anew with other lines.
    case another = "metrics_written_anew"
    /// A file that cannot be read.
    case unreadable = "metrics_unreadable"
  }

  public let kind: Kind
  /// A sentence without its end, such as `line 3 of its metrics is no JSON: expected a value, got 'r': rubbish`.
  public let text: String

  /// Makes a notice.
  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

/// Where a trainer's report stands: in which source, and where in it.
///
/// A trial that is taken over is read again from the start, so each report needs a number that is the same whenever it is
/// read; the store ignores numbers that it knows. ``line`` is that number: the sources share the whole numbers among
/// them, below 2^53 so that a number survives a JSON reader with doubles.
public struct MetricsPlace: Sendable, Hashable {
  /// What a report was read from.
  public enum Source: Sendable, Hashable, CaseIterable {
    /// `metrics.jsonl`
    case metrics
    /// Standard output.
    case output
    /// The file of `CLOUD_ML_HP_METRIC_FILE`.
    case hypertune

    /// The first number of its share.
    fileprivate var base: Int {
      switch self {
      case .metrics: 0
      case .output: 1 << 40
      case .hypertune: 1 << 41
      }
    }
  }

  /// From here on a hypertune number is a time in microseconds since 1970; 2^44 of them are 203 days.
  static let firstTime = 1 << 44

  public let source: Source
  /// The line, from 1. For a hypertune entry with a time, that time in microseconds since 1970: the file keeps only the
  /// last 100 entries, so lines say nothing.
  public let number: Int

  /// A place in a source.
  public init(_ source: Source, _ number: Int) {
    self.source = source
    self.number = number
  }

  /// The place of a stored number.
  public init(line: Int) {
    source = Source.allCases.last { line > $0.base } ?? .metrics
    number = line >= Self.firstTime ? line : line - source.base
  }

  /// One number for the whole: it keeps the order within a source.
  public var line: Int { number >= Self.firstTime ? number : source.base + number }

  /// As it goes into a sentence: `line 3 of its metrics`.
  public var words: String {
    switch source {
    case .metrics: "line \(number) of its metrics"
    case .output: "line \(number) of its output"
    case .hypertune:
      number >= Self.firstTime ? "an entry of its hypertune file" : "line \(number) of its hypertune file"
    }
  }
}

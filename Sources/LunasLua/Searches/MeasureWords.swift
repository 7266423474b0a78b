import PlainJSON
import SearchEngine
import TrialStore

/// Measures in words.
public enum MeasureWords {
  /// Which limits were broken how often, such as ` (2 by params, 1 by latency_ms)`; empty where none was.
  static func limits(_ counts: [String: Int]) -> String {
    if counts.isEmpty { return "" }
    let parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) by \($0.key)" }
    return " (\(parts.joined(separator: ", ")))"
  }

  /// What was measured of a trial, in order.
  public static func measured(_ trial: Int, of search: Int64, in store: TrialStore) throws -> [Measured] {
    try store.events(search: search, trial: trial, kind: Measured.kind).compactMap {
      Measured(document: $0.payload)
    }
  }
}

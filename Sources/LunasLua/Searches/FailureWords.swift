import Launchers
import TrialStore

/// Failures of a search in words.
public enum FailureWords {
  /// The kinds with their counts, such as `2 out of memory, 1 crashed`; nil where all that failed just crashed.
  ///
  /// - Parameter failures: counts by the names of the kinds.
  static func kinds(_ failures: [String: Int]) -> String? {
    let counts = TrialFailure.allCases.reversed().compactMap { kind in
      failures[kind.rawValue].flatMap { $0 > 0 ? (kind, $0) : nil }
    }
    if counts.allSatisfy({ $0.0 == .crashed }) { return nil }
    return counts.map { "\($0.1) \($0.0.words)" }.joined(separator: ", ")
  }

  /// Trials that failed, or cannot be trained, for the same cause.
  public struct Group: Sendable {
    /// ``TrialFailure/words``, or `infeasible`.
    public let kind: String
    /// In order.
    public let trials: [Int]
    /// The last line of what one of them said.
    public let example: String
  }

  /// The line of a trial's reason that says it all. Earlier versions kept but the last lines of a log: there it is the
  /// last line, after who says that memory ran out, which the first line tells.
  private static func lastWords(_ trial: TrialRecord) -> String {
    if let headline = trial.reason.flatMap({ FailureReason.headline(of: $0) }) { return String(headline) }
    let lines = trial.reason?.split(whereSeparator: \.isNewline) ?? []
    guard let first = lines.first, let last = lines.last else { return "" }
    guard lines.count > 1, trial.failure == .outOfMemory, let end = first.firstRange(of: ": ") else {
      return String(last)
    }
    return "\(first[..<end.lowerBound]): ... \(last)"
  }

  /// Groups trials by cause, the most frequent first: by the kind, and by the last line of the reason without its
  /// numbers.
  public static func groups(_ trials: [TrialRecord]) -> [Group] {
    var groups: [String: (kind: String, trials: [Int], example: String)] = [:]
    for trial in trials where trial.state == .failed || trial.state == .infeasible {
      let kind = trial.failure?.words ?? trial.state.rawValue
      let example = lastWords(trial)
      let key = kind + ":" + example.filter { !$0.isNumber }
      groups[key, default: (kind, [], example)].trials.append(trial.number)
    }
    return groups.values.map { Group(kind: $0.kind, trials: $0.trials.sorted(), example: $0.example) }
      .sorted { ($1.trials.count, $0.trials.first ?? 0) < ($0.trials.count, $1.trials.first ?? 0) }
  }
}

import Foundation
import TrialStore

/// How many trials early stopping ended, and the time that it saved.
///
/// A trial that was ended after r reports would have made as many as completed trials make in the median, m. Between its
/// first and its last report one took p seconds, so (m - r) p seconds were saved. Of a trial that reported once no p is
/// known: it would have taken as long as completed trials in the median.
public struct EarlyStoppingSavings: Sendable, Equatable {
  /// How many trials it ended.
  public private(set) var trials = 0
  /// Seconds that all trials of the search took.
  public private(set) var spent = 0.0

  private var completedReports: [Double] = []
  private var completedSeconds: [Double] = []
  /// Sums over the ended trials that reported at least twice: p, and r p.
  private var pace = 0.0
  private var paced = 0.0
  /// The others, and the seconds that they took.
  private var others = 0
  private var otherSeconds = 0.0

  /// Before the first trial has ended.
  public init() {}

  /// What a stored search saved.
  public init(of search: SearchRecord, in store: TrialStore) throws {
    let ended = Set(try store.earlyStops(search: search.id).keys)
    guard !ended.isEmpty else { return }
    let reports = try store.reports(search: search.id)
    for trial in try store.trials(search: search.id) {
      add(trial, reports: reports[trial.number], isEarly: ended.contains(trial.number))
    }
  }

  /// Takes in a trial that has ended.
  ///
  /// - Parameter isEarly: whether early stopping decided to end it.
  mutating func add(_ trial: TrialRecord, reports: TrialReports?, isEarly: Bool) {
    guard trial.state.isFinal, let start = trial.startedAt, let end = trial.endedAt else { return }
    let seconds = max(0, end - start)
    spent += seconds
    if trial.state == .completed {
      completedSeconds.append(seconds)
      completedReports.append(Double(reports?.count ?? 0))
    } else if trial.state == .stopped, isEarly {
      trials += 1
      if let reports, reports.count > 1 {
        let each = (reports.last - reports.first) / Double(reports.count - 1)
        pace += each
        paced += each * Double(reports.count)
      } else {
        others += 1
        otherSeconds += seconds
      }
    }
  }

  /// Seconds that were saved; nil while no trial is completed that would tell.
  public var saved: Double? {
    guard let reports = Self.median(completedReports), let seconds = Self.median(completedSeconds) else {
      return nil
    }
    return max(0, reports * pace - paced) + max(0, Double(others) * seconds - otherSeconds)
  }

  /// What early stopping did, as in "ended 312 trials and saved about 41.5 h of 161.5 h of training"; nil where it did
  /// nothing.
  public var text: String? {
    guard trials > 0 else { return nil }
    let ended = "ended \(trials) trial\(trials == 1 ? "" : "s")"
    guard let saved else { return ended }
    return ended + " and saved about \(Self.time(saved)) of \(Self.time(saved + spent)) of training"
  }

  private static func time(_ seconds: Double) -> String {
    seconds < 3600 ? Span.text(seconds) : String(format: "%.1f h", seconds / 3600)
  }

  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(values.count - 1) / 2] + sorted[values.count / 2]) / 2
  }
}

/// A decision to end a trial, as it is stored before anything is done about it.
struct StoredEarlyStop: Sendable, Equatable {
  static let kind = "early_stop"

  let attempt: Int
  let rule: String
  let step: Int
  let reason: String
}

extension TrialStore {
  /// The decisions to end trials of a search, by trial; of several, for attempts of the same trial, the last.
  func earlyStops(search: Int64) throws -> [Int: StoredEarlyStop] {
    var found: [Int: StoredEarlyStop] = [:]
    for event in try events(search: search, kind: StoredEarlyStop.kind) {
      guard let trial = event.trial, let reason = event.payload["reason"]?.stringValue else { continue }
      found[trial] = StoredEarlyStop(
        attempt: event.payload["attempt"]?.intValue ?? 1, rule: event.payload["rule"]?.stringValue ?? "",
        step: event.payload["step"]?.intValue ?? 0, reason: reason)
    }
    return found
  }

  func log(_ stop: StoredEarlyStop, search: Int64, trial: Int) throws {
    try log(
      search: search, trial: trial, kind: StoredEarlyStop.kind,
      payload: [
        "attempt": .integer(stop.attempt), "rule": .string(stop.rule), "step": .integer(stop.step),
        "reason": .string(stop.reason),
      ])
  }
}

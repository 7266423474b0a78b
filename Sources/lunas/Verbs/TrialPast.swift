import Foundation
import LunasLua
import PlainJSON
import SearchEngine
import TrialStore

/// What has happened to a trial: its times, what it reported, its earlier attempts, and what should be known besides.
struct TrialPast {
  private struct Happening {
    let time: Double
    let kind: String
    let text: String
  }

  private let trial: TrialRecord
  private let proposed: Double?
  private let reports: [StoredMeasurement]
  private let attempts: [Requeue]
  private let happenings: [Happening]

  /// The members of ``document`` that have rows of their own in a table.
  static let keys: Set<String> = [
    "proposed", "proposed_at", "started_at", "ended_at", "training_seconds", "total_seconds", "attempts", "events",
    "reports",
  ]

  /// Rows of events and of reports that are shown to people.
  private static let shown = (events: 30, reports: 12)

  /// What has tables or members of its own.
  private static let told: Set<String> = ["proposed", "finished", "requeued", "measured"]

  init(_ trial: TrialRecord, of search: SearchRecord, in store: TrialStore) throws {
    self.trial = trial
    let events = try store.events(search: search.id, trial: trial.number)
    proposed = events.first { $0.kind == "proposed" }?.time
    attempts = try store.requeues(search: search.id, number: trial.number)
    reports = try store.measurements(search: search.id, number: trial.number)
      .filter { $0.attempt == trial.attempt }
    happenings = events.filter { !Self.told.contains($0.kind) }.map { event in
      let payload = event.payload
      let text = payload.stringValue ?? payload["reason"]?.stringValue ?? payload["text"]?.stringValue
      return Happening(time: event.time, kind: event.kind, text: text ?? payload.text)
    }
  }

  /// The last value of each metric of the latest attempt.
  var metrics: [String: Double] { reports.reduce(into: [:]) { $0.merge($1.metrics) { $1 } } }

  /// From the start of the training to its end, or to now.
  private var training: Double? {
    trial.startedAt.map { max(0, (trial.endedAt ?? Date().timeIntervalSince1970) - $0) }
  }

  /// From the proposal to the end, or to now: with measures, waiting, earlier attempts and interruptions.
  private var total: Double? {
    proposed.map { max(0, (trial.endedAt ?? Date().timeIntervalSince1970) - $0) }
  }

  /// Times are in seconds since 1970, those that end in `_at` in ISO 8601.
  var document: [String: JSON] {
    func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
    func iso(_ value: Double?) -> JSON {
      value.map { .string(Date(timeIntervalSince1970: $0).ISO8601Format()) } ?? .null
    }
    return [
      "proposed": number(proposed), "proposed_at": iso(proposed), "started_at": iso(trial.startedAt),
      "ended_at": iso(trial.endedAt), "training_seconds": number(training), "total_seconds": number(total),
      "attempts": .array(
        attempts.enumerated().map { index, attempt in
          [
            "attempt": .integer(index + 1), "failure": attempt.failure.map { .string($0) } ?? .null,
            "reason": .string(attempt.reason),
          ]
        }),
      "events": .array(
        happenings.map { ["time": .number($0.time), "kind": .string($0.kind), "text": .string($0.text)] }),
      "reports": .array(
        reports.map { report in
          [
            "step": report.step.map { .integer($0) } ?? .null,
            "metrics": .object(report.metrics.mapValues { .number($0) }),
          ]
        }),
    ]
  }

  /// Rows of the main table.
  var times: [[String]] {
    var rows: [[String]] = []
    for (name, time) in [("proposed", proposed), ("started", trial.startedAt), ("ended", trial.endedAt)] {
      if let time { rows.append([name, Self.clock(time)]) }
    }
    let isOpen = !trial.state.isFinal
    if let training { rows.append([isOpen ? "trains for" : "trained for", Self.span(training)]) }
    if let total { rows.append([isOpen ? "in all so far" : "in all", Self.span(total)]) }
    return rows
  }

  /// Tables below it, with their titles.
  var tables: [(title: String, rows: [[String]])] {
    let before = attempts.enumerated().map { index, requeue in
      ["attempt \(index + 1)", requeue.failure ?? "", Self.line(requeue.reason)]
    }
    let last = happenings.suffix(Self.shown.events)
    let left = happenings.count - last.count
    let events = last.map { [Self.clock($0.time), $0.kind, Self.line($0.text)] }
    return [
      ("reports", curve), ("before", before),
      (left == 0 ? "events" : "events (the last \(last.count); --format json has \(left) more)", events),
    ]
  }

  /// The reports, or evenly chosen ones of many with the first and the last.
  private var curve: [[String]] {
    let names = Array(Set(reports.flatMap(\.metrics.keys)).sorted().prefix(6))
    if reports.isEmpty { return [] }
    let count = min(reports.count, Self.shown.reports)
    let chosen = (0..<count).map { reports[$0 * (reports.count - 1) / max(1, count - 1)] }
    let rows = chosen.map { report in
      [report.step.map(String.init) ?? "-"] + names.map { report.metrics[$0].map(Format.number) ?? "-" }
    }
    return [["step"] + names] + rows
  }

  private static func span(_ seconds: Double) -> String {
    seconds < 10 ? Format.number((seconds * 100).rounded() / 100) + " s" : Span.text(seconds)
  }

  private static func line(_ text: String) -> String {
    String((text.split(whereSeparator: \.isNewline).first ?? "").prefix(200))
  }

  /// A time where people are: `2026-11-24 18:05:12`.
  private static func clock(_ time: Double) -> String {
    var (seconds, parts) = (time_t(time), tm())
    localtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let length = strftime(&text, text.count, "%Y-%m-%d %H:%M:%S", &parts)
    return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

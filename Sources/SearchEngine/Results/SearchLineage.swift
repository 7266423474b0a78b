import Foundation
import PlainJSON
import TrialStore

/// One run of a search: from its begin, or from a resumption, until it ended or was left.
public struct SearchRun: Sendable, Equatable {
  /// In seconds since 1970.
  public let start: Double
  /// In seconds since 1970; nil of a run that goes on, or whose process was killed.
  public let end: Double?
  public let host: String
  public let pid: Int?
  /// Why it ended, in words.
  public let reason: String?

  /// As `lunas status --format json` has it.
  public var json: JSON {
    [
      "start": .number(start), "end": end.map { .number($0) } ?? .null, "host": .string(host),
      "pid": pid.map { .integer($0) } ?? .null, "reason": reason.map { .string($0) } ?? .null,
    ]
  }
}

extension SearchRun {
  /// The event of the end of a run; the begin is that of ``WorkspaceOverview/controllerEvent``.
  static let endEvent = "controller_ended"

  /// Every run of a search, in order: its lineage.
  public static func all(of search: SearchRecord, in store: TrialStore) throws -> [SearchRun] {
    let begins = try store.events(search: search.id, kind: WorkspaceOverview.controllerEvent)
    let ends = try store.events(search: search.id, kind: endEvent)
    return begins.enumerated().map { position, begin in
      let next = position + 1 < begins.count ? begins[position + 1].sequence : Int64.max
      let end = ends.first { $0.sequence > begin.sequence && $0.sequence < next }
      return SearchRun(
        start: begin.time, end: end?.time, host: begin.payload["host"]?.stringValue ?? "?",
        pid: begin.payload["pid"]?.intValue, reason: end?.payload["reason"]?.stringValue)
    }
  }
}

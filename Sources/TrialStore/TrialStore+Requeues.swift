import GRDB
import PlainJSON

/// A trial that was put back for another attempt.
public struct Requeue: Sendable, Equatable {
  /// Why, in words.
  public let reason: String
  /// How the attempt before failed, by the text of a ``TrialFailure``; nil where that was no fault of the trial, as when
  /// somebody interrupted the search.
  public let failure: String?
  /// What the next attempt has otherwise than the search says, where this changed it.
  public let overrides: JSON?

  static let kind = "requeued"

  /// Describes a requeue.
  public init(reason: String, failure: String? = nil, overrides: JSON? = nil) {
    self.reason = reason
    self.failure = failure
    self.overrides = overrides
  }

  var payload: JSON {
    var members: [String: JSON] = ["reason": .string(reason)]
    members["failure"] = failure.map { .string($0) }
    members["overrides"] = overrides
    return .object(members)
  }

  /// Earlier versions stored the reason alone: then a trial was lost, or the search was interrupted.
  init(payload: JSON) {
    let words = payload.stringValue
    self.init(
      reason: words ?? payload["reason"]?.stringValue ?? "",
      failure: words.map { $0 == "it was stopped" ? nil : "lost" } ?? payload["failure"]?.stringValue,
      overrides: payload["overrides"])
  }
}

extension TrialStore {
  /// How often and why a trial was put back, in order.
  public func requeues(search: Int64, number: Int) throws -> [Requeue] {
    try events(search: search, "kind = ? AND trial = ?", [Requeue.kind, number]).map {
      Requeue(payload: $0.payload)
    }
  }
}

import PlainJSON
import TrialStore

/// Which failed trials are tried again, and how often.
public struct RetryPolicy: Sendable, Equatable {
  /// How often each trial is tried again in all.
  public var times: Int
  /// After which failures.
  public var causes: Set<RetryCause>

  /// Where nothing is said about it and a function decides.
  public static let usualTimes = 3

  /// How often a lost trial is started again where nothing is said: one that takes its supervisor with it again and again
  /// would run for ever.
  static let usualLosses = 19

  /// Makes a policy; by default for all causes after which another attempt may end otherwise.
  public init(times: Int, causes: Set<RetryCause> = RetryCause.hopeful) {
    self.times = times
    self.causes = causes
  }

  /// Whether a trial is tried again after a failure, by its text in the store.
  func covers(_ failure: String) -> Bool { causes.contains { $0.covers(failure) } }
}

extension [Requeue] {
  /// How often a trial was tried again under a policy. Where that says nothing about lost trials, these have a count of
  /// their own, and what was interrupted never counts.
  func retries(under policy: RetryPolicy?) -> Int {
    let countsLosses = policy?.covers(RetryCause.lostTrial) ?? false
    return count { $0.failure != nil && (countsLosses || $0.failure != RetryCause.lostTrial) }
  }

  /// How often a trial was lost.
  var losses: Int { count { $0.failure == RetryCause.lostTrial } }

  /// Whether the next attempt is to have its GPUs for itself: it ran out of their memory before, and nobody has said since
  /// how much of it is enough.
  public var needSlotAlone: Bool {
    let latest = self[(lastIndex { $0.overrides?["gpu_memory_bytes"] != nil }.map { $0 + 1 } ?? 0)...]
    return latest.contains { $0.failure == TrialFailure.outOfMemory.rawValue }
  }
}

extension RetryPolicy {
  /// What the store keeps.
  var document: JSON {
    ["times": .integer(times), "on": .array(causes.map(\.rawValue).sorted().map { .string($0) })]
  }
}

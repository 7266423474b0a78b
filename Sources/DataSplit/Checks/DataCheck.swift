import PlainJSON

/// What a check found in a split: a number, how it is judged, what that means and what to do.
public struct DataCheck: Sendable, Equatable {
  /// What is looked at.
  public enum Kind: String, Sendable, CaseIterable {
    /// Every item is in one part.
    case coverage
    /// The source is shuffled, as runs of its labels tell.
    case shuffling
    /// The source begins as it ends.
    case drift
    /// Stage 1's validation is like stage 1's training part.
    case proportions
    /// Stage 1's validation is like the real validation.
    case likeness
    /// No item is on both sides.
    case sharedItems
    /// No group is on both sides.
    case groups
    /// Stage 1's validation is later than its training part.
    case time
    /// All items have a label, and all parts have all classes.
    case labels
    /// There is enough of everything.
    case size
    /// No class is drowned by another.
    case balance
    /// Stage 1's validation is large enough to tell rewards apart.
    case resolution
  }

  /// How bad it is.
  public enum Verdict: String, Sendable, Comparable {
    case good
    case watch
    case bad

    public static func < (first: Verdict, second: Verdict) -> Bool { first.rank < second.rank }

    private var rank: Int {
      switch self {
      case .good: 0
      case .watch: 1
      case .bad: 2
      }
    }
  }

  public let kind: Kind
  /// Which column or pair of parts, where there are several checks of a kind.
  public let subject: String?
  public let verdict: Verdict
  /// What ``statistic`` is, in words: `Jensen-Shannon distance (base 2)`.
  public let measure: String
  public let statistic: Double
  /// Where the verdict turns, nil where there is no such place.
  public let limits: CheckThresholds.Limits?
  /// The chance of such a statistic without a difference: for information, and so that chance alone is not called
  /// a difference.
  public let pValue: Double?
  /// What was found, in plain words.
  public let words: String
  /// What to do; nil for what is good.
  public let advice: String?
  /// More numbers, for `split.json`.
  public let details: [String: JSON]

  /// Whether an architecture search on such data misleads, so that `nas.search` wants `force = true`.
  public var blocksSearch: Bool {
    verdict == .bad && [.size, .balance, .resolution].contains(kind)
  }

  init(
    _ kind: Kind, subject: String? = nil, _ verdict: Verdict, measure: String, _ statistic: Double,
    limits: CheckThresholds.Limits? = nil, pValue: Double? = nil, words: String, advice: String,
    details: [String: JSON] = [:]
  ) {
    self.kind = kind
    self.subject = subject
    self.verdict = verdict
    self.measure = measure
    self.statistic = statistic
    self.limits = limits
    self.pValue = pValue
    self.words = words
    self.advice = verdict == .good ? nil : advice
    self.details = details
  }
}

import PlainJSON

/// One choice point of a template.
public struct Decision: Sendable, Hashable {
  /// What is chosen from.
  public enum Kind: Sendable, Hashable {
    /// One of the candidates; each may hold decisions of its own, which exist only where it is chosen.
    case oneOf([Template])
    /// A list of several of the candidates.
    case manyOf(ManyOf)
    /// A whole number.
    case integer(IntegerRange)
    /// Any number of an interval.
    case float(FloatRange)
    /// A list of elements, each decided on its own; the length is a whole number or a decision that gives one.
    case listOf(length: Template, element: Template)
  }

  /// What is chosen from.
  public var kind: Kind
  /// What a user calls it, in reports and patterns; it need not be unique.
  public var name: String?
  /// What it belongs to: `architecture`, `augmentation`, `hyperparameter`, or words of the user's own. Decisions inside
  /// its candidates have its tags too.
  public var tags: [String]
  /// The decided value in the baseline architecture; nil for the first or lowest one.
  public var baseline: JSON?
  /// Marks one decision that stands in several places: all with the same number are decided together.
  public var sharing: Int?
  /// How each candidate is shown to a program in Python, where it came from one; otherwise its value says it.
  public var literals: [String]?

  /// Makes a choice point.
  public init(
    _ kind: Kind, name: String? = nil, tags: [String] = [], baseline: JSON? = nil, sharing: Int? = nil,
    literals: [String]? = nil
  ) {
    self.kind = kind
    self.name = name
    self.tags = tags
    self.baseline = baseline
    self.sharing = sharing
    self.literals = literals
  }
}

/// Several of some candidates, in order.
public struct ManyOf: Sendable, Hashable {
  /// How many are chosen.
  public var count: Int
  /// What is chosen from; each candidate may hold decisions of its own.
  public var candidates: [Template]
  /// Whether no candidate is chosen twice.
  public var isDistinct: Bool
  /// Whether they come in the order in which they are listed, so that only the selection counts.
  public var isSorted: Bool

  /// Describes the choice of `count` candidates.
  public init(count: Int, candidates: [Template], isDistinct: Bool = true, isSorted: Bool = false) {
    self.count = count
    self.candidates = candidates
    self.isDistinct = isDistinct
    self.isSorted = isSorted
  }

  /// All candidates, in some order.
  public static func permutation(_ candidates: [Template]) -> ManyOf {
    ManyOf(count: candidates.count, candidates: candidates)
  }
}

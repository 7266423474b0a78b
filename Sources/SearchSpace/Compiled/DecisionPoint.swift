/// One slot of an architecture: a decision at one place of the compiled space.
///
/// A conditional decision has a point too; it is active only where the choice of a parent makes it exist. A `many_of` has
/// one point for each candidate that it chooses.
public struct DecisionPoint: Sendable, Hashable {
  /// What is chosen from.
  public enum Kind: Sendable, Hashable {
    /// One of `count` candidates.
    case choice
    /// One position of a `many_of`: choices of its positions depend on each other.
    case slot(position: Int, of: ManyOfRule)
    /// A whole number.
    case integer(IntegerRange)
    /// Any number of a range.
    case float(FloatRange)
  }

  /// The parent's choices under which a point is active.
  public struct Condition: Sendable, Hashable {
    /// The id of the parent point.
    public let parent: Int
    /// The choices of the parent.
    public let choices: [Int]
  }

  /// The position in ``SearchSpace/points`` and ``Architecture/choices``.
  public let id: Int
  /// The place, as PyGlove writes it: `stem`, `blocks[0].kernel`, `op[=1/3].ratio`.
  public let path: String
  /// The place in the decided table, which patterns match: `op.ratio`.
  public let place: String
  /// What is chosen from.
  public let kind: Kind
  /// How many choices there are in the whole space, allowed or not; 0 for a continuous decision.
  public let count: Int
  /// The choices that are allowed: fewer than all in a space that was cut; none for a continuous decision.
  public let allowed: ChoiceSet
  /// What the user calls it.
  public let name: String?
  /// What it belongs to.
  public let tags: [String]
  /// How its candidates are shown to a program in Python, where that is known; see ``Decision/literals``.
  public let literals: [String]?
  /// It is active when one of them holds; always when there is none.
  public let conditions: [Condition]

  /// Whether it has a value that is any number of a range.
  public var isContinuous: Bool { range != nil }

  /// The range of a continuous decision.
  public var range: FloatRange? { if case .float(let range) = kind { range } else { nil } }

  /// The values of a whole number.
  public var integers: IntegerRange? { if case .integer(let range) = kind { range } else { nil } }

  /// Whether there is nothing to choose.
  public var isFixed: Bool { range?.isSingle ?? (allowed.count == 1) }
}

/// How the positions of a `many_of` depend on each other.
public struct ManyOfRule: Sendable, Hashable {
  /// The id of the first position; the others follow, each after the decisions inside the one before.
  public let first: Int
  /// How many candidates are chosen.
  public let count: Int
  /// Whether no candidate is chosen twice.
  public let isDistinct: Bool
  /// Whether the choices ascend.
  public let isSorted: Bool

  /// Whether every position is chosen without regard to the others.
  public var isIndependent: Bool { !isDistinct && !isSorted }
}

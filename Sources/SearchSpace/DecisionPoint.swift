/// One slot of an architecture: a decision at one place of the compiled space.
///
/// A conditional decision has a point too; it is active only where its parent's choice makes it exist.
public struct DecisionPoint: Sendable, Hashable {
  /// The position in ``SearchSpace/points`` and ``Architecture/choices``.
  public let id: Int
  /// The place, as PyGlove writes it: `stem`, `blocks[0].kernel`, `op[=1/3].ratio`.
  public let path: String
  /// How many choices there are.
  public let count: Int
  /// When it is active; nil for always.
  public let condition: Condition?

  /// The parent's choices under which a point is active.
  public struct Condition: Sendable, Hashable {
    /// The id of the parent point.
    public let parent: Int
    /// The choices of the parent.
    public let choices: [Int]
  }
}

/// What is left of a space that was cut: fewer choices at some points.
///
/// The points stay as they are, so an architecture has the same choices in the whole space and in every part of it: what
/// was learned in one can be used in the other.
public struct Restriction: Sendable, Hashable {
  /// The choices that are left, by the ids of points.
  public internal(set) var choices: [Int: ChoiceSet] = [:]
  /// The ranges that are left of continuous decisions, by the ids of points.
  public internal(set) var ranges: [Int: FloatRange] = [:]

  /// Leaves everything.
  public static let none = Restriction()

  /// Whether everything is left.
  public var isNone: Bool { choices.isEmpty && ranges.isEmpty }
}

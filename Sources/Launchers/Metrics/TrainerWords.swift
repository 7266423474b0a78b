import PlainJSON

/// What trainers say besides metrics.
public enum TrainerWords {
  /// Why an architecture cannot be trained, from the value that a trainer gives under `infeasible`: a text, or true. A
  /// number under that name is a metric like any other.
  public static func infeasible(_ value: JSON?) -> String? {
    switch value {
    case .string(let reason) where reason.contains { !$0.isWhitespace }: reason
    case .string, .bool(true): "its trainer says that it cannot be trained"
    default: nil
    }
  }
}

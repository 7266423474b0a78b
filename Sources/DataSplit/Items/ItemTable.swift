/// What is known of the items of a source, in its order, without their contents: what splits and checks are made from.
public struct ItemTable: Sendable, Equatable {
  /// What an item is to be predicted as.
  public enum Label: Sendable, Equatable {
    /// One of several classes.
    case classes(Categories)
    /// Any number of several classes: the codes of item i are `codes[starts[i]..<starts[i + 1]]`.
    case classSets(names: [String], codes: [UInt32], starts: [Int])
    /// A number; NaN where it is missing.
    case numbers([Double])
  }

  /// A column of numbers beside the label.
  public struct NumberColumn: Sendable, Equatable {
    public var name: String
    /// For each item; NaN where it is missing.
    public var values: [Double]

    /// Describes a column.
    public init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// How many items there are.
  public var count: Int
  public var label: Label?
  /// Items of one group stay together: a patient, a video.
  public var groups: Categories?
  /// When each item came to be, on any scale; NaN where that is missing.
  public var times: [Double]?
  /// The columns of ``ItemColumns/numbers``.
  public var numbers: [NumberColumn] = []
  /// A hash of what names each item, or of its contents: equal ones are the same item.
  public var identities: [UInt64]?
  /// A hash of the contents of each item, where ``identities`` are of names: equal ones are copies under two names.
  public var contents: [UInt64]?

  /// Describes items of which nothing is known.
  public init(count: Int) { self.count = count }
}

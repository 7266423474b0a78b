/// A split with all that is known of its data: what checks look at.
public struct CheckedData: Sendable {
  /// Numbers of one more column, by item.
  public struct NumberColumn: Sendable {
    public var name: String
    /// For each item of the training data; NaN where it is missing.
    public var training: [Double]
    /// For each item of the real validation data; nil where there is none.
    public var validation: [Double]?

    /// Describes a column.
    public init(name: String, training: [Double], validation: [Double]? = nil) {
      self.name = name
      self.training = training
      self.validation = validation
    }
  }

  /// The training data.
  public var items: ItemTable
  public var split: DataSplit
  /// The real validation data, on which stage 2 is measured.
  public var validation: ItemTable?
  public var columns: [NumberColumn]
  /// Whether the latest items were to become stage 1's validation.
  public var order: SplitRequest.Order

  /// Describes a split and its data.
  public init(
    items: ItemTable, split: DataSplit, validation: ItemTable? = nil, columns: [NumberColumn] = [],
    order: SplitRequest.Order = .shuffled
  ) {
    self.items = items
    self.split = split
    self.validation = validation
    self.columns = columns
    self.order = order
  }
}

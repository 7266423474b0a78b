import PlainJSON

/// A split that was written, or only checked.
public struct FinishedSplit: Sendable {
  /// Which items went where.
  public let split: DataSplit
  /// What is known of the training data.
  public let items: ItemTable
  /// What is known of the real validation data, where there is some.
  public let validation: ItemTable?
  /// What the checks say.
  public let report: DataReport
  /// Where the parts are, by their names: `stage1.train`, `stage1.validation`, `stage1.train.25`; none where they were
  /// not written.
  public let files: [String: String]
  /// What `split.json` says, or would say.
  public let document: JSON
}

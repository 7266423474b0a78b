/// The declaration of a plain table of a known shape, for `help` and stubs: nothing is checked.
public struct LuaRecordType: Sendable {
  /// The name in `help` and stubs.
  public let name: String
  /// What such a table is, in one sentence.
  public let summary: String
  /// Its keys.
  public let fields: [Field]

  /// A key of the table.
  public struct Field: Sendable {
    public let name: String
    public let summary: String
    /// The type in LuaCATS; it ends in `?` where the key may be missing.
    public let stubType: String

    /// Declares a key.
    public init(_ name: String, _ summary: String, _ stubType: String) {
      self.name = name
      self.summary = summary
      self.stubType = stubType
    }
  }

  /// Declares a shape.
  public init(_ name: String, _ summary: String, fields: [Field]) {
    self.name = name
    self.summary = summary
    self.fields = fields
  }
}

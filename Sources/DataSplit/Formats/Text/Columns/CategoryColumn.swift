/// A column whose values are few names: a label, a group.
struct CategoryColumn {
  /// As it was asked for.
  let name: String
  private(set) var table = NameTable()
  private(set) var codes: [UInt32] = []

  init(_ name: String) { self.name = name }

  /// Makes room for the items of a file, so that memory is asked for once.
  mutating func reserve(_ count: Int) { codes.reserveCapacity(count) }

  @inline(__always)
  mutating func add(_ value: RowValue) throws(ColumnProblem) {
    guard value.kind != .missing else { return codes.append(Categories.missing) }
    codes.append(try table.checkedCode(of: value, in: name))
  }

  var categories: Categories { Categories(names: table.names, codes: codes) }
}

extension NameTable {
  /// The code of a name, which must be UTF-8: only new ones are looked at.
  @inline(__always)
  mutating func checkedCode(of value: RowValue, in column: String) throws(ColumnProblem) -> UInt32 {
    let known = count
    let code = code(of: value.bytes)
    if count > known, String(validating: value.bytes, as: UTF8.self) == nil {
      throw ColumnProblem(text: "the column '\(column)': text in UTF-8 expected, got other bytes")
    }
    return code
  }
}

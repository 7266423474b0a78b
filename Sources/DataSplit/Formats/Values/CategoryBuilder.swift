/// Gives the names of values with types their codes as they are met.
struct CategoryBuilder {
  private var table = NameTable()
  private var codesOfIntegers: [Int64: UInt32] = [:]

  /// In the order in which they were met.
  var names: [String] { table.names }
  /// How many there are.
  var count: Int { table.count }

  /// The code of a name.
  mutating func code(_ name: String) -> UInt32 {
    var name = name
    return name.withUTF8 { table.code(of: UnsafeRawBufferPointer($0)) }
  }

  /// The code of a whole number's name.
  mutating func code(_ number: Int64) -> UInt32 {
    if let code = codesOfIntegers[number] { return code }
    let code = code(String(number))
    codesOfIntegers[number] = code
    return code
  }

  /// The code of a value, or ``Categories/missing``; nil for a list of several and for data.
  mutating func code(_ value: ItemValue) -> UInt32? {
    switch value {
    case .integer(let number): code(number)
    case .list(let values) where values.count > 1: nil
    case .oversized: nil
    default: value.name.map { code($0) } ?? Categories.missing
    }
  }
}

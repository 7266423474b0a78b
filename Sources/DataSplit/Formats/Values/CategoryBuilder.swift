/// Gives names their codes as they are met.
struct CategoryBuilder {
  private(set) var names: [String] = []
  private var codes: [String: UInt32] = [:]
  private var codesOfIntegers: [Int64: UInt32] = [:]

  /// The code of a name.
  mutating func code(_ name: String) -> UInt32 {
    if let code = codes[name] { return code }
    let code = UInt32(names.count)
    names.append(name)
    codes[name] = code
    return code
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

/// A column of numbers that is compared between the parts.
struct NumberColumn {
  let name: String
  private(set) var values: [Double] = []

  init(_ name: String) { self.name = name }

  /// Makes room for the items of a file, so that memory is asked for once.
  mutating func reserve(_ count: Int) { values.reserveCapacity(count) }

  mutating func add(_ value: RowValue) throws(ColumnProblem) {
    if value.kind == .missing { return values.append(.nan) }
    guard value.kind == .plain, let number = NumberText.number(value.bytes) else {
      throw ColumnProblem(
        text:
          "the column '\(name)': a number expected, got \(value.shown); mend it, or leave it empty where it is not known"
      )
    }
    values.append(number)
  }
}

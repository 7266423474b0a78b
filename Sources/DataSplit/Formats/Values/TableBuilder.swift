/// Makes the table of items of a format with types, item by item.
struct TableBuilder {
  private let file: String
  private let columns: ItemColumns
  private var labels: LabelBuilder?
  private var groups: (builder: CategoryBuilder, codes: [UInt32])?
  private var times: [Double]?
  private var identities: [UInt64]?
  /// By the places in ``ItemColumns/numbers``.
  private var numbers: [[Double]]
  private var count = 0
  private var hasGroup = false
  private var hasTime = false
  private var hasIdentity = false
  /// Whether times are dates, by the first.
  private var areDates: Bool?

  /// Makes a table with the columns that are asked for; with identities where `isIdentified`.
  init(_ columns: ItemColumns, file: String, hasLabel: Bool, isIdentified: Bool) {
    self.file = file
    self.columns = columns
    if hasLabel { labels = LabelBuilder(columns) }
    if columns.group != nil { groups = (CategoryBuilder(), []) }
    if columns.time != nil { times = [] }
    if isIdentified { identities = [] }
    numbers = columns.numbers.map { _ in [] }
  }

  /// What is known of one item; what was not asked for is ignored.
  struct Item {
    var label = ItemValue.missing
    var group = ItemValue.missing
    var time = ItemValue.missing
    var identity: UInt64 = 0
    /// Whether it has the field that ``ItemColumns/identity`` names.
    var isNamed = true
    /// One for each of ``ItemColumns/numbers``.
    var numbers: [ItemValue] = []
  }

  /// Adds the next item.
  ///
  /// - Throws: ``DataError`` with its place.
  mutating func append(_ item: Item, file: String, place: @autoclosure () -> String) throws(DataError) {
    count += 1
    do throws(LabelBuilder.Problem) {
      try labels?.append(item.label)
      if groups != nil {
        guard let code = groups?.builder.code(item.group) else {
          throw LabelBuilder.Problem(
            text: "the group '\(columns.group ?? "")' is \(item.group.kind), not one value")
        }
        groups?.codes.append(code)
        hasGroup = hasGroup || code != Categories.missing
      }
      if times != nil {
        let time = try time(item.time)
        times?.append(time)
        hasTime = hasTime || !time.isNaN
      }
      for index in numbers.indices {
        let value = index < item.numbers.count ? item.numbers[index] : .missing
        numbers[index].append(try number(value, in: columns.numbers[index]))
      }
    } catch { throw DataError(file: file, place: place(), problem: error.text) }
    identities?.append(item.identity)
    hasIdentity = hasIdentity || item.isNamed
  }

  private func number(_ value: ItemValue, in column: String) throws(LabelBuilder.Problem) -> Double {
    switch value {
    case .missing: return .nan
    case .integer(let number): return Double(number)
    case .number(let number): return number
    case .list(let values) where values.count == 1: return try number(values[0], in: column)
    case .list(let values) where values.isEmpty: return .nan
    case .text(let text):
      if let number = Array(text.utf8).withUnsafeBytes({ NumberText.number($0) }) { return number }
      throw .init(text: "the column '\(column)': a number expected, got '\(text)'")
    case .list, .oversized: throw .init(text: "the column '\(column)': a number expected, got \(value.kind)")
    }
  }

  private mutating func time(_ value: ItemValue) throws(LabelBuilder.Problem) -> Double {
    switch value {
    case .missing: return .nan
    case .integer(let number): return try time(Double(number), isDate: false)
    case .number(let number): return number.isNaN ? .nan : try time(number, isDate: false)
    case .list(let values) where values.count == 1: return try time(values[0])
    case .list(let values) where values.isEmpty: return .nan
    case .text(let text):
      let bytes = Array(text.utf8)
      if let number = bytes.withUnsafeBytes({ NumberText.number($0) }) { return try time(number, isDate: false) }
      if let date = bytes.withUnsafeBytes({ DateText.seconds($0) }) { return try time(date, isDate: true) }
      throw .init(
        text: "the time '\(text)' is no number and no date such as 2024-01-31 or 2024-01-31T12:30:00Z")
    case .list, .oversized: throw .init(text: "the time is \(value.kind), not one number or date")
    }
  }

  /// Numbers may be on any scale, so they cannot be compared with dates.
  private mutating func time(_ time: Double, isDate: Bool) throws(LabelBuilder.Problem) -> Double {
    if let areDates, areDates != isDate {
      throw .init(
        text: "the time is a \(isDate ? "date" : "number"), but a \(areDates ? "date" : "number") in items before")
    }
    areDates = isDate
    return time
  }

  /// The table.
  ///
  /// - Parameter missing: What to say of a column that no item has; nil for a label that was not named.
  /// - Throws: ``DataError`` where a column has no value at all.
  mutating func finish(missing: (String?) -> DataError) throws(DataError) -> ItemTable {
    var table = ItemTable(count: count)
    guard count > 0 else { throw DataError(file: file, problem: "it holds no items") }
    table.label = labels?.finish()
    if labels != nil, table.label == nil { throw missing(columns.label) }
    if let groups {
      if !hasGroup { throw missing(columns.group ?? "") }
      table.groups = Categories(names: groups.builder.names, codes: groups.codes)
    }
    if times != nil, !hasTime { throw missing(columns.time ?? "") }
    table.times = times
    if let name = columns.identity, identities != nil, !hasIdentity { throw missing(name) }
    for (name, values) in zip(columns.numbers, numbers) {
      guard values.contains(where: { !$0.isNaN }) else { throw missing(name) }
      table.numbers.append(ItemTable.NumberColumn(name: name, values: values))
    }
    table.identities = identities
    return table
  }
}

/// What is gathered of the items of a text file, row by row.
struct ItemGatherer {
  private var label: LabelColumn?
  private var group: CategoryColumn?
  private var time: TimeColumn?
  private var numbers: [(column: NumberColumn, slot: Int)] = []
  private var identities: [UInt64] = []
  /// The position in ``wanted`` of what each role reads.
  private var labelSlot = 0
  private var groupSlot = 0
  private var timeSlot = 0
  private var identitySlot: Int?
  /// The columns to read, each once.
  private(set) var wanted: [String] = []

  init(_ columns: ItemColumns) {
    if let name = columns.label {
      label = LabelColumn(name, kind: columns.kind, separator: columns.separator)
      labelSlot = slot(name)
    }
    if let name = columns.group {
      group = CategoryColumn(name)
      groupSlot = slot(name)
    }
    if let name = columns.time {
      time = TimeColumn(name)
      timeSlot = slot(name)
    }
    for name in columns.numbers { numbers.append((NumberColumn(name), slot(name))) }
    identitySlot = columns.identity.map { slot($0) }
  }

  private mutating func slot(_ name: String) -> Int {
    if let known = wanted.firstIndex(of: name) { return known }
    wanted.append(name)
    return wanted.count - 1
  }

  /// Makes room for the items of a file, so that memory is asked for once.
  mutating func reserve(_ count: Int) {
    label?.reserve(count)
    group?.reserve(count)
    time?.reserve(count)
    for index in numbers.indices { numbers[index].column.reserve(count) }
    identities.reserveCapacity(count)
  }

  /// Adds an item.
  ///
  /// - Parameters:
  ///   - values: what it has in the wanted columns.
  ///   - row: all of its bytes.
  @inline(__always)
  mutating func add(_ values: [RowValue], row: UnsafeRawBufferPointer) throws(ColumnProblem) {
    try label?.add(values[labelSlot])
    try group?.add(values[groupSlot])
    try time?.add(values[timeSlot])
    for index in numbers.indices { try numbers[index].column.add(values[numbers[index].slot]) }
    identities.append(ByteHash.hash(identitySlot.map { values[$0].bytes } ?? row))
  }

  /// All that was gathered.
  ///
  /// - Throws: ``ColumnProblem`` where no item has a label.
  func table() throws(ColumnProblem) -> ItemTable {
    var table = ItemTable(count: identities.count)
    if let label { table.label = try label.label() }
    table.groups = group?.categories
    table.times = time?.times
    table.numbers = numbers.map { ItemTable.NumberColumn(name: $0.column.name, values: $0.column.values) }
    table.identities = identities
    return table
  }
}

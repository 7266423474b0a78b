import PlainJSON

/// The column with what an item is to be predicted as: classes, sets of classes or numbers.
struct LabelColumn {
  let name: String
  let kind: ItemColumns.LabelKind
  private let separator: [UInt8]
  private var table = NameTable()
  private var codes: [UInt32] = []
  /// As long as all values may be numbers.
  private var numbers: [Double] = []
  private var starts: [Int] = []
  private var mayBeNumbers: Bool
  private var mayBeClasses: Bool
  private var hasFraction = false
  /// Whether items have sets of classes: as was asked, or since a list was met.
  private var hasSets: Bool

  /// Whole numbers with more different values than this are no classes: no set of labels that people use has as many.
  static let mostClasses = 1 << 16
  /// Whole numbers are classes where each has at least this many items on average.
  static let itemsOfClass = 10

  init(_ name: String, kind: ItemColumns.LabelKind, separator: Character) {
    self.name = name
    self.kind = kind
    self.separator = Array(String(separator).utf8)
    mayBeNumbers = kind == .numbers || kind == .automatic
    mayBeClasses = kind != .numbers
    hasSets = kind == .classSets
    if hasSets { starts = [0] }
  }

  /// Makes room for the items of a file, so that memory is asked for once.
  mutating func reserve(_ count: Int) {
    if kind == .classSets {
      starts.reserveCapacity(count + 1)
    } else if mayBeClasses {
      codes.reserveCapacity(count)
    }
    if mayBeNumbers { numbers.reserveCapacity(count) }
  }

  @inline(__always)
  mutating func add(_ value: RowValue) throws(ColumnProblem) {
    if hasSets { return try addSet(value) }
    if value.kind == .list {
      try beginSets(value)
      return try addSet(value)
    }
    if mayBeNumbers { try addNumber(value) }
    guard mayBeClasses else { return }
    codes.append(value.kind == .missing ? Categories.missing : try table.checkedCode(of: value, in: name))
  }

  /// Makes sets of what was read so far, as a list was met: each class becomes a set of one.
  private mutating func beginSets(_ value: RowValue) throws(ColumnProblem) {
    guard kind == .automatic, mayBeClasses else {
      let expected = kind == .numbers || kind == .automatic ? "a number" : "one class"
      throw ColumnProblem(
        text:
          "the column '\(name)': \(expected) expected, got the list \(value.shown); ask for sets of classes (--label-kind "
          + "sets) if that is what labels are")
    }
    (mayBeNumbers, numbers, hasSets) = (false, [], true)
    starts = [0]
    var members: [UInt32] = []
    for code in codes {
      if code != Categories.missing { members.append(code) }
      starts.append(members.count)
    }
    codes = members
  }

  /// Adds what may be a number. The first that is none settles what the column is.
  private mutating func addNumber(_ value: RowValue) throws(ColumnProblem) {
    if value.kind == .missing { return numbers.append(.nan) }
    if value.kind == .plain, let number = NumberText.number(value.bytes) {
      numbers.append(number)
      hasFraction = hasFraction || number != number.rounded()
      if mayBeClasses, table.count > Self.mostClasses {
        mayBeClasses = false
        (table, codes) = (NameTable(), [])
      }
      return
    }
    guard mayBeClasses else {
      let before =
        kind == .numbers
        ? "" : ", as in all rows before, of which more than \(Self.mostClasses) have different ones"
      throw ColumnProblem(
        text:
          "the column '\(name)': a number expected\(before), got \(value.shown); mend it, leave it empty where "
          + "it is not known, or ask for classes")
    }
    mayBeNumbers = false
    numbers = []
  }

  private mutating func addSet(_ value: RowValue) throws(ColumnProblem) {
    if value.kind == .list {
      try addList(value)
    } else if value.kind != .missing, kind != .classSets {
      // Nobody said that texts have several classes.
      try addMember(value)
    } else if value.kind != .missing {
      var rest = value.bytes[...]
      while !rest.isEmpty {
        let end = rest.firstRange(of: separator) ?? rest.endIndex..<rest.endIndex
        try addMember(RowValue(kind: .string, bytes: UnsafeRawBufferPointer(rebasing: rest[..<end.lowerBound])))
        rest = rest[end.upperBound...]
      }
    }
    endSet()
  }

  private mutating func addList(_ value: RowValue) throws(ColumnProblem) {
    guard let elements = try? JSON(parsing: Array(value.bytes)).arrayValue else {
      throw ColumnProblem(text: "the column '\(name)': a list of classes expected, got \(value.shown)")
    }
    for element in elements {
      let text = Array((element.stringValue ?? element.text).utf8)
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
      defer { buffer.deallocate() }
      buffer.copyBytes(from: text)
      try addMember(RowValue(kind: .string, bytes: UnsafeRawBufferPointer(buffer)))
    }
  }

  /// Adds one class of the item that is being read: spaces around it do not count, and a class counts once.
  mutating func addMember(_ value: RowValue) throws(ColumnProblem) {
    var bytes = value.bytes[...]
    while bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    guard !bytes.isEmpty else { return }
    let member = RowValue(kind: value.kind, bytes: UnsafeRawBufferPointer(rebasing: bytes))
    let code = try table.checkedCode(of: member, in: name)
    if !codes[(starts.last ?? 0)...].contains(code) { codes.append(code) }
  }

  /// Ends the classes of an item.
  mutating func endSet() { starts.append(codes.count) }

  /// What the column is, now that all of it is known.
  ///
  /// - Throws: ``ColumnProblem`` where no item has a label.
  func label() throws(ColumnProblem) -> ItemTable.Label {
    if hasSets {
      guard table.count > 0 else { throw noLabels }
      // Lists that all hold one class are a way to write it.
      if kind == .automatic, zip(starts, starts.dropFirst()).allSatisfy({ $1 - $0 <= 1 }) {
        let single = zip(starts, starts.dropFirst()).map { $1 > $0 ? codes[$0] : Categories.missing }
        return .classes(Categories(names: table.names, codes: single))
      }
      return .classSets(names: table.names, codes: codes, starts: starts)
    }
    if mayBeNumbers, !mayBeClasses || isNumeric {
      guard numbers.contains(where: { !$0.isNaN }) else { throw noLabels }
      return .numbers(numbers)
    }
    guard table.count > 0 else { throw noLabels }
    return .classes(Categories(names: table.names, codes: codes))
  }

  /// Whether a column of numbers in which few differ is one of quantities, not of classes that are called 0, 1, 2.
  private var isNumeric: Bool {
    hasFraction && numbers.contains { !$0.isNaN }
      || table.count > max(1, codes.count / Self.itemsOfClass)
        && table.count > Self.itemsOfClass * Self.itemsOfClass
  }

  private var noLabels: ColumnProblem {
    ColumnProblem(text: "the column '\(name)': labels expected, but it is empty in every row")
  }
}

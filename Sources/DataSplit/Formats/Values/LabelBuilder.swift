/// Makes one column of labels out of the items' values, in the kind that was asked for or that they show.
///
/// Values here come with types, which say what the labels are and must not be mixed; in a text (``LabelColumn``) every value
/// is characters of which all rows together tell the kind, and which are never made values of their own. One builder for both
/// would ask each row of a text what it is.
struct LabelBuilder {
  /// What is wrong with a value, to be told with its place.
  struct Problem: Error { let text: String }

  private enum Storage {
    /// Only missing ones were met: so many.
    case nothing(Int)
    case integers([Int64?])
    case numbers([Double])
    case classes([UInt32])
    case sets(codes: [UInt32], starts: [Int])
  }

  private let kind: ItemColumns.LabelKind
  private let separator: Character
  private var categories = CategoryBuilder()
  private var storage = Storage.nothing(0)

  /// Makes a builder of labels.
  init(_ columns: ItemColumns) {
    kind = columns.kind
    separator = columns.separator
    if kind == .classSets { storage = .sets(codes: [], starts: [0]) }
  }

  /// Adds the next item's value.
  mutating func append(_ value: ItemValue) throws(Problem) {
    // The storage is taken out while it changes, so that it is never copied.
    var storage = Storage.nothing(0)
    swap(&storage, &self.storage)
    defer { self.storage = storage }
    if case .nothing(let missing) = storage { storage = try begin(value, after: missing) }
    if case .list(let values) = value, values.count != 1, kind == .automatic { try beginSets(&storage) }
    switch storage {
    case .nothing(let missing): storage = .nothing(missing + 1)
    case .integers(var integers):
      storage = .nothing(0)
      if case .number(let number) = single(value) {
        storage = .numbers(integers.map { $0.map { Double($0) } ?? .nan } + [number])
      } else {
        defer { storage = .integers(integers) }
        integers.append(try integer(value))
      }
    case .numbers(var numbers):
      storage = .nothing(0)
      defer { storage = .numbers(numbers) }
      numbers.append(try number(value))
    case .classes(var codes):
      storage = .nothing(0)
      defer { storage = .classes(codes) }
      codes.append(try classCode(value))
    case .sets(var codes, var starts):
      storage = .nothing(0)
      defer { storage = .sets(codes: codes, starts: starts) }
      codes += try setCodes(value)
      starts.append(codes.count)
    }
  }

  /// The labels; nil where every one is missing.
  mutating func finish() -> ItemTable.Label? {
    switch storage {
    case .nothing: return nil
    case .numbers(let numbers):
      // Floats that are all whole are classes as whole numbers are.
      guard kind == .automatic, numbers.allSatisfy({ $0.isNaN || Int64(exactly: $0) != nil }) else {
        return .numbers(numbers)
      }
      return label(of: numbers.map { Int64(exactly: $0) })
    case .integers(let integers): return label(of: integers)
    case .classes(let codes): return .classes(Categories(names: categories.names, codes: codes))
    case .sets(let codes, let starts):
      return .classSets(names: categories.names, codes: codes, starts: starts)
    }
  }

  /// Whole numbers are classes, unless there are so many different ones that they must be amounts.
  private mutating func label(of integers: [Int64?]) -> ItemTable.Label {
    let most = kind == .automatic ? max(100, integers.count / 10) : Int.max
    var codes: [UInt32] = []
    codes.reserveCapacity(integers.count)
    for value in integers {
      codes.append(value.map { categories.code($0) } ?? Categories.missing)
      if categories.count > most { return .numbers(integers.map { $0.map { Double($0) } ?? .nan }) }
    }
    return .classes(Categories(names: categories.names, codes: codes))
  }
}

// MARK: - One value

extension LabelBuilder {
  private func single(_ value: ItemValue) -> ItemValue {
    if case .list(let values) = value, values.count == 1 { values[0] } else { value }
  }

  /// What values are kept in, by the first that is not missing.
  private func begin(_ value: ItemValue, after missing: Int) throws(Problem) -> Storage {
    if kind == .numbers { return .numbers(Array(repeating: .nan, count: missing)) }
    switch single(value) {
    case .missing: return .nothing(missing)
    case .text: return .classes(Array(repeating: Categories.missing, count: missing))
    case .number where kind == .classes: return .classes(Array(repeating: Categories.missing, count: missing))
    case .number: return .numbers(Array(repeating: .nan, count: missing))
    case .integer: return .integers(Array(repeating: nil, count: missing))
    case .list where kind == .automatic:
      return .sets(codes: [], starts: Array(repeating: 0, count: missing + 1))
    case .list, .oversized: throw Problem(text: "the label is \(value.kind), but it should be one class")
    }
  }

  private mutating func beginSets(_ storage: inout Storage) throws(Problem) {
    let codes: [UInt32]
    switch storage {
    case .integers(let integers):
      codes = integers.map { value in value.map { categories.code($0) } ?? Categories.missing }
    case .classes(let classes): codes = classes
    case .numbers: throw Problem(text: "the label is a list, but a number in items before")
    case .nothing, .sets: return
    }
    var starts = [0]
    var members: [UInt32] = []
    for code in codes {
      if code != Categories.missing { members.append(code) }
      starts.append(members.count)
    }
    storage = .sets(codes: members, starts: starts)
  }

  private func integer(_ value: ItemValue) throws(Problem) -> Int64? {
    switch single(value) {
    case .missing: return nil
    case .integer(let number): return number
    default: throw mixed(value, with: "a whole number")
    }
  }

  private func number(_ value: ItemValue) throws(Problem) -> Double {
    switch single(value) {
    case .missing: return .nan
    case .integer(let number): return Double(number)
    case .number(let number): return number
    case .text(let text) where kind == .numbers:
      guard let number = Double(text) else { throw Problem(text: "the label '\(text)' is no number") }
      return number
    default:
      throw kind == .numbers
        ? Problem(text: "the label is \(value.kind), no number") : mixed(value, with: "a number")
    }
  }

  private mutating func classCode(_ value: ItemValue) throws(Problem) -> UInt32 {
    switch single(value) {
    case .integer: throw mixed(value, with: "a text")
    case .list, .oversized: throw Problem(text: "the label is \(value.kind), but it should be one class")
    default: return categories.code(single(value)) ?? Categories.missing
    }
  }

  private mutating func setCodes(_ value: ItemValue) throws(Problem) -> [UInt32] {
    var codes: [UInt32] = []
    let values = if case .list(let values) = value { values } else { [value] }
    for value in values {
      switch value {
      case .text(let text) where kind == .classSets:
        codes += text.split(separator: separator).map { categories.code(String($0)) }
      case .list, .oversized: throw Problem(text: "the label is a list of which one value is \(value.kind)")
      default: if let code = categories.code(value), code != Categories.missing { codes.append(code) }
      }
    }
    return codes
  }

  private func mixed(_ value: ItemValue, with before: String) -> Problem {
    Problem(
      text:
        "the label is \(value.kind), but \(before) in items before; labels of one kind are needed, or say which"
        + " kind they are")
  }
}

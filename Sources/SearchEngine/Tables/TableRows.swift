import CSV
import PlainJSON
import SearchSpace
import Suggestions

/// Finds the rows of architectures.
struct TableRows: Sendable {
  /// The columns that tell the architecture.
  let columns: [String]
  private let key: @Sendable (JSON) async throws -> [String]
  /// The rows of each key.
  private let index: [[String]: [Int]]

  init(_ table: TrainingTable, _ options: TableOptions, for space: SearchSpace) throws {
    switch options.key {
    case .places, .columns:
      let columns = Self.columns(options.key, of: space)
      let places = columns.keys.sorted()
      try Self.check(places, columns, table, space)
      self.columns = places.compactMap { columns[$0] }
      let steps = places.map(TableKey.steps)
      key = { architecture in steps.map { TableKey.text(at: $0, of: architecture) } }
    case .function(let column, let function):
      columns = [column]
      key = { [TableKey.normal(try await function($0))] }
    }
    index = try Self.index(table, columns, allowsRepeats: options.allowsRepeats)
  }

  /// The rows of an architecture: none, or several trainings of it.
  func of(_ architecture: JSON) async throws -> [Int] { index[try await key(architecture)] ?? [] }

  private static func index(
    _ table: TrainingTable, _ columns: [String], allowsRepeats: Bool
  ) throws -> [[String]: [Int]] {
    let cells = try columns.map { try table.texts(of: $0, for: "the key").map(TableKey.normal) }
    var index: [[String]: [Int]] = [:]
    index.reserveCapacity(table.count)
    for row in 0..<table.count {
      let key = cells.map { $0[row] }
      if let first = index[key]?.first, !allowsRepeats {
        let values = zip(columns, key).map { "\($0) = \($1)" }.joined(separator: ", ")
        throw CSVError(
          file: table.file, line: table.line(of: row),
          problem:
            "a row for another architecture expected, got that of line \(table.line(of: first)) again (\(values)); "
            + "if these are several trainings of it, of which one is to be drawn, say repeats = 'draw'")
      }
      index[key, default: []].append(row)
    }
    return index
  }

  // MARK: Decisions and columns

  /// The columns by places: those that are given, or those that are called like the places of decisions.
  private static func columns(_ key: TableOptions.Key, of space: SearchSpace) -> [String: String] {
    if case .columns(let columns) = key { return columns }
    return Dictionary(space.points.map { ($0.place, $0.place) }) { first, _ in first }
  }

  /// Every decision needs a column, and a column that holds values of it: a slip of the pen would make every architecture
  /// one that the table does not have.
  private static func check(
    _ places: [String], _ columns: [String: String], _ table: TrainingTable, _ space: SearchSpace
  ) throws {
    if places.isEmpty {
      throw CSVError(file: table.file, problem: "at least one column as the key expected, got none")
    }
    for place in places {
      guard let column = columns[place] else { continue }
      guard table.columns.contains(column) else {
        let unknown = UnknownName(kind: "column", name: column, known: table.columns)
        throw CSVError(
          file: table.file, line: 1,
          problem:
            "a column '\(column)' for the decision '\(place)' expected, got none; \(unknown.advice); say which with "
            + "columns = { [\"\(place)\"] = \"COLUMN\" }, or give a key")
      }
      let points = space.points.filter { $0.place == place }
      if points.isEmpty { try checkPlace(place, table, space) }
      let values = Set(try table.texts(of: column, for: "the key").map(TableKey.normal))
      let candidates = points.flatMap { point in
        (0..<min(point.count, 1000)).map { TableKey.text(space.label(of: $0, at: point)) }
      }
      if !candidates.isEmpty, points.allSatisfy({ $0.count <= 1000 && !$0.isContinuous }),
        candidates.allSatisfy({ !values.contains($0) })
      {
        throw CSVError(
          file: table.file,
          problem: "the column '\(column)': values of the decision '\(place)' expected ("
            + Self.some(candidates) + "), got " + Self.some(values.sorted()))
      }
    }
  }

  /// A place is that of a decision, of a part of one's value, or of a value that stands in every architecture.
  private static func checkPlace(_ place: String, _ table: TrainingTable, _ space: SearchSpace) throws {
    let steps = TableKey.steps(place)
    let isPart = space.points.contains { steps.starts(with: TableKey.steps($0.place)) }
    if isPart || !TableKey.text(at: steps, of: space.table(of: space.baseline)).isEmpty { return }
    let known = Set(space.points.map(\.place)).sorted()
    throw CSVError(
      file: table.file,
      problem: "the place of a decision expected in 'columns', got '\(place)'; "
        + UnknownName(kind: "decision", name: place, known: known).advice)
  }

  private static func some(_ values: [String]) -> String {
    values.prefix(4).map { "'\($0)'" }.joined(separator: ", ") + (values.count > 4 ? ", ..." : "")
  }
}

/// How values of an architecture and cells of a table become comparable.
enum TableKey {
  /// The names and positions that a place such as `blocks[0].op` consists of.
  static func steps(_ place: String) -> [String] { place.split { ".[]".contains($0) }.map(String.init) }

  /// The value at a place; empty where there is none.
  static func text(at steps: [String], of architecture: JSON) -> String {
    var current: JSON? = architecture
    for step in steps {
      if let elements = current?.arrayValue {
        current = Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      } else {
        current = current?[step]
      }
    }
    return text(current ?? .null)
  }

  /// A value as a cell would have it.
  static func text(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .string(let text): normal(text)
    default: normal(value.text)
    }
  }

  /// `3`, `3.0` and `3e0` are one number; `003` is a code, of which the zeros are a part.
  static func normal(_ cell: String) -> String {
    let digits = cell.utf8.drop { $0 == UInt8(ascii: "-") }
    guard let first = digits.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else { return cell }
    if first == UInt8(ascii: "0"), let second = digits.dropFirst().first, second != UInt8(ascii: ".") {
      return cell
    }
    guard let number = Double(cell), number.isFinite else { return cell }
    return Int(exactly: number).map(String.init) ?? number.description
  }
}

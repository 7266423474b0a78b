import CSV
import Suggestions

/// A file of finished trainings, one a row: a benchmark's table, or what a search has exported.
///
/// It stands in for training: an architecture is looked up, and its row's numbers are its metrics. See
/// ``TableTrainer``.
public struct TrainingTable: Sendable {
  /// The file, as it was asked for.
  public let file: String
  /// The names of the columns in order.
  public let columns: [String]
  /// How many rows there are.
  public let count: Int

  /// The cells of each column.
  private let texts: [String: [String]]
  /// The cells of each column that holds nothing but numbers; NaN where a cell is empty.
  private let numbers: [String: [Double]]
  /// The line of each row in the file.
  private let lines: [Int]

  /// Reads a file of comma-separated values, gzipped or not.
  ///
  /// - Throws: ``CSVError`` with file and line.
  public init(file: String) throws {
    var reader = try CSVReader(file)
    var (cells, lines): ([[String]], [Int]) = (reader.columns.map { _ in [] }, [])
    while let row = try reader.next() {
      for field in 0..<row.count { cells[field].append(try row.text(field)) }
      lines.append(row.line)
    }
    if lines.isEmpty { throw CSVError(file: file, problem: "at least one row below the names expected, got none") }
    self.file = file
    columns = reader.columns
    count = lines.count
    self.lines = lines
    texts = Dictionary(zip(reader.columns, cells)) { first, _ in first }
    numbers = texts.compactMapValues(Self.numbers)
  }

  /// Whether a column holds nothing but numbers, and at least one.
  public func isNumeric(_ column: String) -> Bool { numbers[column] != nil }

  /// The cells of a column that must be there.
  func texts(of column: String, for purpose: String) throws -> [String] {
    guard let texts = texts[column] else { throw unknown(column, for: purpose) }
    return texts
  }

  /// The numbers of a column that must hold nothing else; NaN for an empty cell.
  func numbers(of column: String, for purpose: String) throws -> [Double] {
    let cells = try texts(of: column, for: purpose)
    if let numbers = numbers[column] { return numbers }
    guard let row = cells.firstIndex(where: { !$0.isEmpty && Double($0) == nil }) else {
      throw CSVError(file: file, problem: "the column '\(column)' (\(purpose)): numbers expected, got empty cells")
    }
    throw CSVError(
      file: file, line: lines[row],
      problem: "the column '\(column)' (\(purpose)): a number expected, got '\(cells[row])'")
  }

  /// The greatest and the least number of a column.
  ///
  /// - Throws: for a column that is not there or holds something else.
  public func range(of column: String) throws -> ClosedRange<Double> {
    let numbers = try numbers(of: column, for: "to be compared").filter { !$0.isNaN }
    guard let least = numbers.min(), let greatest = numbers.max() else {
      throw CSVError(file: file, problem: "the column '\(column)': numbers expected, got empty cells")
    }
    return least...greatest
  }

  /// The line of a row in the file.
  func line(of row: Int) -> Int { lines[row] }

  private func unknown(_ column: String, for purpose: String) -> CSVError {
    let unknown = UnknownName(kind: "column", name: column, known: columns)
    return CSVError(
      file: file, line: 1, problem: "the column '\(column)' (\(purpose)) expected, got none; \(unknown.advice)")
  }

  private static func numbers(_ cells: [String]) -> [Double]? {
    var (numbers, hasAny): ([Double], Bool) = ([], false)
    numbers.reserveCapacity(cells.count)
    for cell in cells {
      if cell.isEmpty {
        numbers.append(.nan)
      } else if let number = Double(cell) {
        hasAny = true
        numbers.append(number)
      } else {
        return nil
      }
    }
    return hasAny ? numbers : nil
  }
}

/// One record of a file: its fields, without the quotes around them.
public struct CSVRow: Sendable {
  /// The line on which it begins, from 1.
  public internal(set) var line = 0
  /// The fields, one after the other.
  var bytes: [UInt8] = []
  /// Where each field ends.
  var ends: [Int] = []
  let file: String

  init(file: String) { self.file = file }

  /// How many fields there are.
  public var count: Int { ends.count }

  /// The bytes of a field.
  public func bytes(_ field: Int) -> ArraySlice<UInt8> { bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]] }

  /// Whether a field is empty.
  public func isEmpty(_ field: Int) -> Bool { bytes(field).isEmpty }

  /// The text of a field.
  ///
  /// - Throws: ``CSVError`` for bytes that are not UTF-8.
  public func text(_ field: Int) throws(CSVError) -> String {
    guard let text = String(validating: bytes(field), as: UTF8.self) else {
      throw CSVError(
        file: file, line: line, problem: "field \(field + 1): text in UTF-8 expected, got other bytes")
    }
    return text
  }

  /// All fields as text.
  ///
  /// - Throws: ``CSVError`` for bytes that are not UTF-8.
  public func texts() throws(CSVError) -> [String] {
    var texts: [String] = []
    texts.reserveCapacity(count)
    for field in 0..<count { texts.append(try text(field)) }
    return texts
  }
}

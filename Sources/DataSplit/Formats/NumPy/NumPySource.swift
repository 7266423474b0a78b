import Glibc
import Locking
import Suggestions

/// Labels in a NumPy array, `.npy` or one of a `.npz`; the data itself is elsewhere, in the same order. What is written is an
/// array of the items' numbers (`.npy`, int64).
///
/// In a `.npz` columns are names of arrays. Beside a `.npy` they are other `.npy` files, by paths from its folder; its own
/// array is the label unless another is named.
public final class NumPySource: ItemSource {
  public let paths: [String]
  private let count = Locked<Int?>(nil)

  /// Makes a source of one file.
  public init(_ path: String) { paths = [path] }

  public var ending: String { ".npy" }

  private var file: String { paths[0] }

  public func inputs(_ columns: ItemColumns) -> [SourceInput] {
    // What cannot be read is told by whoever reads it.
    let arrays = try? NumPyArrays(file)
    let named = [columns.label, columns.group, columns.time, columns.identity] + columns.numbers
    return ([file] + named.compactMap { $0 }.compactMap { arrays?.path(of: $0) }).reduce(into: []) {
      inputs, path in
      if !inputs.contains(.file(path)) { inputs.append(.file(path)) }
    }
  }

  public func scan(_ columns: ItemColumns) throws -> ItemTable {
    let arrays = try NumPyArrays(file)
    let label = try arrays.array(columns.label)
    let group = try columns.group.map { try arrays.array($0) }
    let time = try columns.time.map { try arrays.array($0) }
    let identity = try columns.identity.map { try arrays.array($0) }
    let numbers = try columns.numbers.map { try arrays.array($0) }
    for other in [group, time, identity] + numbers {
      if let other, other.count != label.count {
        throw DataError(
          file: other.file, problem: "it has \(other.count) items, but \(label.file) has \(label.count)")
      }
    }
    // Equal labels make no equal items, so without a name nothing is known of what items are.
    var table = TableBuilder(columns, file: file, hasLabel: true, isIdentified: identity != nil)
    for index in 0..<label.count {
      if index % 65_536 == 0 { try Cancellation.check() }
      var item = TableBuilder.Item()
      do throws(ArrayHeader.Problem) {
        item.label = try label.value(index)
        if let group { item.group = try group.value(index) }
        if let time { item.time = try time.value(index) }
        item.numbers = try numbers.map { array throws(ArrayHeader.Problem) in try array.value(index) }
      } catch { throw DataError(file: label.file, place: "item \(index)", problem: error.text) }
      if let identity { item.identity = identity.row(index).withUnsafeBytes { ItemHash.of($0) } }
      try table.append(item, file: file, place: "item \(index)")
    }
    count.withLock { $0 = label.count }
    return try table.finish { [file] name in
      DataError(file: file, problem: "the array '\(name ?? "label")' holds nothing but NaN or empty texts")
    }
  }

  public func write(_ items: [UInt32], to path: String) throws {
    if let count = count.withLock({ $0 }), let wrong = items.first(where: { Int($0) >= count }) {
      throw DataError(file: path, problem: "there is no item \(wrong); the source has \(count)")
    }
    guard !ShardPaths.isSame(file, path) else {
      throw DataError(file: path, problem: "it is the input; write to another place")
    }
    let writer = try ShardWriter(path, packing: .plain)
    try writer.append(ArrayHeader.ofIndices(count: items.count))
    var start = 0
    while start < items.count {
      let end = min(start + 1 << 16, items.count)
      try writer.append(
        items[start..<end].flatMap { item in (0..<8).map { UInt8(UInt64(item) >> (8 * $0) & 0xFF) } })
      start = end
    }
    try writer.finish()
  }
}

/// The arrays that a file names.
private struct NumPyArrays {
  private let file: String
  private let directory: ZipDirectory?

  init(_ file: String) throws(DataError) {
    self.file = file
    let start = try ArrayBytes(file)
    do throws(ArrayHeader.Problem) {
      // What begins as zip archives do, also empty ones.
      directory = try start.read(2) == Array("PK".utf8) ? try Self.directory(file) : nil
    } catch { throw DataError(file: file, problem: error.text) }
  }

  private static func directory(_ file: String) throws(ArrayHeader.Problem) -> ZipDirectory {
    do throws(DataError) { return try ZipDirectory(file) } catch { throw .init(text: error.problem) }
  }

  /// The file of an array that is not in this one; nil where all are.
  func path(of name: String) -> String? { directory == nil ? beside(name) : nil }

  private func beside(_ name: String) -> String {
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    return name.hasPrefix("/") ? name : folder + name
  }

  /// The array of a name; the file's only one where there is none.
  func array(_ name: String?) throws(DataError) -> LabelArray {
    guard let directory else {
      guard let name else { return try LabelArray(ArrayBytes(file), name: file) }
      let path = beside(name)
      if !name.contains("."), access(path, F_OK) != 0 {
        throw DataError(
          file: file,
          problem:
            "it is one array and has none that is called '\(name)'; its own array is the label where none is named, "
            + "and others are .npy files beside it, such as '\(name).npy'")
      }
      return try LabelArray(ArrayBytes(path), name: path)
    }
    let names = directory.members.map { $0.name.hasSuffix(".npy") ? String($0.name.dropLast(4)) : $0.name }
    guard let wanted = name ?? (names.count == 1 ? names[0] : nil) else {
      throw DataError(
        file: file,
        problem: "it has \(names.count) arrays; name the label, of: \(names.sorted().joined(separator: ", "))")
    }
    guard let index = names.firstIndex(of: wanted) else {
      throw DataError(file: file, problem: UnknownName(kind: "array", name: wanted, known: names).description)
    }
    let member = directory.members[index]
    return try LabelArray(
      ArrayBytes(file, part: member.part, isPacked: member.isPacked), name: "\(file), array '\(wanted)'")
  }
}

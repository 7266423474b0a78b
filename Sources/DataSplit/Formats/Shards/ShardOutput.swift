import Glibc

/// Writes items as the input has them: one file where that is one, otherwise a folder of files that hold about as many
/// items as the input's, so that trainers which read several at a time still can.
struct ShardOutput {
  let index: ShardIndex
  /// How the names of files end.
  let ending: String
  /// What must not be the same in two items that follow one another in a file; nil where that is no matter.
  var keys: [UInt64]?
  let check: ItemCheck
  /// What ends a file of so many bytes.
  var trailer: (UInt64) -> [UInt8] = { _ in [] }

  /// Writes some of the items in the order of the list.
  ///
  /// - Throws: ``DataError``; then nothing is left.
  func write(_ items: [UInt32], to path: String) throws {
    if let wrong = items.first(where: { Int($0) >= index.count }) {
      throw DataError(file: path, problem: "there is no item \(wrong); the source has \(index.count)")
    }
    guard !index.shards.contains(where: { ShardPaths.isSame($0.file, path) }) else {
      throw DataError(file: path, problem: "it is one of the inputs; write to another place")
    }
    let unpacked =
      if index.shards.allSatisfy({ $0.packing == .plain }) { nil as UnpackedItems? } else {
        try UnpackedItems(items, of: index, beside: path, check: check)
      }
    let reader = ItemReader(index, check: check)
    let parts = fileCount(for: items.count)
    guard index.shards.count > 1 else {
      return try writeFile(items[...], to: path, reader, unpacked)
    }
    guard mkdir(path, 0o777) == 0 else { throw DataError.system(path, "the folder cannot be made") }
    var written: [String] = []
    do {
      for part in 0..<parts {
        // Sizes that differ by one at most.
        let range = items.count * part / parts..<items.count * (part + 1) / parts
        let name = "\(path)/part-\(Self.padded(part))-of-\(Self.padded(parts))\(ending)"
        try writeFile(items[range], to: name, reader, unpacked)
        written.append(name)
      }
    } catch {
      for file in written { unlink(file) }
      rmdir(path)
      throw error
    }
  }

  private func fileCount(for count: Int) -> Int {
    guard index.count > 0 else { return 1 }
    let (whole, rest) = count.multipliedFullWidth(by: index.shards.count).low.quotientAndRemainder(
      dividingBy: UInt(index.count))
    return max(1, Int(whole) + (rest > 0 ? 1 : 0))
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  private func writeFile(
    _ items: ArraySlice<UInt32>, to file: String, _ reader: ItemReader, _ unpacked: UnpackedItems?
  ) throws {
    let writer = try ShardWriter(file, packing: index.shards.first?.packing ?? .plain)
    var size: UInt64 = 0
    var last: UInt64?
    for item in items {
      let number = Int(item)
      if let key = keys?[number] {
        if key == last { throw Self.sameKeys(index, number) }
        last = key
      }
      if let unpacked {
        try unpacked.read(length: index.length(number), writer.append)
      } else {
        try reader.read(number, writer.append)
      }
      size += index.length(number)
    }
    try writer.append(trailer(size))
    try writer.finish()
  }

  private static func sameKeys(_ index: ShardIndex, _ item: Int) -> DataError {
    let shard = index.shards[index.shard(of: item)]
    return DataError(
      file: shard.file, place: "byte \(index.range(item).lowerBound)",
      problem:
        "the sample there has the key of another shard's sample that would come right before it in the output, where"
        + " the two would be read as one; give samples keys that are unique in all shards, or take another seed")
  }
}

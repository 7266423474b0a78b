/// Items out of packed files, unpacked once from their beginnings to their ends, in the order in which they are to be
/// written: in a file without a name beside the output, since a memory might not hold them.
final class UnpackedItems {
  private let output: OutputFile
  private var position = 0
  private var buffer: UnsafeMutableRawBufferPointer

  /// Unpacks items.
  ///
  /// - Parameters:
  ///   - items: Their numbers, in the order in which they are to be read.
  ///   - path: Where the output will be; the file is in the same folder.
  /// - Throws: ``DataError`` where there is no space, or where a file is no longer what it was.
  init(_ items: [UInt32], of index: ShardIndex, beside path: String, check: ItemCheck) throws {
    output = try OutputFile(unnamedBeside: path)
    buffer = .allocate(byteCount: ItemReader.pieceSize, alignment: 16)
    try unpack(items, of: index, check: check)
  }

  deinit { buffer.deallocate() }

  private func unpack(_ items: [UInt32], of index: ShardIndex, check: ItemCheck) throws {
    var places: [UInt64] = []
    places.reserveCapacity(items.count)
    var end: UInt64 = 0
    for item in items {
      places.append(end)
      end += index.length(Int(item))
    }
    // Positions in the list, by where their items lie in the source.
    let order = (0..<UInt32(items.count)).sorted { items[Int($0)] < items[Int($1)] }
    var next = 0
    for shard in index.shards where next < order.count && Int(items[Int(order[next])]) < shard.end {
      let reader = try ShardReader(shard.file) { _ in shard.packing == .plain }
      while next < order.count, case let item = Int(items[Int(order[next])]), item < shard.end {
        let range = index.range(item)
        guard range.lowerBound >= reader.position, try reader.skip(range.lowerBound - reader.position) else {
          throw DataError.changed(shard.file, at: reader.position)
        }
        var done: UInt64 = 0
        while done < range.count {
          let count = min(range.count - Int(done), ItemReader.pieceSize)
          let bytes = UnsafeRawBufferPointer(rebasing: try reader.peek(count).prefix(count))
          guard bytes.count == count, done > 0 || check(bytes, range.count) else {
            throw DataError.changed(shard.file, at: reader.position)
          }
          try output.write(bytes, at: Int(places[Int(order[next])] + done))
          reader.advance(count)
          done += UInt64(count)
        }
        next += 1
      }
    }
  }

  /// Gives the next item's bytes, in pieces.
  func read(length: UInt64, _ use: (UnsafeRawBufferPointer) throws -> Void) throws {
    var rest = length
    while rest > 0 {
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(Int(rest), buffer.count)])
      try output.read(into: piece, at: position)
      try use(UnsafeRawBufferPointer(piece))
      position += piece.count
      rest -= UInt64(piece.count)
    }
  }
}

/// The files of a tar archive, one after another: POSIX, GNU and pax.
struct TarReader {
  /// A file of an archive.
  struct Entry {
    let name: [UInt8]
    /// The first byte of all that belongs to it, headers with long names among them.
    let offset: UInt64
    let size: UInt64
  }

  let shard: ShardReader
  /// Where the entry that was given last ends, with what fills its last block.
  private(set) var end: UInt64 = 0

  /// Names and records are short; what claims to be longer is damaged.
  private static let maxExtension: UInt64 = 1 << 20

  /// Reads an archive.
  init(_ shard: ShardReader) { self.shard = shard }

  /// The next file, with the reader at its data; nil at the end.
  ///
  /// - Throws: ``DataError`` with the place of what is damaged.
  mutating func next() throws -> Entry? {
    guard try shard.skip(end - shard.position) else { throw breaksOff(shard.position, "data of a file") }
    var offset = end
    var name: [UInt8]?
    var size: UInt64?
    while true {
      let place = shard.position
      let block = try shard.peek(TarHeader.blockSize)
      if block.isEmpty, place == offset { return nil }
      guard block.count >= TarHeader.blockSize else { throw breaksOff(place + UInt64(block.count), "a header") }
      // An empty block ends an archive.
      if block[0] == 0, block[..<TarHeader.blockSize].allSatisfy({ $0 == 0 }) { return nil }
      guard let header = TarHeader(UnsafeRawBufferPointer(rebasing: block[..<TarHeader.blockSize])) else {
        throw damaged(place, place == 0 ? "it is no tar archive" : "a header's checksum is wrong")
      }
      shard.advance(TarHeader.blockSize)
      let dataSize = size ?? header.size
      end = shard.position + TarHeader.padded(dataSize)
      if shard.packing == .plain, end > shard.size, shard.position + dataSize > shard.size {
        throw breaksOff(shard.size, "data of '\(String(decoding: name ?? header.name, as: UTF8.self))'")
      }
      switch header.kind {
      case .file: return Entry(name: name ?? header.name, offset: offset, size: dataSize)
      case .longName: name = Array(try `extension`(header.size, at: place).prefix { $0 != 0 })
      case .pax, .globalPax:
        guard let records = PaxRecords(try `extension`(header.size, at: place)) else {
          throw damaged(place, "the records of a pax header are damaged")
        }
        guard !records.isSparse else { throw sparse(place) }
        if header.kind == .pax {
          (name, size) = (records.path ?? name, records.size ?? size)
        } else if records.path != nil || records.size != nil {
          throw damaged(place, "a pax header gives all files that follow one name or size")
        }
      case .sparse: throw sparse(place)
      case .longLink, .other:
        guard try shard.skip(end - shard.position) else { throw breaksOff(shard.position, "an entry") }
        // What came before belonged to what is left out.
        if header.kind == .other { (name, size, offset) = (nil, nil, end) }
      }
    }
  }

  /// The data of a header that is about the next entry.
  private func `extension`(_ size: UInt64, at place: UInt64) throws -> UnsafeRawBufferPointer {
    guard size <= Self.maxExtension else { throw damaged(place, "a header has \(size) bytes of names") }
    let padded = Int(TarHeader.padded(size))
    let bytes = try shard.peek(padded)
    guard bytes.count >= padded else { throw breaksOff(shard.position + UInt64(bytes.count), "a header") }
    shard.advance(padded)
    return UnsafeRawBufferPointer(rebasing: bytes[..<Int(size)])
  }

  private func damaged(_ place: UInt64, _ problem: String) -> DataError {
    DataError(file: shard.file, place: "byte \(place)", problem: "\(problem); write the archive again")
  }

  private func sparse(_ place: UInt64) -> DataError {
    damaged(place, "a file with holes is kept in GNU's own way, which no other reader takes")
  }

  private func breaksOff(_ place: UInt64, _ what: String) -> DataError {
    DataError(
      file: shard.file, place: "byte \(place)",
      problem: "the archive breaks off there, within \(what); it was not written to its end, so write it again")
  }
}

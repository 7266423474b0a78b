import Glibc

/// The members of a zip archive, such as a `.npz`: stored or packed by deflate, also those of zip64.
struct ZipDirectory {
  /// A member of an archive.
  struct Member {
    let name: String
    let isPacked: Bool
    /// Where its bytes are in the file, as they are packed.
    let part: Range<UInt64>
  }

  let members: [Member]

  private static let mostMembers = 1 << 16

  /// Reads the directory at the end of an archive.
  ///
  /// - Throws: ``DataError`` for what is no archive, or a damaged one.
  init(_ file: String) throws(DataError) {
    let descriptor = try ShardReader.open(file)
    defer { close(descriptor) }
    var status = stat()
    fstat(descriptor, &status)
    let size = UInt64(max(0, status.st_size))
    func problem(_ text: String) -> DataError { DataError(file: file, problem: text) }
    func read(_ offset: UInt64, _ count: Int) throws(DataError) -> ZipBytes {
      guard offset <= size, UInt64(count) <= size - offset else {
        throw problem("the archive breaks off or is damaged")
      }
      var bytes = [UInt8](repeating: 0, count: count)
      guard pread(descriptor, &bytes, count, off_t(offset)) == count else {
        throw .system(file, "it cannot be read")
      }
      return ZipBytes(bytes: bytes)
    }

    // The directory's end, before a comment of up to 64 KiB.
    let tail = Int(min(size, 22 + 65_535))
    let end = try read(size - UInt64(tail), tail)
    guard tail >= 22,
      let mark = stride(from: tail - 22, through: 0, by: -1).first(where: { end.u32($0) == 0x0605_4B50 })
    else { throw problem("it is no .npz file, or was not written to its end") }
    var (count, length, start) = (
      UInt64(end.u16(mark + 10)), UInt64(end.u32(mark + 12)), UInt64(end.u32(mark + 16))
    )
    if mark >= 20, end.u32(mark - 20) == 0x0706_4B50 {
      let large = try read(end.u64(mark - 12), 56)
      guard large.u32(0) == 0x0606_4B50 else { throw problem("the archive's directory is damaged") }
      (count, length, start) = (large.u64(32), large.u64(40), large.u64(48))
    }
    guard count <= Self.mostMembers, length <= 1 << 26 else { throw problem("the archive has \(count) members") }

    let directory = try read(start, Int(length))
    var members: [Member] = []
    var at = 0
    for _ in 0..<count {
      guard at + 46 <= directory.bytes.count, directory.u32(at) == 0x0201_4B50 else {
        throw problem("the archive's directory is damaged")
      }
      let (nameLength, extraLength) = (Int(directory.u16(at + 28)), Int(directory.u16(at + 30)))
      let next = at + 46 + nameLength + extraLength + Int(directory.u16(at + 32))
      guard next <= directory.bytes.count else { throw problem("the archive's directory is damaged") }
      let name = String(decoding: directory.bytes[(at + 46)..<(at + 46 + nameLength)], as: UTF8.self)
      var sizes = [UInt64(directory.u32(at + 24)), UInt64(directory.u32(at + 20)), UInt64(directory.u32(at + 42))]
      directory.widen(&sizes, at: at + 46 + nameLength, count: extraLength)
      let method = directory.u16(at + 10)
      guard method == 0 || method == 8, directory.u16(at + 8) & 1 == 0 else {
        throw problem("its member '\(name)' is packed or locked in a way that NumPy does not write")
      }
      // The member's own head has extra fields of another length.
      let head = try read(sizes[2], 30)
      guard head.u32(0) == 0x0403_4B50 else { throw problem("its member '\(name)' is damaged") }
      let first = sizes[2] + 30 + UInt64(head.u16(26)) + UInt64(head.u16(28))
      guard first <= size, sizes[1] <= size - first else { throw problem("its member '\(name)' breaks off") }
      members.append(Member(name: name, isPacked: method == 8, part: first..<first + sizes[1]))
      at = next
    }
    self.members = members
  }
}

/// Numbers with the lowest byte first, out of bytes.
private struct ZipBytes {
  let bytes: [UInt8]

  func u16(_ at: Int) -> UInt16 { UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }
  func u32(_ at: Int) -> UInt32 { UInt32(u16(at)) | UInt32(u16(at + 2)) << 16 }
  func u64(_ at: Int) -> UInt64 { UInt64(u32(at)) | UInt64(u32(at + 4)) << 32 }

  /// Replaces those numbers that do not fit 32 bits by the ones of the zip64 field.
  func widen(_ sizes: inout [UInt64], at start: Int, count: Int) {
    var at = start
    while at + 4 <= start + count {
      let (kind, length) = (u16(at), Int(u16(at + 2)))
      at += 4
      guard at + length <= start + count else { return }
      if kind == 1 {
        var next = at
        for index in sizes.indices where sizes[index] == 0xFFFF_FFFF && next + 8 <= at + length {
          sizes[index] = u64(next)
          next += 8
        }
      }
      at += length
    }
  }
}

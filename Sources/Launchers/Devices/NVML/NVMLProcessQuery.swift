/// One version of the function that lists a device's processes, and how it lays them out.
struct NVMLProcessQuery: Sendable {
  let list: NVMLLibrary.Structures
  /// Whether the entries have what came with MIG.
  let isModern: Bool

  /// The versions that a library has, the newest first.
  static func versions(of name: String, find: (String) -> NVMLLibrary.Structures?) -> [Self] {
    [("_v3", true), ("_v2", true), ("", false)].compactMap { suffix, isModern in
      find(name + suffix).map { Self(list: $0, isModern: isModern) }
    }
  }

  /// What fills the room before a call.
  private static let filling: UInt8 = 0xAA
  private static let longestEntry = 32

  /// The processes, or the code for which there are none.
  func processes(_ handle: NVMLLibrary.Handle) -> Result<[DeviceState.Process], NVMLFailure> {
    var room: UInt32 = 64
    // More may start between two calls.
    for _ in 0..<4 {
      var count = room
      var bytes = [UInt8](repeating: Self.filling, count: Int(room) * Self.longestEntry)
      let code = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { list(handle, &count, $0) } ?? NVMLLibrary.Code.insufficientSize
      }
      if code == .insufficientSize {
        room = max(room, min(count, 1 << 16)) * 2
      } else if code == .success {
        let found = Int(min(count, room))
        return .success(Self.read(bytes, count: found, stride: stride(of: bytes, count: found)))
      } else {
        return .failure(NVMLFailure(code: code))
      }
    }
    return .failure(NVMLFailure(code: .insufficientSize))
  }

  /// Bytes of an entry. Some drivers of the 535 series added a member without a new version: it shows in what they
  /// wrote over.
  private func stride(of bytes: [UInt8], count: Int) -> Int {
    if !isModern { return 16 }
    let beyond = bytes.dropFirst(count * 24).prefix(count * 8)
    return beyond.allSatisfy { $0 == Self.filling } ? 24 : 32
  }

  private static func read(_ bytes: [UInt8], count: Int, stride: Int) -> [DeviceState.Process] {
    bytes.withUnsafeBytes { buffer in
      (0..<count).map { position in
        let pid = buffer.loadUnaligned(fromByteOffset: position * stride, as: UInt32.self)
        let memory = buffer.loadUnaligned(fromByteOffset: position * stride + 8, as: UInt64.self)
        // All bits set where the driver does not know.
        return DeviceState.Process(pid: Int32(truncatingIfNeeded: pid), memory: Int(exactly: memory))
      }
    }
  }
}

/// A code that is no success.
struct NVMLFailure: Error {
  let code: NVMLLibrary.Code
}

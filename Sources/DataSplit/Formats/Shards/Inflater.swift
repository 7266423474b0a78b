import CZlib

/// Unpacks a stream of gzip or zlib, piece by piece.
final class Inflater {
  /// What came of a step.
  enum Step {
    /// That many bytes were unpacked; with none, the next step needs more input.
    case unpacked(Int)
    /// As many bytes, and the stream has ended.
    case ended(Int)
    case damaged(String)
  }

  /// Zlib keeps the address.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Bytes that went in and came out.
  private(set) var packed: UInt64 = 0
  private(set) var unpacked: UInt64 = 0

  /// Makes an unpacker; nil where memory is short.
  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window; 32 more for gzip or zlib, whichever it is.
    guard inflateInit2_(stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      return nil
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks as much as fits, and takes what it used from the front of the input.
  func unpack(_ input: inout UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Step {
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(clamping: output.count)
    let offered = Int(stream.pointee.avail_out)
    let status = inflate(stream, Z_NO_FLUSH)
    let used = input.count - Int(stream.pointee.avail_in)
    let made = offered - Int(stream.pointee.avail_out)
    input = UnsafeMutableRawBufferPointer(rebasing: input[used...])
    packed += UInt64(used)
    unpacked += UInt64(made)
    switch status {
    case Z_OK, Z_BUF_ERROR: return .unpacked(made)
    case Z_STREAM_END: return .ended(made)
    default: return .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(status)")
    }
  }

  /// Gets ready for a stream that follows the one that ended.
  func restart() { inflateReset(stream) }
}

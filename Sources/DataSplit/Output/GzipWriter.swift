import CZlib
import Glibc

/// Packs what is written into a file.
///
/// Neither time nor name stand in it, so that equal contents give equal files wherever zlib is the same.
final class GzipWriter {
  private let output: OutputFile
  private var stream: gzFile?

  init(_ output: OutputFile) throws {
    self.output = output
    let descriptor = dup(output.descriptor)
    guard descriptor >= 0 else { throw OutputFile.unwritable(output.path, errno) }
    stream = gzdopen(descriptor, "wb6")
    guard let stream else {
      close(descriptor)
      throw OutputFile.unwritable(output.path, ENOMEM)
    }
    gzbuffer(stream, 1 << 18)
  }

  deinit { if let stream { gzclose(stream) } }

  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      let count = gzwrite(stream, base + done, UInt32(min(bytes.count - done, 1 << 30)))
      guard count > 0 else { throw OutputFile.unwritable(output.path, errno == 0 ? EIO : errno) }
      done += Int(count)
    }
  }

  /// Writes what is left. Without this the file is incomplete.
  func finish() throws {
    let stream = stream
    self.stream = nil
    guard gzclose(stream) == Z_OK else { throw OutputFile.unwritable(output.path, errno == 0 ? EIO : errno) }
  }
}

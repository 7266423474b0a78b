import CDataSplit
import Glibc

/// A new file, written at any place.
final class OutputFile: Sendable {
  let path: String
  let descriptor: Int32

  /// Makes a file where there is none yet.
  ///
  /// - Throws: ``DataError``.
  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
  }

  /// Makes a file without a name that is gone when it is closed, or when the process ends.
  ///
  /// - Throws: ``DataError``.
  init(unnamedBeside path: String) throws {
    self.path = path
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    var descriptor = lunas_open_unnamed(folder.isEmpty ? "/" : folder)
    if descriptor < 0 {
      // Not every file system has files without names.
      let name = path + ".buckets"
      descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
      unlink(name)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Asks for the space of all that will be written, so that its lack is found before anything is done.
  ///
  /// - Throws: ``DataError`` where there is too little.
  func reserve(_ count: Int) throws {
    guard count > 0, lunas_reserve_space(descriptor, count) != 0 else { return }
    // A file system that cannot reserve will tell when it is full.
    if errno == ENOSPC || errno == EDQUOT || errno == EFBIG { throw Self.unwritable(path, errno, size: count) }
  }

  /// Writes bytes at a place.
  ///
  /// - Throws: ``DataError``.
  func write(_ bytes: UnsafeRawBufferPointer, at position: Int) throws {
    try Cancellation.check()
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      let count = pwrite(descriptor, base + done, bytes.count - done, position + done)
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw Self.unwritable(path, count == 0 ? ENOSPC : errno)
      }
    }
  }

  /// Reads bytes that were written.
  ///
  /// - Throws: ``DataError``.
  func read(into bytes: UnsafeMutableRawBufferPointer, at position: Int) throws {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      let count = pread(descriptor, base + done, bytes.count - done, position + done)
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw Self.unwritable(path, count == 0 ? EIO : errno)
      }
    }
  }

  /// Makes sure that all is where a loss of power leaves it.
  ///
  /// - Throws: ``DataError``: some file systems tell only now that there is no space.
  func finish() throws {
    guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw Self.unwritable(path, errno)
    }
  }

  /// Why a file cannot be written, and the way out.
  static func unwritable(_ path: String, _ code: Int32, size: Int? = nil) -> DataError {
    let reason = String(cString: strerror(code))
    guard code == ENOSPC || code == EDQUOT else {
      return DataError(file: path, problem: "it cannot be written (\(reason))")
    }
    let need = size.map { ", and this file alone needs \($0) bytes" } ?? ""
    return DataError(
      file: path, problem: "there is no space left for it (\(reason))\(need); make room or write to another disk")
  }
}

extension OutputFile {
  /// Writes a text into a new file.
  static func write(_ text: String, to path: String) throws {
    let file = try OutputFile(path)
    try Array(text.utf8).withUnsafeBytes { try file.write($0, at: 0) }
    try file.finish()
  }
}

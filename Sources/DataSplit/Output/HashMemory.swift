import Glibc
import Locking
import PlainJSON

/// Hashes of files that were read before, kept in a file: one whose stamp has not changed is not read again, so that a
/// script that names the same data each time it is run starts at once.
///
/// The stamp is device, number, size, and both times: what is written into a file and given its old time again, as
/// copying programs do, still changes the time of the change of state. A file that was changed in the same moment as it
/// was read might have more written into it within the resolution of the clock, so it is not remembered yet.
public final class HashMemory: Sendable {
  private struct Known {
    var stamp: String
    /// Nil for a file that was written here, whose stamp alone counts.
    var hash: (size: Int, sha256: String)?
    /// Whether it counts for this object alone.
    var isYoung = false
  }

  private let file: String?
  private let known: Locked<[String: Known]>

  /// Seconds for which a changed file is too young to be remembered: twice the coarsest clock of usual file systems.
  private static let youngest = 2

  /// Reads what is remembered; a file that cannot be read remembers nothing.
  ///
  /// - Parameter file: where it is kept; nil to remember only in this object.
  public init(file: String?) {
    self.file = file
    var known: [String: Known] = [:]
    let document = file.flatMap { try? JSON(parsing: Self.bytes(of: $0)) }
    for (path, entry) in document?["files"]?.objectValue ?? [:] {
      guard let stamp = entry["stamp"]?.stringValue else { continue }
      let hash = entry["sha256"]?.stringValue.flatMap { text in entry["bytes"]?.intValue.map { ($0, text) } }
      known[path] = Known(stamp: stamp, hash: hash)
    }
    self.known = Locked(known)
  }

  /// The hash of an input, read only where it is not remembered.
  ///
  /// - Throws: ``DataError`` where it cannot be read, `CancellationError`.
  func hash(of path: String) throws -> InputHash {
    let (absolute, before) = (Self.absolute(path), Self.stamp(of: path))
    if let before, let entry = known.withLock({ $0[absolute] }), entry.stamp == before.text, let hash = entry.hash
    {
      return InputHash(path: path, size: hash.size, sha256: hash.sha256)
    }
    let hash = try InputHash(of: path)
    if let before, before == Self.stamp(of: path) {
      let isYoung = time(nil) - before.changed <= Self.youngest
      known.withLock {
        $0[absolute] = Known(stamp: before.text, hash: (hash.size, hash.sha256), isYoung: isYoung)
      }
    }
    return hash
  }

  /// Remembers how files are that were written just now.
  func noteWritten(_ paths: some Sequence<String>) {
    known.withLock { known in
      for path in paths {
        if let stamp = Self.stamp(of: path) { known[Self.absolute(path)] = Known(stamp: stamp.text, hash: nil) }
      }
    }
  }

  /// Whether a file is there and nobody has changed it since it was remembered, as far as is known.
  func isAsWritten(_ path: String) -> Bool {
    guard access(path, R_OK) == 0 else { return false }
    guard let entry = known.withLock({ $0[Self.absolute(path)] }) else { return true }
    // A folder of parts has no stamp that tells of what lies in it.
    return Self.stamp(of: path).map { $0.text == entry.stamp } ?? true
  }

  /// Keeps what is remembered, without files that are gone. Where it cannot be kept, files are read once more.
  public func save() {
    guard let file else { return }
    let entries = known.withLock { known in
      known.filter { !$0.value.isYoung && access($0.key, F_OK) == 0 }
    }.mapValues { entry in
      var members: [String: JSON] = ["stamp": .string(entry.stamp)]
      if let hash = entry.hash {
        (members["bytes"], members["sha256"]) = (.integer(hash.size), .string(hash.sha256))
      }
      return JSON.object(members)
    }
    let document: JSON = ["format": 1, "files": .object(entries)]
    let temporary = "\(file).\(getpid())"
    unlink(temporary)
    guard (try? OutputFile.write(document.text(indent: 2) + "\n", to: temporary)) != nil else { return }
    if rename(temporary, file) != 0 { unlink(temporary) }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    let reader = try ByteReader(path)
    var bytes = [UInt8](repeating: 0, count: reader.stamp.size)
    let count = try bytes.withUnsafeMutableBytes { try reader.read(into: $0) }
    return Array(bytes[..<count])
  }

  private static func absolute(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private struct Stamp: Equatable {
    let text: String
    /// In seconds since 1970: when the file was last changed in any way.
    let changed: Int
  }

  /// Nil for what is no plain file.
  private static func stamp(of path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let (written, changed) = (status.st_mtim, status.st_ctim)
    return Stamp(
      text: "\(status.st_dev) \(status.st_ino) \(status.st_size) \(written.tv_sec).\(written.tv_nsec) "
        + "\(changed.tv_sec).\(changed.tv_nsec)", changed: changed.tv_sec)
  }
}

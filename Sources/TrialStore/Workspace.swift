import Foundation

/// The folder that holds everything about its searches.
public struct Workspace: Sendable {
  /// The absolute path.
  public let path: String

  /// Makes the folder where it is missing and checks that it can be written.
  public init(creating path: String) throws(StoreError) {
    self.path = Self.absolute(path)
    do {
      try FileManager.default.createDirectory(
        atPath: self.path + "/searches", withIntermediateDirectories: true)
    } catch {
      // Foundation hides the cause: asking once more for the folder itself tells it.
      mkdir(self.path, 0o755)
      throw .cannotCreateWorkspace(path: self.path, reason: String(cString: strerror(errno)))
    }
    guard access(self.path, W_OK) == 0, access(self.path + "/searches", W_OK) == 0 else {
      throw .cannotCreateWorkspace(path: self.path, reason: String(cString: strerror(errno)))
    }
  }

  /// Takes a folder that a search was run in.
  public init(opening path: String) throws(StoreError) {
    self.path = Self.absolute(path)
    guard FileManager.default.fileExists(atPath: self.path + "/lunas.sqlite") else {
      throw .noWorkspace(path: self.path)
    }
  }

  /// Whether its disk has not even the room of a small file left.
  public var isFull: Bool {
    var disk = statvfs()
    guard statvfs(path, &disk) == 0, disk.f_blocks > 0 else { return false }
    return UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 16 << 10 || (disk.f_files > 0 && disk.f_favail == 0)
  }

  /// Why nothing can be written in it now, such as a full disk, or nil where something can.
  public var writeProblem: String? {
    let probe = "\(path)/searches/.probe-\(getpid())"
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    defer {
      close(descriptor)
      unlink(probe)
    }
    // As much as a trial needs to begin, and more than what a file system keeps inside its lists of files.
    let bytes = [UInt8](repeating: 0, count: 64 << 10)
    return write(descriptor, bytes, bytes.count) == bytes.count ? nil : String(cString: strerror(ENOSPC))
  }

  /// The file of the store.
  public var databasePath: String { path + "/lunas.sqlite" }

  /// The folder of one trial.
  public func trialFolder(search name: String, number: Int) -> String {
    "\(path)/searches/\(name)/trials/\(number)"
  }

  /// Names become folders, so they are kept to what every file system takes.
  public static func validate(name: String) throws(StoreError) {
    let isValid =
      (1...100).contains(name.count) && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0))
      }
    if !isValid { throw .badName(name) }
  }

  static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }
}

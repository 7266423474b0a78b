import Glibc

/// A file system of a few megabytes in memory, mounted for a test. Only root may.
struct SmallDisk {
  let path: String

  /// Nil where this process may not mount.
  init?(at path: String, megabytes: Int = 4) {
    mkdir(path, 0o755)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else { return nil }
    self.path = path
  }

  /// Also where a program has failed to leave it.
  func unmount() { umount2(path, Int32(MNT_DETACH)) }

  /// Whether tests can have one here.
  static let isPossible: Bool = {
    let path = "/tmp/lunas-small-disk-\(getpid())"
    defer { rmdir(path) }
    let disk = SmallDisk(at: path)
    disk?.unmount()
    return disk != nil
  }()

  /// Takes all the room that is left.
  func fill() {
    let descriptor = open("\(path)/ballast", O_WRONLY | O_CREAT, 0o644)
    for size in [1 << 16, 1 << 12, 1] {
      let bytes = [UInt8](repeating: 1, count: size)
      while write(descriptor, bytes, size) == size {}
    }
    close(descriptor)
  }

  /// Gives back what ``fill()`` took.
  func makeRoom() { unlink("\(path)/ballast") }

  /// From now on nothing can be written. Whoever has a file open for writing prevents it.
  func makeReadOnly() -> Bool {
    mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
  }
}

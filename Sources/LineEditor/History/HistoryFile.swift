import Glibc

/// A file of entries, one a line.
///
/// Writers take a lock on the file. Trimming replaces the file, so a writer that waited looks whether what it has
/// locked still is the file of that name.
struct HistoryFile: Sendable {
  let path: String

  init(_ path: String) {
    // Where the file is a link, it is its target that is replaced, not the link.
    if let resolved = realpath(path, nil) {
      self.path = String(cString: resolved)
      free(resolved)
    } else {
      self.path = path
    }
  }

  // MARK: Entries as lines

  static func escape(_ entry: String) -> String {
    var line = ""
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  static func unescape(_ line: some StringProtocol) -> String {
    // Nearly all of ten thousand lines are as they are, and a prompt should be there at once.
    guard line.utf8.contains(UInt8(ascii: "\\")) else { return String(line) }
    var entry = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in line.unicodeScalars {
      switch (isEscaped, scalar) {
      case (false, "\\"):
        isEscaped = true
        continue
      case (true, "n"): entry.append("\n")
      case (true, "r"): entry.append("\r")
      default: entry.append(scalar)
      }
      isEscaped = false
    }
    return String(entry)
  }

  // MARK: The file

  /// The last entries; a file of more is cut to them.
  func load(limit: Int) -> [String] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    lock(file)
    let lines = Self.lines(Descriptor.readAll(file))
    let kept = lines.suffix(limit)
    if kept.count < lines.count { replace(with: kept) }
    return kept.map { Self.unescape(String(decoding: $0, as: UTF8.self)) }
  }

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "\n")) }

  private func replace(with lines: ArraySlice<ArraySlice<UInt8>>) {
    let temporary = "\(path).\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let isWritten = Descriptor.writeAll(file, Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [0x0A])
    close(file)
    if !isWritten || rename(temporary, path) != 0 { unlink(temporary) }
  }

  /// Adds an entry at the end, in one write.
  func append(_ entry: String) {
    guard let file = openToAppend() else { return }
    defer { close(file) }
    var line = Array((Self.escape(entry) + "\n").utf8)
    // A machine that went down in the middle of a line must not spoil this one as well.
    var last: UInt8 = 0x0A
    let size = lseek(file, 0, SEEK_END)
    if size > 0, pread(file, &last, 1, size - 1) == 1, last != 0x0A { line.insert(0x0A, at: 0) }
    _ = Descriptor.writeAll(file, line)
  }

  private func openToAppend() -> Int32? {
    makeFolder()
    // Bounded: a file that is replaced again and again is given up rather than waited for.
    for _ in 0..<10 {
      let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
      guard file >= 0 else { return nil }
      lock(file)
      var locked = stat()
      var named = stat()
      if fstat(file, &locked) == 0, stat(path, &named) == 0, locked.st_ino == named.st_ino,
        locked.st_dev == named.st_dev
      {
        return file
      }
      close(file)
    }
    return nil
  }

  private func makeFolder() {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
  }

  /// Waits for the lock; it is let go of when the file is closed.
  private func lock(_ file: Int32) { while flock(file, LOCK_EX) != 0, errno == EINTR {} }
}

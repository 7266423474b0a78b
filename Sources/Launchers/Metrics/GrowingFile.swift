import Foundation

/// Reads the lines of a file as it grows, whoever writes it and however: it may come later, be cut, written anew in place
/// or replaced by another.
///
/// A look at a file that has not changed is one system call and allocates nothing. No file is kept open in between, for
/// an open file would not tell that another one has taken its name, and network file systems tell least of all.
struct GrowingFile: Sendable {
  /// What can be said of a line.
  enum Line {
    /// A line that was not read before, without its end.
    case text(Slice<UnsafeRawBufferPointer>)
    /// A line that is longer than ``chunk`` and was passed over.
    case tooLong
    /// The file was written anew, and not with the same lines; the next line is the first new one.
    case another
    /// The file is there and cannot be read, for the reason.
    case unreadable(String)
  }

  /// What tells that a file has changed.
  fileprivate struct Stamp: Equatable {
    var device: UInt
    var inode: UInt
    var size: Int
    var seconds: Int
    var nanoseconds: Int
  }

  /// Bytes that one look reads at most, and the longest line, in bytes.
  static let chunk = 256 * 1024

  /// Bytes by which a file is recognised when more has been written to it.
  private static let probe = 256

  private let path: [CChar]
  /// Whether a carriage return ends a line too, as in progress bars.
  private let splitsAtReturns: Bool
  private var stamp: Stamp?
  private var offset = 0
  /// The first bytes of the file, and the last that were read.
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  /// A line whose end has not come yet, and how much of it is known to hold no end.
  private var rest: [UInt8] = []
  private var isPassingOver = false
  private var endedAtReturn = false
  private var anew = WrittenAnew()
  private(set) var lineCount = 0
  /// Whether the last look left something for the next.
  private(set) var isBehind = false

  /// Starts at the beginning of a file, which may not exist yet.
  init(path: String, splitsAtReturns: Bool = false) {
    self.path = Array(path.utf8CString)
    self.splitsAtReturns = splitsAtReturns
  }

  /// Reads on, at most one chunk. A last line without its end counts only when `final`, after which nothing is read.
  ///
  /// - Parameter body: called for each line, with its number from 1.
  mutating func look(final: Bool, _ body: (Line, Int) -> Void) {
    var now = stat()
    guard stat(path, &now) == 0 else {
      isBehind = false
      if final { finish(body) }
      return
    }
    let stamp = Stamp(now)
    if !final, !isBehind, stamp == self.stamp { return }
    read(stamp, final, body)
    if final, !isBehind { finish(body) }
  }

  private mutating func read(_ stamp: Stamp, _ final: Bool, _ body: (Line, Int) -> Void) {
    isBehind = false
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      // Looked at again next time: the stamp is not taken over. Gone since, it is just missing.
      if errno != ENOENT { body(.unreadable(String(cString: strerror(errno))), lineCount + 1) }
      return
    }
    defer { close(file) }
    if let last = self.stamp, last.inode != stamp.inode || last.device != stamp.device { restart() }
    if stamp.size < offset || !isSame(file) { restart() }
    // The file may be longer by now, but the stamp then differs and the next look comes back.
    let bytes = min(max(stamp.size - offset, 0), Self.chunk)
    guard bytes > 0 else {
      self.stamp = stamp
      return
    }
    let start = rest.count
    rest.reserveCapacity(start + bytes)
    rest.append(contentsOf: repeatElement(0, count: bytes))
    let count = rest.withUnsafeMutableBytes {
      pread(file, $0.baseAddress.map { $0 + start }, bytes, off_t(offset))
    }
    rest.removeLast(bytes - max(count, 0))
    if count < 0 { body(.unreadable(String(cString: strerror(errno))), lineCount + 1) }
    guard count > 0 else { return }
    remember(from: start)
    offset += count
    self.stamp = stamp
    isBehind = offset < stamp.size
    split(from: start, body)
  }

  /// Whether what was read still stands at its place.
  private func isSame(_ file: Int32) -> Bool {
    if offset == 0 { return true }
    return withUnsafeTemporaryAllocation(byteCount: Self.probe, alignment: 1) { buffer in
      func holds(_ bytes: [UInt8], at offset: Int) -> Bool {
        pread(file, buffer.baseAddress, bytes.count, off_t(offset)) == bytes.count
          && buffer.prefix(bytes.count).elementsEqual(bytes)
      }
      return holds(tail, at: offset - tail.count) && holds(head, at: 0)
    }
  }

  private mutating func remember(from start: Int) {
    if head.count < Self.probe { head.append(contentsOf: rest[start...].prefix(Self.probe - head.count)) }
    tail.append(contentsOf: rest[start...].suffix(Self.probe))
    tail.removeFirst(max(tail.count - Self.probe, 0))
  }

  private mutating func restart() {
    offset = 0
    head = []
    tail = []
    rest = []
    isPassingOver = false
    endedAtReturn = false
    anew.rewind()
  }

  /// Gives the whole lines of what was read, of which the first bytes are known to hold no end.
  private mutating func split(from known: Int, _ body: (Line, Int) -> Void) {
    let bytes = rest
    rest = []
    bytes.withUnsafeBytes { bytes in
      var start = 0
      var index = known
      while let end = self.end(in: bytes, from: index) {
        take(bytes[start..<end], endsAtReturn: bytes[end] == 0x0D, body)
        start = end + 1
        index = start
      }
      if bytes.count - start > Self.chunk || isPassingOver {
        isPassingOver = true
      } else {
        rest = Array(bytes[start...])
      }
    }
  }

  private func end(in bytes: UnsafeRawBufferPointer, from index: Int) -> Int? {
    guard index < bytes.count, let base = bytes.baseAddress else { return nil }
    let newline = memchr(base + index, 0x0A, bytes.count - index).map { UnsafeRawPointer($0) - base }
    guard splitsAtReturns else { return newline }
    let stop = newline ?? bytes.count
    return memchr(base + index, 0x0D, stop - index).map { UnsafeRawPointer($0) - base } ?? newline
  }

  private mutating func take(
    _ line: Slice<UnsafeRawBufferPointer>, endsAtReturn: Bool, _ body: (Line, Int) -> Void
  ) {
    // The newline after a carriage return ends no line of its own.
    let isSecondHalf = endedAtReturn && line.isEmpty && !endsAtReturn
    endedAtReturn = endsAtReturn
    if isSecondHalf { return }
    if isPassingOver {
      isPassingOver = false
      lineCount += 1
      body(.tooLong, lineCount)
      return
    }
    switch anew.take(line) {
    case .known: return
    case .differs:
      body(.another, lineCount + 1)
      fallthrough
    case .new:
      lineCount += 1
      body(.text(line), lineCount)
    }
  }

  private mutating func finish(_ body: (Line, Int) -> Void) {
    let bytes = rest
    rest = []
    if bytes.isEmpty && !isPassingOver { return }
    bytes.withUnsafeBytes { take($0[...], endsAtReturn: false, body) }
  }
}

extension GrowingFile.Stamp {
  fileprivate init(_ file: stat) {
    self.init(
      device: UInt(file.st_dev), inode: UInt(file.st_ino), size: Int(file.st_size), seconds: file.st_mtim.tv_sec,
      nanoseconds: file.st_mtim.tv_nsec)
  }
}

import Foundation

/// The end of a log, as it looks on a screen: without colours, and of a progress bar what it showed last.
struct LogEnd {
  /// Lines with something on them.
  let lines: [Substring]

  /// Far enough back to find words above a long dump.
  private static let bytes = 64 * 1024

  /// Reads the end of a file; one that cannot be read is empty.
  init(path: String) {
    guard let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd() else {
      self.init([])
      return
    }
    defer { try? handle.close() }
    let start = size > UInt64(Self.bytes) ? size - UInt64(Self.bytes) : 0
    try? handle.seek(toOffset: start)
    let data = (try? handle.read(upToCount: Self.bytes)) ?? Data()
    var bytes = [UInt8](data)[...]
    // Half a line, perhaps from within a letter.
    if start > 0, let end = bytes.firstIndex(of: 0x0A) { bytes = bytes[(end + 1)...] }
    self.init(bytes)
  }

  /// Cleans the lines of a text.
  init(_ text: some Collection<UInt8>) {
    lines = text.split(separator: 0x0A).compactMap { line in
      let clean = Self.shown(line)
      return clean.allSatisfy(\.isWhitespace) ? nil : clean
    }
  }

  /// What a terminal would show of a line.
  private static func shown(_ line: some Collection<UInt8>) -> Substring {
    let pieces = line.split(separator: 0x0D)
    guard let last = pieces.last(where: { $0.contains { $0 > 0x20 } }) else { return "" }
    var shown: [UInt8] = []
    var rest = Array(last)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x1B: skipEscape(&rest)
      case 0x09: shown.append(byte)
      case 0..<0x20, 0x7F: continue
      default: shown.append(byte)
      }
    }
    return Substring(decoding: shown, as: UTF8.self)
  }

  /// Skips what follows an escape: a colour `[31m`, a title `]0;...` up to its bell, or one letter.
  private static func skipEscape(_ rest: inout ArraySlice<UInt8>) {
    switch rest.popFirst() {
    case UInt8(ascii: "["):
      while let byte = rest.popFirst(), !(0x40...0x7E).contains(byte) {}
    case UInt8(ascii: "]"):
      while let byte = rest.popFirst(), byte != 0x07 {
        if byte == 0x1B {
          rest = rest.dropFirst()
          return
        }
      }
    default: return
    }
  }
}

/// What of a log says why a program failed.
struct ErrorWords {
  private let lines: [Substring]

  /// Lines that are kept, their bytes, and those of the one that says it all.
  private static let limits = (lines: 20, bytes: 4096, line: 500)

  /// Stack frames of a traceback that are kept: the innermost.
  private static let frames = 2

  init(_ lines: [Substring]) { self.lines = lines }

  /// The line that says it best: of the last Python traceback the exception, else the last line that looks like an error,
  /// else the last line.
  var headline: String? {
    let line =
      lines.indices.reversed().lazy.compactMap { exception(ofTracebackAt: $0) }.first.map { lines[$0] }
      ?? lines.last(where: Self.isError) ?? lines.last
    return line.map { Self.cut($0.drop { $0.isWhitespace }) }
  }

  /// The last lines, of tracebacks only the innermost frames.
  var tail: [String] {
    var kept: [String] = []
    var bytes = 0
    for line in shortened.suffix(Self.limits.lines).reversed() {
      let line = Self.cut(line)
      bytes += line.utf8.count + 1
      if bytes > Self.limits.bytes { break }
      kept.append(line)
    }
    return kept.reversed()
  }

  /// A line that is not endless.
  static func cut(_ line: some StringProtocol) -> String {
    line.count > limits.line ? "\(line.prefix(limits.line)) ..." : String(line)
  }

  // MARK: Python

  static let traceback = "Traceback (most recent call last):"

  /// The line after the frames of a traceback that begins at a line, where one does.
  func exception(ofTracebackAt start: Int) -> Int? {
    guard let prefix = lines[start].firstRange(of: Self.traceback).map({ lines[start][..<$0.lowerBound] }) else {
      return nil
    }
    // Launchers of several processes write `[rank0]: ` before each line.
    return lines.indices[(start + 1)...].first { index in
      let line = lines[index].hasPrefix(prefix) ? lines[index].dropFirst(prefix.count) : lines[index]
      return line.first != " " && line.first != "\t"
    }
  }

  private var shortened: [Substring] {
    var kept: [Substring] = []
    var index = lines.startIndex
    while index < lines.endIndex {
      kept.append(lines[index])
      index += 1
      guard let end = exception(ofTracebackAt: index - 1),
        let start = lines.indices[index..<end].filter({ isFrame(lines[$0]) }).suffix(Self.frames).first,
        start > index
      else { continue }
      let left = start - index
      kept.append("  ... \(left) lines")
      index += left
    }
    return kept
  }

  private func isFrame(_ line: Substring) -> Bool { line.contains("  File \"") }

  /// Whether a line begins as errors do: `ValueError: ...`, `error: ...`, `Fatal Python error: ...`, `what(): ...`.
  private static func isError(_ line: Substring) -> Bool {
    let line = line.drop { $0.isWhitespace }
    guard let head = line.firstIndex(of: ":").map({ line[..<$0] }), head.utf8.count <= 80 else {
      return false
    }
    return head.hasSuffix("Error") || head.hasSuffix("Exception") || head.lowercased().hasSuffix(" error")
      || head.lowercased() == "error" || head.lowercased() == "fatal" || head == "what()"
  }
}

import Glibc

/// Where people read.
enum Terminal {
  static let isInteractive: Bool = isatty(STDERR_FILENO) != 0 && environment("TERM") != "dumb"

  /// Whether what is printed is read on a terminal that shows colours.
  static let showsColours: Bool =
    isatty(STDOUT_FILENO) != 0 && environment("TERM") != "dumb" && environment("NO_COLOR") == nil

  static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 80
  }

  /// Whether what is printed is read on a terminal that can be drawn upon.
  static let isScreen: Bool = isatty(STDOUT_FILENO) != 0 && environment("TERM") != "dumb"

  /// Puts lines where those before stood, as many and as much of each as the screen holds.
  static func redraw(_ text: String, isFirst: Bool) {
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 1 && size.ws_col > 1
    let (rows, columns) = isKnown ? (Int(size.ws_row) - 1, Int(size.ws_col)) : (.max, .max)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(rows)
    let drawn = lines.map { "\($0.prefix(columns))\u{1B}[K" }.joined(separator: "\n")
    print("\(isFirst ? "\u{1B}[2J" : "")\u{1B}[H\(drawn)\u{1B}[J", terminator: "")
  }

  /// Says what went wrong.
  ///
  /// - Parameter program: what stands in front; a script's errors have the name under which the program was called.
  static func error(_ message: String, from program: String = "lunas") { write("\(program): \(message)\n") }

  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = Glibc.write(STDERR_FILENO, start, rest.count)
        if count < 0, errno != EINTR { return }
        rest = .init(rebasing: rest.dropFirst(max(0, count)))
      }
    }
  }
}

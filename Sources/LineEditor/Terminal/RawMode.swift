import Glibc
import Locking

/// A terminal that hands over every key as it is pressed.
///
/// The output side stays as it is, so that a line feed written by anybody still begins a line.
struct RawMode {
  let input: Int32
  let output: Int32

  /// Bracketed paste on and off.
  private static let begin = "\u{1B}[?2004h"
  private static let end = "\u{1B}[?2004l"

  private struct Saved {
    /// The mode that is on.
    var mode: RawMode?
    /// What to put back.
    var attributes: termios?
  }

  /// Shared, so that a process that exits while a line is being edited puts it back as well.
  private static let saved: Locked<Saved> = {
    atexit { RawMode.restore() }
    return Locked(Saved())
  }()

  func enter() {
    var attributes = termios()
    guard tcgetattr(input, &attributes) == 0 else { return }
    let original = RawMode.saved.withLock { saved in
      // In the background a shell's own mode is found; then, and when raw already, what was there before counts.
      let isUsual = saved.mode == nil && attributes.c_lflag & tcflag_t(ICANON) != 0
      if isUsual || saved.attributes == nil { saved.attributes = attributes }
      saved.mode = self
      return saved.attributes ?? attributes
    }
    var raw = original
    raw.c_iflag &= ~tcflag_t(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON)
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG)
    raw.c_cflag |= tcflag_t(CS8)
    withUnsafeMutableBytes(of: &raw.c_cc) { characters in
      characters[Int(VMIN)] = 1
      characters[Int(VTIME)] = 0
    }
    Self.set(input, raw)
    _ = Descriptor.writeAll(output, Array(Self.begin.utf8))
  }

  /// Whether the terminal still hands over every key.
  var isInPlace: Bool {
    var attributes = termios()
    return tcgetattr(input, &attributes) == 0 && attributes.c_lflag & tcflag_t(ICANON) == 0
  }

  func leave() { Self.restore() }

  private static func restore() {
    saved.withLock { saved in
      guard let mode = saved.mode, let attributes = saved.attributes else { return }
      saved.mode = nil
      _ = Descriptor.writeAll(mode.output, Array(end.utf8))
      set(mode.input, attributes)
    }
  }

  private static func set(_ input: Int32, _ attributes: termios) {
    var attributes = attributes
    while tcsetattr(input, TCSADRAIN, &attributes) != 0, errno == EINTR {}
  }
}

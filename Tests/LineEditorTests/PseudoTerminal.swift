import Foundation
import Synchronization
import Testing

@testable import LineEditor

/// A terminal without a window: the editor has one end, the test types at the other and looks at the screen.
final class PseudoTerminal: Sendable {
  let outer: Int32
  let inner: Int32
  private let screen: Mutex<ScreenEmulator>
  private let isGone = Atomic(false)

  // Linux's TIOCSPTLCK and TIOCGPTN, which are macros that Swift cannot read.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  init(columns: Int = 40, rows: Int = 10) throws {
    outer = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: Int32 = 0
    try #require(
      outer >= 0 && ioctl(outer, Self.setLock, &lock) == 0 && ioctl(outer, Self.getNumber, &number) == 0)
    inner = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(inner >= 0)
    screen = Mutex(ScreenEmulator(columns: columns, rows: rows))
    setSize(columns: columns, rows: rows)
    let outer = outer
    // The thread that reads is also the one that closes: a close during a read would take effect only after it.
    Thread { [weak self] in
      defer { close(outer) }
      while let terminal = self, !terminal.isGone.load(ordering: .relaxed) {
        var waiting = pollfd(fd: outer, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 20) > 0 else { continue }
        guard let bytes = Descriptor.readSome(outer) else { return }
        terminal.screen.withLock { $0.write(bytes) }
      }
    }.start()
  }

  deinit { close(inner) }

  func setSize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(outer, UInt(TIOCSWINSZ), &size)
  }

  func narrow(to columns: Int, rows: Int = 10) {
    screen.withLock { $0.reflow(columns: columns) }
    setSize(columns: columns, rows: rows)
  }

  func type(_ keys: String) { _ = Descriptor.writeAll(outer, Array(keys.utf8)) }

  /// Takes the terminal away, as closing its window does.
  func hangUp() { isGone.store(true, ordering: .relaxed) }

  var look: ScreenEmulator { screen.withLock { $0 } }

  var isCooked: Bool {
    var attributes = termios()
    return tcgetattr(inner, &attributes) == 0 && attributes.c_lflag & tcflag_t(ICANON) != 0
  }

  /// Waits until the screen shows exactly these lines, and the cursor stands where it should.
  func expect(
    _ lines: [String], cursor: (row: Int, column: Int)? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let isReached = try await eventually {
      let screen = look
      return screen.lines == lines && cursor.map { $0 == screen.cursor } ?? true
    }
    let screen = look
    #expect(isReached, "\(screen.lines) \(screen.cursor)", sourceLocation: sourceLocation)
    #expect(screen.unknown.isEmpty, sourceLocation: sourceLocation)
  }
}

/// Looks again and again until something holds. False where it never does.
func eventually(_ condition: () -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(10)
  while !condition() {
    if ContinuousClock.now > deadline { return false }
    try await Task.sleep(for: .milliseconds(2))
  }
  return true
}

/// An editor that reads entry after entry at a terminal, on a thread of its own.
final class Typist: Sendable {
  let terminal: PseudoTerminal
  let editor: LineEditor
  private let read = Mutex<[ReadResult]>([])

  init(
    terminal: PseudoTerminal, history: History = History(), language: any EntryLanguage = BlockLanguage(),
    kind: TerminalKind = .full, prompt: @escaping @Sendable () -> String = { "> " }
  ) {
    self.terminal = terminal
    editor = LineEditor(
      input: terminal.inner, output: terminal.inner, history: history, language: language, kind: kind,
      hasColor: true, continuationPrompt: { ". " }, prompt: prompt)
    let thread = Thread { [self] in
      var result: ReadResult
      repeat {
        result = editor.readEntry()
        let finished = result
        read.withLock { $0.append(finished) }
      } while result != .endOfInput
    }
    thread.start()
  }

  var results: [ReadResult] { read.withLock { $0 } }

  /// Waits until the results are these.
  func expect(_ results: [ReadResult], sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let isReached = try await eventually { self.results == results }
    #expect(isReached, "\(self.results)", sourceLocation: sourceLocation)
  }

  /// Waits until an entry is being edited.
  func ready() async throws {
    let isReady = try await eventually { editor.isEditing && !terminal.isCooked && !terminal.look.lines.isEmpty }
    try #require(isReady)
  }
}

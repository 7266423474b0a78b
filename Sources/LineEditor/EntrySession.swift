import Glibc

/// The reading of one entry at a terminal with a movable cursor.
struct EntrySession {
  let setting: EntrySetting
  var carried: Reader.Carried
  var editor: EntryEditor
  private var screen: Screen
  private let terminal: TerminalInput
  private let mode: RawMode
  private var signals = SignalWatch()

  /// How long an escape may be the beginning of something, in milliseconds.
  private static let patience: Int32 = 100

  /// How long a signal sent to the process itself may take, in milliseconds.
  private static let bound: Int32 = 200

  init(setting: EntrySetting, carried: Reader.Carried) {
    self.setting = setting
    self.carried = carried
    editor = EntryEditor(
      language: setting.language, history: setting.history.entries, killRing: carried.killRing,
      lastQuery: carried.query)
    terminal = TerminalInput(input: setting.input, pipe: setting.notices.pipe)
    mode = RawMode(input: setting.input, output: setting.output)
    screen = Screen(size: TerminalInput.size(of: setting.output))
  }

  mutating func run() -> ReadResult {
    setting.notices.beginEditing()
    enter()
    defer {
      leave()
      setting.notices.endEditing()
      carried.killRing = editor.killRing
      carried.query = editor.lastQuery
    }
    begin()
    while true {
      guard let input = carried.inputs.popFirst() else {
        if let result = wait() { return result }
        continue
      }
      let outcome = editor.handle(input)
      if let result = act(on: outcome) { return result }
      // Of keys that come together only the last is worth a drawing.
      if carried.inputs.isEmpty { redraw() }
    }
  }

  private mutating func enter() {
    signals.begin(setting.notices.pipe)
    mode.enter()
  }

  private mutating func leave() {
    mode.leave()
    signals.end()
  }

  // MARK: Events

  /// Waits for something to happen; the result where that ends the entry.
  private mutating func wait() -> ReadResult? {
    switch terminal.next(milliseconds: carried.decoder.isAmbiguous ? Self.patience : -1) {
    case .bytes(let bytes): carried.inputs += carried.decoder.decode(bytes)
    case .timeout: carried.inputs += carried.decoder.flush()
    case .closed: return .endOfInput
    case .woken(let numbers):
      for number in Set(numbers.map(Int32.init)).subtracting([0]).sorted() { obey(number) }
      show(setting.notices.take())
      redraw()
    }
    return nil
  }

  private mutating func obey(_ signal: Int32) {
    switch signal {
    case SIGWINCH:
      screen.resize(to: TerminalInput.size(of: setting.output))
      write(screen.erase())
    case SIGCONT:
      // Where a shell has had the terminal in between, it has written to it as well.
      let isUntouched = mode.isInPlace
      mode.enter()
      if isUntouched { write(screen.erase()) } else { begin() }
    case SIGTSTP: suspend()
    default:
      // One that ends the process: the terminal is put in order first, then it does what it always does.
      write(screen.finish(layout(isFinal: true)))
      leave()
      kill(getpid(), signal)
      // Another thread may be the one that takes the signal; the terminal stays in order until then.
      poll(nil, 0, Self.bound)
      enter()
    }
  }

  private mutating func act(on outcome: EntryEditor.Outcome) -> ReadResult? {
    switch outcome {
    case .editing: if editor.rang { write("\u{07}") }
    case .submitted:
      finish()
      return .entry(editor.buffer.text)
    case .interrupted:
      finish(mark: "^C")
      return .interrupted
    case .ended:
      finish()
      return .endOfInput
    case .suspend: suspend()
    case .clearScreen:
      screen.forget()
      write("\u{1B}[H\u{1B}[2J")
    case .openEditor: openEditor()
    }
    return nil
  }

  private mutating func suspend() {
    write(screen.finish(layout(isFinal: true)))
    leave()
    _ = setting.notices.pipe.drain()
    signals.watchContinuation(setting.notices.pipe)
    kill(0, SIGTSTP)
    // Another thread may be the one that takes the signal: going on at once could reach the terminal before the
    // stop. A process that nobody could continue is not stopped at all; hence the bound.
    var waiting = pollfd(fd: setting.notices.pipe.reader, events: Int16(POLLIN), revents: 0)
    poll(&waiting, 1, Self.bound)
    signals.end()
    _ = setting.notices.pipe.drain()
    enter()
    begin()
  }

  private mutating func openEditor() {
    write(screen.erase())
    leave()
    defer {
      enter()
      begin()
    }
    do {
      let edited = try ExternalEditor.edit(
        editor.shown.text, fileExtension: setting.language.fileExtension, input: setting.input,
        output: setting.output)
      guard let text = edited else { return }
      editor.replaceAll(with: text)
    } catch {
      setting.notices.add(error.description)
    }
  }

  // MARK: Drawing

  private func write(_ text: String) { _ = Descriptor.writeAll(setting.output, Array(text.utf8)) }

  /// Goes to a fresh line if anybody has left the cursor in the middle of one: a row of blanks then wraps.
  private mutating func begin() {
    screen.resize(to: TerminalInput.size(of: setting.output))
    screen.forget()
    write(String(repeating: " ", count: screen.size.columns) + "\r\u{1B}[J")
    show(setting.notices.take())
    redraw()
  }

  /// Shows lines above the entry.
  private mutating func show(_ lines: String) {
    guard !lines.isEmpty else { return }
    // In one go with the entry below, so that it does not vanish for a moment.
    let erased = screen.erase()
    write(erased + lines + screen.update(to: layout(isFinal: false)))
  }

  private mutating func redraw() { write(screen.update(to: layout(isFinal: false))) }

  private mutating func finish(mark: String = "") {
    // What came before the last key belongs above the entry.
    show(setting.notices.take())
    write(screen.finish(layout(isFinal: true), mark: mark))
  }

  private func layout(isFinal: Bool) -> Layout {
    var view = EntryView(
      prompt: setting.prompt(), continuationPrompt: setting.continuationPrompt(), buffer: editor.shown)
    if setting.hasColor { view.styles = setting.language.styles(of: view.buffer.text) }
    let width = screen.size.columns
    if isFinal {
      view.buffer.move(to: view.buffer.characters.count)
    } else if let row = editor.searchRow(width: width) {
      if let match = editor.search?.match { view.styles.append(StyledRange(match.range, .match)) }
      view.footer = [row]
    } else {
      view.hint = setting.language.hint(for: view.buffer.text, cursor: view.buffer.cursor)
      if setting.hasColor { view.hintStyle = TextStyle.comment.parameters }
      view.footer = editor.menu?.rows(width: width, height: min(10, screen.size.rows / 2)) ?? []
    }
    return Layout(view, width: width)
  }
}

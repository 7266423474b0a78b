/// An entry while it is typed: what every key does to it. It knows neither terminal nor screen.
struct EntryEditor {
  /// What is to happen after an input.
  enum Outcome: Hashable, Sendable {
    case editing, submitted, interrupted, ended
    case suspend, openEditor, clearScreen
  }

  /// What the last input was, for those whose meaning depends on it.
  enum Step: Equatable {
    case other, typing, deleting, cutting, yanking
    case vertical(column: Int)
    case browsing, completing, undoing
  }

  /// A key that changes the meaning of the next.
  enum Prefix { case none, alt, controlX, quoted }

  let language: any EntryLanguage
  let history: [String]
  var buffer = EntryBuffer()
  var killRing: KillRing
  var lastQuery: String

  var undo = UndoStack()
  var browser: HistoryBrowser
  var search: HistorySearch?
  var menu: CompletionMenu?
  var step = Step.other
  var previous = Step.other
  private var prefix = Prefix.none
  /// The range of the last yank, which another text of the ring may take the place of.
  var yanked = 0..<0
  /// Whether the last key could do nothing.
  var rang = false
  /// Where the line begins that a closing word has just moved out, and by how much.
  var outdented: (line: Int, blanks: Int)?

  init(language: any EntryLanguage, history: [String], killRing: KillRing = KillRing(), lastQuery: String = "") {
    self.language = language
    self.history = history
    self.killRing = killRing
    self.lastQuery = lastQuery
    browser = HistoryBrowser(history)
  }

  /// The entry as it is to be seen: while a search goes on, what it has found.
  var shown: EntryBuffer { search?.buffer ?? buffer }

  mutating func handle(_ input: Input) -> Outcome {
    rang = false
    previous = step
    step = .other
    let before = buffer
    let outcome = dispatch(input)
    if step != .completing, prefix == .none { menu = nil }
    if step != .browsing { browser.endSteps() }
    record(before, input)
    return outcome
  }

  private mutating func record(_ before: EntryBuffer, _ input: Input) {
    switch step {
    case .undoing: return
    case _ where before.characters == buffer.characters: if before != buffer { undo.interrupt() }
    case .typing:
      var isBlank = false
      if case .text(let text) = input { isBlank = text.first?.isWhitespace ?? false }
      undo.record(before, kind: .typing, startsAnew: isBlank)
    case .deleting: undo.record(before, kind: .deleting, startsAnew: false)
    case .completing: undo.record(before, kind: .cycling, startsAnew: menu == nil)
    default: undo.record(before, kind: .other, startsAnew: true)
    }
  }

  private mutating func dispatch(_ input: Input) -> Outcome {
    switch (prefix, input) {
    case (.quoted, _):
      prefix = .none
      insertQuoted(input)
      return .editing
    case (.controlX, .key(let key)):
      prefix = .none
      return afterControlX(key)
    case (.alt, .key(var key)):
      prefix = .none
      key.modifiers.insert(.alt)
      return press(key)
    case (.alt, .text(let text)):
      prefix = .none
      guard let scalar = text.unicodeScalars.first else { return .editing }
      let outcome = press(.alt(scalar))
      // Keys that came in one portion with the first one are plain text.
      let rest = String(text.unicodeScalars.dropFirst())
      return outcome == .editing && !rest.isEmpty ? dispatch(.text(rest)) : outcome
    default: prefix = .none
    }
    if search != nil, let outcome = handleInSearch(input) { return outcome }
    switch input {
    case .text(let text): type(text)
    case .paste(let text): paste(text)
    case .key(let key): return press(key)
    }
    return .editing
  }

  private mutating func afterControlX(_ key: Key) -> Outcome {
    switch key {
    case .control("e"): return .openEditor
    case .control("u"): undoEdit()
    default: rang = true
    }
    return .editing
  }

  // MARK: Keys

  private mutating func press(_ key: Key) -> Outcome {
    if case .character(let character) = key.name {
      if key.modifiers.contains(.alt), !key.modifiers.contains(.control) {
        pressAlt(character)
        return .editing
      }
      return pressControl(character)
    }
    return pressNamed(key)
  }

  private mutating func pressNamed(_ key: Key) -> Outcome {
    if menu?.selected != nil, key.modifiers.isEmpty, moveInMenu(key.name) { return .editing }
    let byWord = !key.modifiers.isDisjoint(with: [.alt, .control])
    switch key.name {
    case .enter:
      if !key.modifiers.isEmpty { breakLine() } else { return enter() }
    case .tab: key.modifiers.contains(.shift) ? completeBackwards() : complete()
    case .backspace: byWord ? cut(buffer.wordStart..<buffer.cursor, .backwards) : deleteBackwards()
    case .delete: byWord ? cut(buffer.cursor..<buffer.wordEnd, .forwards) : deleteForwards()
    case .escape: prefix = menu == nil ? .alt : .none
    case .left: move(to: byWord ? buffer.wordStart : buffer.cursor - 1)
    case .right: move(to: byWord ? buffer.wordEnd : buffer.cursor + 1)
    case .up: key.modifiers.isEmpty ? goUp() : browse(-1)
    case .down: key.modifiers.isEmpty ? goDown() : browse(1)
    case .home: move(to: byWord ? 0 : buffer.lineStart)
    case .end: move(to: byWord ? buffer.characters.count : buffer.lineEnd)
    case .pageUp: browse(-1)
    case .pageDown: browse(1)
    case .insert, .function, .character: break
    }
    return .editing
  }

  private mutating func pressControl(_ character: Unicode.Scalar) -> Outcome {
    switch character {
    case "a": move(to: buffer.lineStart)
    case "b": move(to: buffer.cursor - 1)
    case "c": return .interrupted
    case "d":
      guard !buffer.isEmpty else { return .ended }
      deleteForwards()
    case "e": move(to: buffer.lineEnd)
    case "f": move(to: buffer.cursor + 1)
    case "g": cancel()
    case "k": cutToLineEnd()
    case "l": return .clearScreen
    case "n": goDown()
    case "p": goUp()
    case "r": beginSearch(.backwards)
    case "s": beginSearch(.forwards)
    case "t": buffer.transpose()
    case "u": cutToLineStart()
    case "v", "q": prefix = .quoted
    case "w": cut(buffer.argumentStart..<buffer.cursor, .backwards)
    case "x": prefix = .controlX
    case "y": yank()
    case "z": return .suspend
    case "_", "/": undoEdit()
    default: rang = true
    }
    return .editing
  }

  private mutating func pressAlt(_ character: Unicode.Scalar) {
    switch character {
    case "b", "B": move(to: buffer.wordStart)
    case "f", "F": move(to: buffer.wordEnd)
    case "d", "D": cut(buffer.cursor..<buffer.wordEnd, .forwards)
    case "u", "U": buffer.changeWord { $0.uppercased() }
    case "l", "L": buffer.changeWord { $0.lowercased() }
    case "c", "C": buffer.changeWord(Self.capitalised)
    case "y", "Y": yankEarlier()
    case "p", "P": browse(-1)
    case "n", "N": browse(1)
    case "<": jumpInHistory(toOldest: true)
    case ">": jumpInHistory(toOldest: false)
    default: rang = true
    }
  }

  private static func capitalised(_ word: String) -> String {
    guard let first = word.firstIndex(where: \.isWordPart) else { return word }
    let rest = word.index(after: first)
    return word[..<first] + word[first].uppercased() + word[rest...].lowercased()
  }

  private mutating func cancel() {
    if let menu, menu.selected != nil { buffer = menu.original } else if menu == nil { rang = true }
  }
}

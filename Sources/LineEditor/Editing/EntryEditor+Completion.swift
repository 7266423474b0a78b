extension EntryEditor {
  /// Completes what stands before the cursor as far as it is certain, then lists, then goes through the list.
  mutating func complete() {
    step = .completing
    if menu != nil { return cycle(1) }
    let line = buffer.text(in: buffer.lineStart..<buffer.cursor)
    guard !line.allSatisfy(\.isWhitespace) else {
      step = .other
      return buffer.insert(String(repeating: " ", count: Self.indentationWidth))
    }
    let found = language.completions(of: buffer.text, cursor: buffer.cursor)
    let range = found.range.clamped(to: 0..<buffer.characters.count)
    guard let first = found.candidates.first else { return rang = true }
    let completions = Completions(range, found.candidates)
    guard found.candidates.count > 1 else { return buffer.replace(range, with: first.text + first.suffix) }
    let list = CompletionMenu(completions, original: buffer)
    let typed = buffer.text(in: range)
    let prefix = list.commonPrefix
    if prefix.count > typed.count, prefix.hasPrefix(typed) {
      buffer.replace(range, with: prefix)
    } else {
      menu = list
    }
  }

  mutating func completeBackwards() {
    if menu != nil {
      step = .completing
      cycle(-1)
    } else {
      outdentLine()
    }
  }

  /// What a key means while a candidate is chosen. False where it means what it always does.
  mutating func moveInMenu(_ key: Key.Name) -> Bool {
    switch key {
    case .up, .down:
      step = .completing
      cycle(key == .down ? 1 : -1)
      return true
    // Takes the candidate; the entry is submitted by the next one.
    case .enter: return true
    default: return false
    }
  }

  private mutating func cycle(_ distance: Int) {
    guard let next = menu?.step(distance) else { return }
    buffer = next
  }

  private mutating func outdentLine() {
    let start = buffer.lineStart
    let count = buffer.characters[start...].prefix(Self.indentationWidth).prefix { $0 == " " }.count
    guard count > 0 else { return rang = true }
    let cursor = buffer.cursor
    _ = buffer.remove(start..<start + count)
    buffer.move(to: max(start, cursor - count))
  }
}

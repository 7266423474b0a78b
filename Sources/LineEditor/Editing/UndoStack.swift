/// What the entry was before each edit.
struct UndoStack {
  /// Edits of one kind that follow each other are undone together.
  enum Kind { case typing, deleting, cycling, other }

  private var states: [EntryBuffer] = []
  private var last: Kind = .other

  /// Remembers the state before an edit. `startsAnew` keeps it apart from the edit before, whatever its kind.
  mutating func record(_ before: EntryBuffer, kind: Kind, startsAnew: Bool) {
    defer { last = kind }
    if kind == last, kind != .other, !startsAnew, !states.isEmpty { return }
    states.append(before)
  }

  /// Says that the cursor has been elsewhere, so that what is typed now is an edit of its own.
  mutating func interrupt() { last = .other }

  mutating func undo() -> EntryBuffer? {
    last = .other
    return states.popLast()
  }
}

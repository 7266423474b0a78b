import Locking

/// What came of reading an entry.
public enum ReadResult: Sendable, Hashable {
  /// The user submitted this.
  case entry(String)
  /// The user dropped what was typed, with Ctrl-C.
  case interrupted
  /// There will be no more: Ctrl-D, the end of a file, or a terminal that is gone.
  case endOfInput
}

/// Reads entries of one or many lines from a terminal, with everything that makes typing them pleasant.
///
/// The terminal is in its usual mode whenever no entry is being read.
///
/// ```swift
/// let editor = LineEditor(history: History(path: path), language: PlainText()) { "> " }
/// while case .entry(let text) = editor.readEntry() { print(text) }
/// ```
public final class LineEditor: Sendable {
  private let reader: Locked<Reader>
  private let notices: Notices

  /// Makes an editor.
  ///
  /// - Parameters:
  ///   - input: where keys come from.
  ///   - output: where the entry is shown.
  ///   - history: what Up and Ctrl-R find; entries are added to it as they are submitted.
  ///   - language: what is typed.
  ///   - kind: what the two ends can do, if it is not to be found out.
  ///   - hasColor: whether the entry is coloured, if it is not to be found out.
  ///   - continuationPrompt: what every line but the first begins with; as wide as the prompt looks best.
  ///   - prompt: what the first line begins with. It is asked at every redrawing, and may contain colours.
  public init(
    input: Int32 = 0, output: Int32 = 1, history: History, language: any EntryLanguage, kind: TerminalKind? = nil,
    hasColor: Bool? = nil, continuationPrompt: @escaping @Sendable () -> String = { "" },
    prompt: @escaping @Sendable () -> String
  ) {
    let notices = Notices(output: output)
    self.notices = notices
    reader = Locked(
      Reader(
        setting: EntrySetting(
          input: input, output: output, history: history, language: language,
          kind: kind ?? .detect(input: input, output: output),
          hasColor: hasColor ?? TerminalColor.isOn(output), prompt: prompt,
          continuationPrompt: continuationPrompt, notices: notices)))
  }

  /// Reads an entry and adds it to the history. It blocks, so it wants a thread of its own.
  public func readEntry() -> ReadResult { reader.withLock { $0.readEntry() } }

  /// Shows lines of text, from any thread: above the entry that is being typed, or simply where the cursor is.
  public func notify(_ text: String) { notices.add(text) }

  /// Has the prompt and the entry drawn anew, for a prompt that shows what changes.
  public func refresh() { notices.wake() }

  /// Whether an entry is being edited, so that what others write to the terminal would spoil it.
  public var isEditing: Bool { notices.isEditing }
}

/// What an editor was made with.
struct EntrySetting: Sendable {
  let input: Int32
  let output: Int32
  let history: History
  let language: any EntryLanguage
  let kind: TerminalKind
  let hasColor: Bool
  let prompt: @Sendable () -> String
  let continuationPrompt: @Sendable () -> String
  let notices: Notices
}

import Testing

@testable import LineEditor

/// A language as small as possible: `do` opens a block and `end` closes it.
struct BlockLanguage: EntryLanguage {
  var words: [String] = []

  private func depth(_ text: String) -> Int {
    text.split { !$0.isLetter }.reduce(0) { $0 + ($1 == "do" ? 1 : $1 == "end" ? -1 : 0) }
  }

  func isComplete(_ text: String) -> Bool { depth(text) <= 0 }
  func indentation(after text: String) -> Int { max(0, depth(text)) * 2 }
  var closers: Set<String> { ["end"] }
  func pasted(_ text: String) -> String { text.replacing("> ", with: "") }
  func hint(for text: String, cursor: Int) -> String? { text.hasSuffix("(") ? "name, count" : nil }

  func completions(of text: String, cursor: Int) -> Completions {
    let word = String(text.prefix(cursor).reversed().prefix { $0.isWordPart }.reversed())
    return Completions(
      cursor - word.count..<cursor,
      words.filter { $0.hasPrefix(word) }.map { Completion($0, suffix: $0 == "print" ? "(" : "") })
  }
}

@Suite struct EntryEditorTests {
  /// An editor after some keys, which are written as a terminal sends them.
  private func editor(
    _ keys: String, history: [String] = [], words: [String] = [], text: String = ""
  ) -> EntryEditor {
    var editor = EntryEditor(language: BlockLanguage(words: words), history: history)
    editor.buffer = EntryBuffer(text)
    _ = press(keys, &editor)
    return editor
  }

  private func press(_ keys: String, _ editor: inout EntryEditor) -> EntryEditor.Outcome {
    var decoder = KeyDecoder()
    var outcome = EntryEditor.Outcome.editing
    // Byte by byte, as fingers are slower than terminals.
    for byte in keys.utf8 {
      for input in decoder.decode([byte]) { outcome = editor.handle(input) }
    }
    return outcome
  }

  private let up = "\u{1B}[A"
  private let down = "\u{1B}[B"
  private let left = "\u{1B}[D"

  // MARK: Editing

  @Test func `the cursor goes by what people take for characters`() {
    let text = "e\u{301}👨‍👩‍👧🇩🇪한"
    #expect(editor(text).buffer.cursor == 4)
    #expect(editor(text + "\u{02}\u{02}\u{7F}").buffer.text == "e\u{301}🇩🇪한")
    // An accent joins the letter before it.
    #expect(editor("e\u{301}\u{7F}").buffer.isEmpty)
  }

  @Test(arguments: [
    ("one two three\u{01}X", "Xone two three"), ("one two\u{17}X", "one X"), ("a.b c.d\u{1B}\u{7F}X", "a.b c.X"),
    ("one two\u{15}X", "X"), ("one two\u{1B}b\u{0B}X", "one X"), ("one\u{01}\u{04}", "ne"),
    ("one two\u{01}\u{1B}d\u{05}\u{19}", " twoone"), ("ab\u{14}", "ba"), ("abc\u{02}\u{14}", "acb"),
    ("one\u{1B}b\u{1B}u", "ONE"), ("one two\u{1B}b\u{1B}c", "one Two"), ("ONE\u{1B}b\u{1B}l", "one"),
    ("one two\u{17}\u{17}\u{19}", "one two"), ("a b\u{17}c\u{17}\u{19}\u{1B}y", "a b"),
    ("one\u{1B}[1;5D\u{1B}[3~", "ne"), ("a\u{1B}[Db\u{1B}[C\u{1B}[Cc", "bac"), ("a\u{16}\u{01}", "a\u{01}"),
  ])
  func `keys of emacs edit`(keys: String, text: String) { #expect(editor(keys).buffer.text == text) }

  @Test func `undo goes back word by word and edit by edit`() {
    var editor = editor("one two\u{17}")
    var seen: [String] = []
    for _ in 0..<4 {
      _ = press("\u{1F}", &editor)
      seen.append(editor.buffer.text)
    }
    #expect(seen == ["one two", "one", "", ""])
    #expect(editor.rang)
  }

  @Test func `a paste is one edit, cleaned of control characters and prompts`() {
    var editor = editor("\u{1B}[200~> a\r\n> b\u{07}\u{1B}[201~")
    #expect(editor.buffer.text == "a\nb")
    _ = press("\u{1F}", &editor)
    #expect(editor.buffer.isEmpty)
  }

  // MARK: Lines

  @Test func `a block is indented, and its end moves out`() {
    var editor = editor("x do\ry do\rz\rend\rend")
    #expect(editor.buffer.text == "x do\n  y do\n    z\n  end\nend")
    #expect(press("\r", &editor) == .submitted)
  }

  @Test func `a word that only begins like an end moves back in`() {
    #expect(editor("x do\rending").buffer.text == "x do\n  ending")
  }

  @Test func `Enter on a line in the middle adds a line, on the last one submits`() {
    var editor = editor("\r", text: "x do\n  y\nend")
    #expect(press("", &editor) == .editing)
    editor.buffer = EntryBuffer("x do\n  y\nend")
    #expect(press(up + "\u{05}\rz", &editor) == .editing)
    #expect(editor.buffer.text == "x do\n  y\n  z\nend")
    #expect(press(down + "\r", &editor) == .submitted)
    #expect(press("", &editor) == .editing)
  }

  @Test func `Enter in the middle of a single complete line submits`() {
    var editor = editor("abc" + left)
    #expect(press("\r", &editor) == .submitted)
    editor = self.editor("abc" + left + "\u{1B}\r")
    #expect(editor.buffer.text == "ab\nc")
  }

  @Test func `going up and down keeps the column`() {
    var editor = editor(up + "|", text: "long line\nx\nanother")
    #expect(editor.buffer.text == "long line\nx|\nanother")
    editor = self.editor(up + up + "|", text: "long line\nx\nanother")
    #expect(editor.buffer.text == "long li|ne\nx\nanother")
  }

  @Test func `Ctrl-C, Ctrl-D, Ctrl-Z and Ctrl-X Ctrl-E are for the session`() {
    var editor = editor("")
    #expect(press("\u{04}", &editor) == .ended)
    #expect(press("a\u{03}", &editor) == .interrupted)
    #expect(press("\u{1A}", &editor) == .suspend)
    #expect(press("\u{18}\u{05}", &editor) == .openEditor)
    #expect(press("\u{0C}", &editor) == .clearScreen)
  }

  // MARK: History

  private let past = ["alpha 1", "beta", "alpha 2", "do\nx\nend", "alpha 2"]

  @Test func `Up finds what begins as the text before the cursor, and Down comes back`() {
    var editor = editor("al" + up + up, history: past)
    #expect(editor.buffer.text == "alpha 1")
    #expect(editor.buffer.cursor == 2)
    _ = press(down + down, &editor)
    #expect(editor.buffer.text == "al")
    _ = press(up + "\u{05}!" + down, &editor)
    #expect(editor.buffer.text == "alpha 2!")
  }

  @Test func `Up goes on through entries of several lines`() {
    #expect(editor(up + up + up, history: past).buffer.text == "alpha 2")
    #expect(editor(up + up + up + up, history: past).buffer.text == "beta")
    #expect(editor(up + up + "\u{1B}>", history: past).buffer.text == "")
  }

  @Test func `Ctrl-R finds while one types, further back each time`() {
    #expect(editor("\u{12}alp", history: past).shown.text == "alpha 2")
    var editor = editor("x\u{12}alp\u{12}", history: past)
    #expect(editor.shown.text == "alpha 1")
    _ = press("\u{12}", &editor)
    #expect(editor.rang)
    _ = press("\u{13}", &editor)
    #expect(editor.shown.text == "alpha 2")
    _ = press("\u{07}", &editor)
    #expect(editor.buffer.text == "x")
    // The last search again, and one that is taken over by moving.
    _ = press("\u{12}alp\u{12}\u{01}", &editor)
    #expect(editor.buffer.text == "alpha 1")
    _ = press("\u{12}\u{12}\u{12}\u{05}!", &editor)
    #expect(editor.buffer.text == "alpha 1!")
  }

  @Test func `small letters find capitals, capitals only themselves`() {
    #expect(HistorySearch.range(of: "straße", in: "Die STRAßE", ignoringCase: true) == 4..<10)
    #expect(HistorySearch.range(of: "A", in: "bab", ignoringCase: false) == nil)
  }

  // MARK: Completion

  private let words = ["alpha", "alphabet", "alpine", "print"]

  @Test func `Tab completes what is certain, lists, and goes through the list`() {
    var editor = editor("x = a\t", words: words)
    #expect(editor.buffer.text == "x = alp")
    #expect(editor.menu == nil)
    _ = press("\t", &editor)
    #expect(editor.menu?.completions.candidates.count == 3)
    var seen: [String] = []
    for key in ["\t", "\t", "\u{1B}[Z", "\u{1B}[Z", "\t"] {
      _ = press(key, &editor)
      seen.append(editor.buffer.text)
    }
    #expect(seen == ["alpha", "alphabet", "alpha", "alpine", "alpha"].map { "x = " + $0 })
    _ = press("\u{07}", &editor)
    #expect(editor.buffer.text == "x = alp")
    #expect(editor.menu == nil)
  }

  @Test func `Enter takes the chosen candidate, and only then the entry`() {
    var editor = editor("alp\t\t" + down, words: words)
    #expect(press("\r", &editor) == .editing)
    #expect(editor.menu == nil)
    #expect(editor.buffer.text == "alphabet")
    #expect(press("\r", &editor) == .submitted)
  }

  @Test func `the only candidate comes with what follows it, and blanks stay blanks`() {
    #expect(editor("pr\t", words: words).buffer.text == "print(")
    #expect(editor("\tx", words: words).buffer.text == "  x")
    #expect(editor("zz\t", words: words).rang)
  }

  @Test func `a long list is cut and says how much is left out`() {
    let menu = CompletionMenu(
      Completions(0..<0, (0..<100).map { Completion("word\($0)") }), original: EntryBuffer())
    let rows = menu.rows(width: 40, height: 5)
    #expect(rows.count == 5)
    #expect(rows.allSatisfy { $0.width < 40 })
    #expect(rows.last?.text.contains("80 more") == true)
  }
}

import Testing

@testable import LineEditor

@Suite struct LayoutTests {
  private func layout(
    _ text: String, cursor: Int? = nil, prompt: String = "> ", width: Int = 10, hint: String? = nil
  ) -> Layout {
    let view = EntryView(
      prompt: prompt, continuationPrompt: ". ", buffer: EntryBuffer(text, cursor: cursor), hint: hint)
    return Layout(view, width: width)
  }

  private func lines(_ layout: Layout) -> [String] {
    layout.rows.map { $0.text.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
  }

  @Test func `long lines wrap, and wide characters are never cut in two`() {
    #expect(lines(layout("abcdefghij")) == ["> abcdefgh", "ij"])
    #expect(lines(layout("abcdefg世界")) == ["> abcdefg", "世界"])
    #expect(layout("abcdefg世界").rows.map(\.width) == [9, 4])
  }

  @Test func `behind a full row the cursor stands in the next one`() {
    let full = layout("abcdefgh")
    #expect(full.cursor == (1, 0))
    #expect(full.rows.count == 2)
    #expect(layout("abcdefgh\nx", cursor: 8).cursor == (1, 0))
    #expect(layout("abcdefgh\nx").cursor == (1, 3))
    #expect(lines(layout("abcdefgh\nx")) == ["> abcdefgh", ". x"])
  }

  @Test func `prompts may have colours and several lines`() {
    let layout = layout("a\nb", prompt: "\u{1B}]0;title\u{07}top\n\u{1B}[1;31m>\u{1B}[0m ")
    #expect(layout.rows.map(\.width) == [3, 3, 3])
    #expect(layout.cursor == (2, 3))
  }

  @Test func `a hint never wraps`() {
    #expect(lines(layout("ab(", hint: "name, count")) == ["> ab(nam…"])
    #expect(lines(layout("abcdefg(", hint: "name")) == ["> abcdefg(", "name"])
  }

  @Test func `control characters and tabs are shown`() {
    #expect(lines(layout("\u{01}\ta\u{7F}")) == ["> ^A    a", "^?"])
  }

  @Test(arguments: [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("世", 2), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("👍", 2), ("👍🏽", 2), ("🇩🇪", 2),
    ("👨‍👩‍👧", 2), ("❤️", 2), ("❤", 1), ("…", 1), ("─", 1), ("α", 1), ("ก", 1), ("\u{200B}", 0),
  ])
  func `widths are those of terminals`(text: String, width: Int) { #expect(DisplayWidth.of(text) == width) }

  @Test func `colours end with their row, and go on in the next`() {
    let styles = [StyledRange(0..<9, .string), StyledRange(1..<2, .number), StyledRange(8..<99, .keyword)]
    let layout = Layout(EntryView(buffer: EntryBuffer("abcdefgh\nij"), styles: styles), width: 4)
    let escape = "\u{1B}["
    #expect(
      layout.rows.map(\.text) == [
        "\(escape)32ma\(escape)0m\(escape)36mb\(escape)0m\(escape)32mcd\(escape)0m",
        "\(escape)32mefgh\(escape)0m", "\(escape)35mij\(escape)0m",
      ])
  }

  @Test func `a row is written only when it differs`() {
    var screen = Screen(size: ScreenSize(rows: 5, columns: 10))
    _ = screen.update(to: layout("ab\ncd"))
    let change = screen.update(to: layout("ab\ncde"))
    #expect(!change.contains("ab"))
    #expect(change.contains("cde"))
    #expect(screen.update(to: layout("ab\ncde", cursor: 5)) == "\r\u{1B}[4C")
  }
}

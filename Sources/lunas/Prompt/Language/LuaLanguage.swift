import Dispatch
import LineEditor
import Locking
import LuaHost
import LunasLua

/// Lua as the editor needs to know it, over the values that the session has.
struct LuaLanguage: EntryLanguage {
  private let syntax: LuaSyntax
  private let names: LuaNames

  init(session: Session) throws {
    syntax = try LuaSyntax()
    names = LuaNames(session: session)
  }

  var fileExtension: String { "lua" }
  var closers: Set<String> { ["end", "}", ")", "else", "elseif", "until"] }

  func isComplete(_ text: String) -> Bool {
    guard case .lua(let code) = PromptEntry(text) else { return true }
    return syntax.verdict(on: code) != .incomplete
  }

  func indentation(after text: String) -> Int {
    var depth = 0
    for token in LuaTokens(text).all {
      switch token.text {
      case "do", "then", "function", "repeat", "{", "(": depth += 1
      // Their "then" has counted already.
      case "elseif", "end", "until", "}", ")": depth -= 1
      default: break
      }
    }
    return max(0, depth) * 2
  }

  func styles(of text: String) -> [StyledRange] {
    let tokens = LuaTokens(text).all
    return tokens.enumerated().compactMap { position, token in
      switch token.kind {
      case .keyword:
        StyledRange(token.range, ["true", "false", "nil"].contains(token.text) ? .constant : .keyword)
      case .string: StyledRange(token.range, .string)
      case .number: StyledRange(token.range, .number)
      case .comment: StyledRange(token.range, .comment)
      case .name:
        position + 1 < tokens.count && ["(", "{"].contains(tokens[position + 1].text)
          ? StyledRange(token.range, .function) : nil
      case .symbol: nil
      }
    }
  }

  func completions(of text: String, cursor: Int) -> Completions {
    let place = CompletionPlace(text, cursor: cursor)
    return Completions(place.range, names.candidates(for: place))
  }

  func hint(for text: String, cursor: Int) -> String? {
    guard let call = CompletionPlace(text, cursor: cursor).calls.last else { return nil }
    return names.signature(of: call).map { "  \($0)" }
  }

  /// A pasted transcript loses its prompts: "> ", ">> ", and ours, such as "3> " and ".. ".
  func pasted(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, first.firstMatch(of: Self.prompts) != nil else { return text }
    return lines.map { line in
      line.firstMatch(of: Self.prompts).map { line[$0.range.upperBound...] } ?? line
    }.joined(separator: "\n")
  }

  // A regex literal holds no state; the compiler cannot know.
  nonisolated(unsafe) private static let prompts = #/^(?:\d*>>?|\.\.+) /#
}

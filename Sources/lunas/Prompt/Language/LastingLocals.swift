/// Makes the locals of an entry last for the session, as globals: each entry is a chunk of its own, and a local that is
/// gone with it is the commonest surprise at a Lua prompt.
///
/// Locals inside blocks and functions, and those with an attribute, stay what they are.
struct LastingLocals {
  /// The entry to run.
  private(set) var code: String

  init(_ text: String) {
    let tokens = LuaTokens(text).all.filter { $0.kind != .comment }
    var characters = Array(text)
    var depth = 0
    // From the end, so that the places of earlier words stay right.
    var edits: [(range: Range<Int>, text: String)] = []
    for (position, token) in tokens.enumerated() where token.kind == .keyword {
      switch token.text {
      case "do", "then", "function", "repeat": depth += 1
      // Its "then" counts anew.
      case "end", "until", "elseif": depth -= 1
      case "local" where depth == 0: edits += Self.edits(of: Array(tokens[position...]))
      default: break
      }
    }
    for edit in edits.reversed() { characters.replaceSubrange(edit.range, with: Array(edit.text)) }
    code = String(characters)
  }

  /// What makes one declaration last; its first word is "local".
  private static func edits(of tokens: [LuaToken]) -> [(range: Range<Int>, text: String)] {
    let removal = (tokens[0].range, "     ")
    if tokens.count > 1, tokens[1].text == "function" { return [removal] }
    var position = 1
    while position < tokens.count, tokens[position].kind == .name {
      let next = position + 1 < tokens.count ? tokens[position + 1].text : ""
      switch next {
      case ",": position += 2
      case "<": return []
      case "=": return [removal]
      default:
        let end = tokens[position].range.upperBound
        return [removal, (end..<end, " = nil")]
      }
    }
    return []
  }
}

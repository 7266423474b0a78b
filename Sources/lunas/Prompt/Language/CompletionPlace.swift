/// What stands around the cursor, as far as completion and hints want to know.
struct CompletionPlace: Equatable {
  enum Subject: Equatable {
    /// A field or method of what a path leads to; with no path a global, a keyword, or an option's key.
    case member(of: [String], isMethod: Bool)
    /// The name of a module, inside `require "..."`.
    case module
    /// The name of a file, inside any other text.
    case file
  }

  let subject: Subject
  /// What is typed of it.
  let partial: String
  /// Where that is, counted in characters.
  let range: Range<Int>
  /// The functions that are being called around the cursor, outermost first; an empty path where one has no name.
  let calls: [[String]]
  /// Whether a key of a table that is an argument may stand here.
  let isTableOfCall: Bool

  init(_ text: String, cursor: Int) {
    let before = String(text.prefix(cursor))
    var tokens = LuaTokens(before).all
    let opened = Self.openCalls(tokens)
    calls = opened.map(\.path)

    if let last = tokens.last, last.kind == .string(isClosed: false) {
      let start = last.range.lowerBound + 1
      partial = String(before.dropFirst(start))
      range = start..<cursor
      let previous = tokens.dropLast().last { $0.text != "(" }
      subject = previous?.text == "require" ? .module : .file
      isTableOfCall = false
      return
    }
    var typed = ""
    var place = cursor..<cursor
    if let last = tokens.last, last.range.upperBound == cursor, [.name, .keyword].contains(last.kind) {
      typed = last.text
      place = last.range
      tokens.removeLast()
    }
    partial = typed
    range = place
    let isMethod = tokens.last?.text == ":"
    if isMethod || tokens.last?.text == "." {
      tokens.removeLast()
      subject = .member(of: Self.path(endingAt: tokens), isMethod: isMethod)
      isTableOfCall = false
    } else {
      subject = .member(of: [], isMethod: false)
      isTableOfCall = opened.last?.isTable == true && ["{", ",", ";"].contains(tokens.last?.text)
    }
  }

  private struct OpenCall {
    let path: [String]
    let isTable: Bool
  }

  /// The brackets that are still open and belong to a call: `f(`, `f{`, and the table in `f({`.
  private static func openCalls(_ tokens: [LuaToken]) -> [OpenCall] {
    var open: [OpenCall?] = []
    for (position, token) in tokens.enumerated() where token.kind == .symbol {
      switch token.text {
      case "(", "{", "[":
        let path = path(endingAt: Array(tokens[..<position]))
        let previous = position > 0 ? tokens[position - 1] : nil
        if token.text != "[", let previous, previous.kind == .name {
          open.append(OpenCall(path: path, isTable: token.text == "{"))
        } else if token.text == "{", previous?.text == "(", let outer = open.last, let outer {
          open.append(OpenCall(path: outer.path, isTable: true))
        } else {
          open.append(nil)
        }
      case ")", "}", "]": if !open.isEmpty { open.removeLast() }
      default: break
      }
    }
    return open.compactMap { $0 }
  }

  /// The names of `a.b:c` at the end of some words.
  private static func path(endingAt tokens: [LuaToken]) -> [String] {
    var names: [String] = []
    var position = tokens.count - 1
    while position >= 0, tokens[position].kind == .name {
      names.append(tokens[position].text)
      guard position >= 2, [".", ":"].contains(tokens[position - 1].text) else { return names.reversed() }
      position -= 2
    }
    // What the path goes on from has no name: the result of a call, say.
    return []
  }
}

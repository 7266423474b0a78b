import Suggestions

/// What an entry asks for.
enum PromptEntry: Equatable {
  case lua(String)
  /// `x?` or `?x`
  case help(String)
  /// `x??`
  case source(String)
  case time(String)
  case save(path: String)
  case commands
  case leave
  case unknown(String)

  init(_ entry: String) {
    let text = Self.trimmed(entry)
    if text.hasPrefix(":"), !text.hasPrefix("::") {
      self = Self.command(String(text.dropFirst()))
    } else if text.hasSuffix("??") {
      self = .source(Self.trimmed(String(text.dropLast(2))))
    } else if text.hasSuffix("?") {
      self = .help(Self.trimmed(String(text.dropLast())))
    } else if text.hasPrefix("?") {
      self = .help(Self.trimmed(String(text.dropFirst())))
    } else if text.hasPrefix("=") {
      self = .lua(String(text.dropFirst()))  // as old versions of lua had it
    } else {
      self = .lua(entry)
    }
  }

  private static func command(_ text: String) -> PromptEntry {
    let parts = text.split(separator: " ", maxSplits: 1)
    let (name, rest) = (parts.first.map(String.init) ?? "", parts.count > 1 ? trimmed(String(parts[1])) : "")
    switch name {
    case "help", "h": return .commands
    case "quit", "q": return .leave
    case "time", "t":
      return rest.isEmpty ? .unknown(":time needs an expression, as in ':time space:sample()'") : .time(rest)
    case "save":
      return rest.isEmpty
        ? .unknown(":save needs the name of a file, as in ':save session.lua'") : .save(path: rest)
    default:
      return .unknown("\(UnknownName(kind: "command", name: ":" + name, known: names.map { ":" + $0 }))")
    }
  }

  static let names = ["help", "time", "save", "quit"]

  static let overview = """
    x? or help(x)     what is known of a value or name; help() lists the module
    x??               the source of a Lua function
    _, _1, _2, ...    the last result, and that of each entry
    local x = 1       lasts for the session, unless it stands in a block
    :time EXPRESSION  evaluates and says how long it took
    :save FILE        writes the entries of this session to a script
    :quit             leaves, as Ctrl-D does
    Tab completes names, fields, options, modules and files; Ctrl-R searches the history; Alt-Enter begins a new
    line; Ctrl-X Ctrl-E opens the entry in $EDITOR; Ctrl-C ends what runs.
    search:start() runs a search in the background; search:status(), :plot(), :wait(), :stop() go with it.
    """

  private static func trimmed(_ text: String) -> String {
    guard let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(text[first...last])
  }
}

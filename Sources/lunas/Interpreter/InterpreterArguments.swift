import LuaHost

/// The command line of a run without a verb, as `lua` reads it: options, then a script and its arguments.
struct InterpreterArguments: Sendable {
  /// Something to do before the script, in the order given.
  enum Step: Sendable, Equatable {
    /// `-e CODE`
    case execute(LuaBytes)
    /// `-l MODULE`, `-l NAME=MODULE`: a global variable and what is required into it.
    case require(global: String, module: String)
    /// `-W`
    case warn
  }

  enum Script: Sendable, Equatable {
    case file(String)
    case standardInput
  }

  /// A word that `lua` would not understand.
  struct BadOption: Error, Equatable {
    let message: String
  }

  /// Everything on the command line, the program's name first, as bytes.
  let words: [LuaBytes]
  private(set) var steps: [Step] = []
  private(set) var script: Script?
  /// Where in ``words`` the script is; 0 where there is none.
  private(set) var scriptPosition = 0
  private(set) var isInteractive = false
  private(set) var showsVersion = false
  private(set) var ignoresEnvironment = false
  private var executes = false

  init(_ words: [LuaBytes]) throws(BadOption) {
    self.words = words
    var position = 1
    reading: while position < words.count {
      let word = words[position].text
      guard word.hasPrefix("-") else { break }
      switch word.dropFirst().first {
      case nil: break reading  // "-": the script is standard input
      case "-":
        if word.utf8.count > 2 { throw Self.unrecognized(word) }
        position += 1
        break reading
      case "E" where word.utf8.count == 2: ignoresEnvironment = true
      case "W" where word.utf8.count == 2: steps.append(.warn)
      case "i" where word.utf8.count == 2:
        isInteractive = true
        showsVersion = true
      case "v" where word.utf8.count == 2: showsVersion = true
      case "e", "l":
        var value = LuaBytes(Array(words[position].bytes.dropFirst(2)))
        if value.bytes.isEmpty {
          position += 1
          guard position < words.count, words[position].bytes.first != UInt8(ascii: "-") else {
            throw BadOption(message: "'\(word)' needs argument")
          }
          value = words[position]
        }
        steps.append(word.hasPrefix("-e") ? .execute(value) : Self.requiring(value.text))
        if word.hasPrefix("-e") { executes = true }
      default: throw Self.unrecognized(word)
      }
      position += 1
    }
    guard position < words.count else { return }
    scriptPosition = position
    let isDash = words[position].bytes == Array("-".utf8) && words[position - 1].bytes != Array("--".utf8)
    script = isDash ? .standardInput : .file(words[position].text)
  }

  /// Whether there is nothing to do but to read what is typed, or piped in.
  var readsStandardInput: Bool { script == nil && !executes && !showsVersion }

  private static func unrecognized(_ word: String) -> BadOption {
    BadOption(message: "unrecognized option '\(word)'")
  }

  private static func requiring(_ text: String) -> Step {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return .require(global: String(parts[0]), module: String(parts.last ?? ""))
  }

  /// What `lua` prints for a bad option, and the way to everything else.
  static func usage(_ program: String) -> String {
    """
    usage: \(program) [options] [script [args]]
    Available options are:
      -e stat   execute string 'stat'
      -i        enter interactive mode after executing 'script'
      -l mod    require library 'mod' into global 'mod'
      -l g=mod  require library 'mod' into global 'g'
      -v        show version information
      -E        ignore environment variables
      -W        turn warnings on
      --        stop handling options
      -         stop handling options and execute stdin
      --sandbox FILE   run a script of somebody else's within limits; see '\(program) --sandbox --help'
      --workspace DIR  keep searches there
      --help           the verbs, such as run, resume, list

    """
  }
}

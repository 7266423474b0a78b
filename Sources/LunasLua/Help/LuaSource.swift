import CStdlib
import Foundation

/// A Lua file and what the comments in it say.
struct LuaSource {
  /// The module's name, or the file's.
  let name: String
  /// Where to look it up.
  let path: String
  /// The whole text.
  let text: String
  private let lines: [Substring]
  /// The functions that the module gives, in their order.
  let functions: [Function]

  init(name: String, path: String, text: String) {
    self.name = name
    self.path = path
    self.text = text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    self.lines = lines
    functions = lines.indices.compactMap { position in
      guard lines[position].hasPrefix("function M"),
        let match = lines[position].firstMatch(of: /^function M[.:]([\w.:]+)\((.*?)\)/)
      else { return nil }
      return Function(
        name: String(match.output.1), parameters: String(match.output.2), line: position + 1,
        comment: Self.comment(above: position + 1, in: lines))
    }
  }

  /// The function that the whole module is: `return function(...)`.
  var mainFunction: Function? {
    for (position, line) in lines.enumerated() where line.hasPrefix("return function") {
      guard let match = line.firstMatch(of: /^return function ?\((.*?)\)/) else { continue }
      return Function(
        name: name, parameters: String(match.output.1), line: position + 1, comment: comment(above: position + 1))
    }
    return nil
  }

  /// What the module is, in one sentence: the first of its head, or what stands above the function that it is.
  var summary: String {
    let head = LuaComment(lines.prefix { $0.hasPrefix("--") })
    return head.sentence.isEmpty ? mainFunction?.comment.sentence ?? "" : head.sentence
  }

  /// A function `M.name` of the module.
  struct Function {
    let name: String
    let parameters: String
    let line: Int
    let comment: LuaComment
  }

  /// What the head of the file says.
  var head: [String] { LuaComment(lines.prefix { $0.hasPrefix("--") }).prose }

  /// The comment that stands right above a line, counted from 1.
  func comment(above line: Int) -> LuaComment { Self.comment(above: line, in: lines) }

  private static func comment(above line: Int, in lines: [Substring]) -> LuaComment {
    guard (1...lines.count).contains(line) else { return LuaComment([]) }
    let block = lines[..<(line - 1)].reversed().prefix { $0.drop(while: \.isWhitespace).hasPrefix("--") }
    return LuaComment(block.reversed().map { $0.drop(while: \.isWhitespace) })
  }
}

extension LuaSource {
  /// The modules of the library that scripts may require, by name; specs and stubs are none.
  static let library: [LuaSource] = (0..<lunas_stdlib_count()).compactMap { position in
    let file = lunas_stdlib_file_at(position)
    let name = String(cString: file.name)
    guard name.hasPrefix("lunas.") else { return nil }
    let bytes = UnsafeBufferPointer(start: file.bytes, count: file.length)
    return LuaSource(
      name: name, path: String(cString: file.path), text: String(decoding: bytes, as: UTF8.self))
  }

  /// The text of a chunk: the file that its name tells, or the module of the library.
  init?(chunk: String) {
    guard chunk.hasPrefix("@") || chunk.hasPrefix("=") else { return nil }
    let path = String(chunk.dropFirst())
    if let contents = FileManager.default.contents(atPath: path) {
      self.init(name: path, path: path, text: String(decoding: contents, as: UTF8.self))
    } else if let module = Self.library.first(where: { path == $0.path || path.hasSuffix("/" + $0.path) }) {
      self = module
    } else {
      return nil
    }
  }
}

/// A block of comment lines: prose, and what LuaCATS annotations say.
struct LuaComment {
  /// The prose, line by line.
  var prose: [String] = []
  /// Parameters and results with their types and texts.
  var annotations: [(label: String, text: String)] = []
  /// The parameters and results as they are written.
  var annotationLines: [String] = []

  init(_ lines: some Sequence<Substring>) {
    for line in lines {
      let text = line.drop { $0 == "-" }
      if text.contains(/^ ?@(param|return)\b/) {
        annotationLines.append("---" + text.drop { $0 == " " })
      }
      if let match = text.firstMatch(of: /^ ?@param (\S+) (.*)$/) {
        let (type, text) = Self.split(match.output.2)
        annotations.append(("\(match.output.1): \(type)", text))
      } else if let match = text.firstMatch(of: /^ ?@return (.*)$/) {
        annotations.append(("-> \(match.output.1)", ""))
      } else if !text.contains(/^ ?@/) {
        prose.append(String(text.hasPrefix(" ") ? text.dropFirst() : text))
      }
    }
    while prose.last?.isEmpty == true { prose.removeLast() }
  }

  /// A type, which may hold spaces inside brackets, and the text that follows it.
  private static func split(_ text: Substring) -> (type: String, text: String) {
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "{", "(", "<", "[": depth += 1
      case "}", ")", ">", "]": depth -= 1
      case " " where depth == 0: return (String(text[..<index]), String(text[index...].dropFirst()))
      default: break
      }
    }
    return (String(text), "")
  }

  /// The first sentence, up to its full stop.
  var sentence: String {
    let text = prose.prefix { !$0.isEmpty }.joined(separator: " ")
    return text.firstRange(of: /\.(?= \p{Lu}|$)/).map { String(text[..<$0.upperBound]) } ?? text
  }

  /// The first sentence, as a line of a list.
  var summary: String {
    let text = prose.prefix { !$0.isEmpty }.joined(separator: " ")
    return text.firstRange(of: /[.:](?= |$)/).map { String(text[..<$0.lowerBound]) + "." } ?? text
  }
}

import Foundation
import LuaHost

/// The text of a Lua function, for `x??`.
enum FunctionSource {
  /// The lines of a function: from its file, or from the entry of this session in which it was typed.
  static func text(of origin: LuaFunctionOrigin, entries: [String]) -> String {
    let chunk = String(origin.chunk.dropFirst())
    let lines: [Substring]
    if origin.chunk.hasPrefix("@") {
      guard let data = FileManager.default.contents(atPath: chunk) else {
        return "\(chunk):\(origin.line) (the file cannot be read)"
      }
      lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    } else if let number = Int(chunk.filter(\.isNumber)), entries.indices.contains(number - 1) {
      lines = entries[number - 1].split(separator: "\n", omittingEmptySubsequences: false)
    } else {
      return "\(chunk):\(origin.line)"
    }
    let last = min(lines.count, origin.lastLine)
    guard origin.line >= 1, origin.line <= last else { return "\(chunk):\(origin.line)" }
    return "-- \(chunk):\(origin.line)\n" + lines[(origin.line - 1)..<last].joined(separator: "\n")
  }
}

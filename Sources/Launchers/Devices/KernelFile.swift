import Foundation

/// Small files in which the kernel tells a fact.
enum KernelFile {
  /// Without the line break at the end; nil where it cannot be read or is empty.
  static func text(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? nil : text
  }

  static func number(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

  /// Lines of a name and a value, with a colon or without.
  static func members(_ path: String) -> [String: String] {
    let lines = text(path)?.split(separator: "\n") ?? []
    return lines.reduce(into: [:]) { all, line in
      let words = line.split { $0 == " " || $0 == "\t" || $0 == ":" }
      if words.count >= 2 { all[String(words[0])] = String(words[1]) }
    }
  }

  /// Those of ``members(_:)`` that are numbers.
  static func numbers(_ path: String) -> [String: Int] { members(path).compactMapValues { Int($0) } }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The names in a folder; none where it cannot be read.
  static func names(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }
}

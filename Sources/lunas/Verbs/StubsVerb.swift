import ArgumentParser
import Foundation
import LunasLua

struct StubsVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stubs",
    abstract: "Write what an editor's Lua language server reads to complete and check scripts.",
    discussion: "Where the current folder has no .luarc.json, it gets one that names the folder.")

  @Argument(help: "The folder for \(Stubs.fileName); it is made if needed.") var folder: String

  func run() throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      // Foundation hides the cause: asking once more for the folder itself tells it.
      mkdir(folder, 0o755)
      throw Self.unwritable(folder, errno)
    }
    let path = URL(fileURLWithPath: folder).appending(path: Stubs.fileName).path
    try Self.write(try Stubs.text(), to: path)
    print("wrote \(path)")
    try EditorSettings(library: folder).offer()
  }

  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw unwritable(path, errno) }
    let isWritten = fputs(text, file) >= 0
    guard fclose(file) == 0, isWritten else { throw unwritable(path, errno) }
  }

  private static func unwritable(_ path: String, _ code: Int32) -> CommandError {
    .script(message: "\(path) cannot be written (\(String(cString: strerror(code))))", traceback: nil)
  }
}

/// What lua-language-server is told in `.luarc.json`, which it reads in the folder that an editor opens.
private struct EditorSettings {
  /// The folder of the stubs, as the settings name it: relative to where they lie, if it is below.
  let library: String

  init(library: String) {
    let (path, here) = (URL(fileURLWithPath: library).path, FileManager.default.currentDirectoryPath)
    self.library = path.hasPrefix(here + "/") ? String(path.dropFirst(here.count + 1)) : path
  }

  private var quotedLibrary: String {
    "\"\(library.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// The lines between the braces.
  private var lines: [String] {
    [
      "  \"runtime.version\": \"Lua 5.4\",", "  \"workspace.checkThirdParty\": false,",
      "  \"workspace.library\": [\(quotedLibrary)]",
    ]
  }

  /// Writes the settings where there are none; a file that is there belongs to its owner, who is told what it lacks.
  func offer() throws {
    let existing = [".luarc.json", ".luarc.jsonc"].first { FileManager.default.fileExists(atPath: $0) }
    guard let existing else {
      try StubsVerb.write(
        (["{"] + lines + ["}", ""]).joined(separator: "\n"), to: ".luarc.json")
      return print("wrote .luarc.json")
    }
    let text = FileManager.default.contents(atPath: existing).map { String(decoding: $0, as: UTF8.self) } ?? ""
    if !text.contains(quotedLibrary) {
      print("\(existing) is there already and stays as it is; add to it:\n" + lines.joined(separator: "\n"))
    }
  }
}

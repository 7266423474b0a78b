import Foundation
import LineEditor
import LunasLua

/// Names of files, for a text that is being typed.
enum FileNames {
  static func candidates(for partial: String) -> [Completion] {
    let (folder, name) = split(partial)
    let place = folder.isEmpty ? "." : folder.hasPrefix("~/") ? NSHomeDirectory() + folder.dropFirst() : folder
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return entries.filter { $0.hasPrefix(name) && (name.hasPrefix(".") || !$0.hasPrefix(".")) }.sorted().map {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: place + "/" + $0, isDirectory: &isFolder)
      return Completion(folder + $0, display: $0, suffix: isFolder.boolValue ? "/" : "")
    }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }
}

/// Names of modules that `require` would find.
enum ModuleNames {
  static func candidates(for partial: String, in session: Session) -> [Completion] {
    let folders = session.folders + ["."]
    let found = Set(folders.flatMap { modules(in: $0, for: partial) } + session.context.libraryModules + ["lunas"])
    return found.filter { $0.hasPrefix(partial) }.sorted().map { Completion($0) }
  }

  /// The modules of a folder on the level that is being typed: `a.b.` looks into a/b.
  private static func modules(in folder: String, for partial: String) -> [String] {
    let parts = partial.split(separator: ".", omittingEmptySubsequences: false).dropLast()
    let prefix = parts.map { $0 + "." }.joined()
    let place = ([folder] + parts.map(String.init)).joined(separator: "/")
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return entries.compactMap { entry in
      if entry.hasSuffix(".lua"), entry != "init.lua" { return prefix + entry.dropLast(4) }
      return FileManager.default.fileExists(atPath: "\(place)/\(entry)/init.lua") ? prefix + entry : nil
    }
  }
}

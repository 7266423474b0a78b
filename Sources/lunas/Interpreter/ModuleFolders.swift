import Glibc

/// Where `require` looks before `LUA_PATH`: the script's own folder, `lunas_modules` in the current folder, and the
/// user's library folder.
enum ModuleFolders {
  static func all(script: String?, ignoresEnvironment: Bool) -> [String] {
    var folders: [String] = []
    if let script { folders.append(Paths.folder(of: script)) }
    folders.append("./lunas_modules")
    if !ignoresEnvironment, let data = dataHome { folders.append(data + "/lunas/modules") }
    return folders
  }

  /// The folder for a user's data, by the XDG base directory specification.
  private static var dataHome: String? {
    if let path = environment("XDG_DATA_HOME"), path.hasPrefix("/") { return path }
    return environment("HOME").map { $0 + "/.local/share" }
  }
}

/// Paths without the cost of a library that knows everything about them.
enum Paths {
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// The value of an environment variable that is set and not empty.
func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}

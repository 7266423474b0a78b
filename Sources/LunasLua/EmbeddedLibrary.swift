import CStdlib
import LuaHost

/// The modules `lunas.*` of the standard library, which are embedded in the program.
enum EmbeddedLibrary {
  /// All of them.
  static let modules = LuaLibrary(files(where: { _ in true }))

  /// Those that a sandbox finds: what describes.
  static let describing = LuaLibrary(files(where: { name in describingNames.contains { name.hasPrefix($0) } }))

  /// The modules of a folder as members of a module: `lunas.spaces.mnasnet` as `mnasnet`.
  static func members(of folder: String) -> [LuaLazyMember] {
    modules.names.filter { $0.hasPrefix(folder + ".") }.compactMap { module in
      let name = module.dropFirst(folder.count + 1)
      return name.contains(".") ? nil : LuaLazyMember(String(name), module: module)
    }
  }

  private static let describingNames = ["lunas.spaces.", "lunas.families.", "lunas.graphs", "lunas.known"]

  private typealias File = (
    name: UnsafePointer<CChar>, place: UnsafePointer<CChar>, text: UnsafeBufferPointer<CChar>
  )

  private static func files(where isWanted: (String) -> Bool) -> [File] {
    (0..<lunas_stdlib_count()).compactMap { position in
      let file = lunas_stdlib_file_at(position)
      guard let name = file.name, let path = file.path, let bytes = file.bytes else { return nil }
      let module = String(cString: name)
      guard module.hasPrefix("lunas."), isWanted(module) else { return nil }
      let text = UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
      return (name, path, UnsafeBufferPointer(start: text, count: file.length))
    }
  }
}

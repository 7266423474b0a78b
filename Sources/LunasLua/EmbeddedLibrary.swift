import CStdlib
import LuaHost

/// The modules `lunas.*` of the standard library, which are embedded in the program.
enum EmbeddedLibrary {
  static let modules = LuaLibrary(
    (0..<lunas_stdlib_count()).compactMap { position in
      let file = lunas_stdlib_file_at(position)
      guard let name = file.name, let path = file.path, let bytes = file.bytes,
        String(cString: name).hasPrefix("lunas.")
      else { return nil }
      let text = UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
      return (name, path, UnsafeBufferPointer(start: text, count: file.length))
    })
}

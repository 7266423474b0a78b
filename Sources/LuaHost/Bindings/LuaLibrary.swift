import CLunas

/// Lua modules that are part of the program. It lives as long as the process, as every state may hold on to it.
public final class LuaLibrary: Sendable {
  // Written in the initialiser alone, and never freed.
  nonisolated(unsafe) let modules: UnsafePointer<lunas_module>
  let count: Int

  /// The names that `require` knows them by.
  public let names: [String]

  /// Makes a library of modules whose C strings and text live as long as the process.
  ///
  /// - Parameter modules: the name for `require`, the file's name for messages, and the text.
  public init(
    _ modules: [(name: UnsafePointer<CChar>, place: UnsafePointer<CChar>, text: UnsafeBufferPointer<CChar>)]
  ) {
    let table = UnsafeMutablePointer<lunas_module>.allocate(capacity: modules.count)
    for (position, module) in modules.enumerated() {
      (table + position).initialize(
        to: lunas_module(
          name: module.name, place: module.place, source: module.text.baseAddress, length: module.text.count))
    }
    self.modules = UnsafePointer(table)
    count = modules.count
    names = modules.map { String(cString: $0.name) }
  }
}

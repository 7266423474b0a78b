import CLua

extension LuaStack {
  /// A value as a person reads it: tables with their contents, bounded in depth and length, cycles marked.
  public func display(at index: Int32) -> String {
    var open: Set<UnsafeRawPointer> = []
    return display(at: lua_absindex(L, index), level: 0, open: &open)
  }

  private static let (maxDepth, maxItems, maxString) = (5, 50, 1000)

  private func display(at index: Int32, level: Int, open: inout Set<UnsafeRawPointer>) -> String {
    lua_checkstack(L, 8)
    switch lua_type(L, index) {
    case LUA_TSTRING:
      let text = lossyText(at: index)
      let shown = text.prefix(Self.maxString).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
      return "\"\(shown)\"" + (text.count > Self.maxString ? "..." : "")
    case LUA_TTABLE: return displayTable(at: index, level: level, open: &open)
    default: return (try? text(at: index)) ?? typeName(at: index)
    }
  }

  private func displayTable(at index: Int32, level: Int, open: inout Set<UnsafeRawPointer>) -> String {
    guard let identity = identity(at: index), open.insert(identity).inserted else { return "{ <itself> }" }
    defer { open.remove(identity) }
    if level >= Self.maxDepth { return "{ ... }" }
    let length = clua_rawlen(L, index)
    var listed: [String] = []
    var named: [(key: String, text: String)] = []
    var hidden = 0
    forEachPair(of: index) {
      if listed.count + named.count >= Self.maxItems {
        hidden += 1
        return
      }
      let value = display(at: lua_gettop(L), level: level + 1, open: &open)
      if clua_isinteger(L, -2) != 0, (1...max(1, length)).contains(Int(lua_tointegerx(L, -2, nil))), length > 0 {
        listed.append(value)
      } else if isString(at: -2) {
        named.append((lossyText(at: -2), "\(lossyText(at: -2)) = \(value)"))
      } else {
        let key = display(at: lua_gettop(L) - 1, level: level + 1, open: &open)
        named.append((key, "[\(key)] = \(value)"))
      }
    }
    var items = listed + named.sorted { $0.key < $1.key }.map(\.text)
    if hidden > 0 { items.append("... \(hidden) more") }
    if items.isEmpty { return "{}" }
    let oneLine = "{ \(items.joined(separator: ", ")) }"
    if oneLine.count <= 78, !oneLine.contains("\n") { return oneLine }
    let indent = String(repeating: "  ", count: level + 1)
    return "{\n" + items.map { indent + $0 }.joined(separator: ",\n") + "\n"
      + String(repeating: "  ", count: level) + "}"
  }
}

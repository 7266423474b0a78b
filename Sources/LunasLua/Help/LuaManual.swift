import LuaHost
import PlainJSON

/// Lua's own libraries, as `Stdlib/lunas/manual.lua` lists them.
struct LuaManual {
  /// A library, or one of its functions or values.
  struct Entry {
    let name: String
    let signature: String
    let summary: String
    let section: String
    /// What a library holds.
    var members: [Entry] = []
  }

  /// Libraries, each before its members.
  let entries: [Entry]

  /// Reads the list in a state.
  init(_ stack: LuaStack) throws {
    guard let source = LuaSource.library.first(where: { $0.name == "lunas.manual" }) else {
      entries = []
      return
    }
    try stack.pushResult(of: Array(source.text.utf8), name: "@" + source.path)
    defer { stack.pop() }
    entries = try stack.peek(JSON.self, at: -1).arrayValue?.flatMap(Self.entries) ?? []
  }

  private static func entries(of library: JSON) -> [Entry] {
    let name = library["name"]?.stringValue ?? ""
    let section = library["section"]?.stringValue ?? ""
    let prefix = name == "_G" ? "" : name + "."
    let members = (library["members"]?.arrayValue ?? []).compactMap { member -> Entry? in
      guard let pair = member.arrayValue, pair.count == 2, let signature = pair[0].stringValue,
        let summary = pair[1].stringValue
      else { return nil }
      let separators: Set<Character> = ["(", ":"]
      // A method, as file:read, has no library in front.
      let isMethod = signature.contains(/^\w+:/)
      let plain = isMethod ? signature.prefix { $0 != "(" } : signature.prefix { !separators.contains($0) }
      return Entry(
        name: isMethod ? String(plain) : prefix + plain, signature: isMethod ? signature : prefix + signature,
        summary: summary, section: section)
    }
    let summary = library["summary"]?.stringValue ?? ""
    return [Entry(name: name, signature: name, summary: summary, section: section, members: members)] + members
  }
}

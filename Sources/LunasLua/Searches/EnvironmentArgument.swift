import LuaHost

/// Variables for trainers: `{ NAME = "value", "PATH" }`.
struct EnvironmentArgument: FromLua, Sendable, Equatable {
  /// With their values.
  var values: [String: String] = [:]
  /// The names of those that are inherited; nil where the table has no list entries.
  var inherited: [String]?

  static var luaTypeName: String { "table of values by name, and of names" }
  static var luaStubType: String { "table<string|integer, string|number>" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> EnvironmentArgument {
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    var argument = EnvironmentArgument()
    try stack.forEachPair(of: index) {
      if stack.isString(at: -2) {
        let name = try checked(try stack.peek(String.self, at: -2))
        do {
          argument.values[name] = try value(stack)
        } catch let problem as LuaConversionError { throw problem.under(name) }
      } else if let position = try? stack.peek(Int.self, at: -2) {
        guard stack.isString(at: -1) else {
          throw stack.mismatch(expected: "the name of a variable", at: -1).under("[\(position)]")
        }
        let name = try stack.peek(String.self, at: -1)
        do { argument.inherited = (argument.inherited ?? []) + [try checked(name)] } catch let problem
          as LuaConversionError
        { throw problem.under("[\(position)]") }
      } else {
        throw LuaConversionError(expected: luaTypeName, got: "a key that is a \(stack.typeName(at: -2))")
      }
    }
    argument.inherited?.sort()
    return argument
  }

  private static func value(_ stack: LuaStack) throws -> String {
    if stack.isString(at: -1) {
      let text = try stack.peek(String.self, at: -1)
      // C would cut it there.
      if text.contains("\0") { throw LuaConversionError(expected: "text without zero bytes", got: "one") }
      return text
    }
    if let number = try? stack.peek(Int.self, at: -1) { return String(number) }
    if let number = try? stack.peek(Double.self, at: -1) { return "\(number)" }
    throw stack.mismatch(expected: "string or number", at: -1)
  }

  /// A name that a variable can have, and that is not Lunas' own.
  private static func checked(_ name: String) throws -> String {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
      name.utf8.allSatisfy({ isPart($0) })
    else {
      let hint = name.contains("=") ? "; a value is written as a key: NAME = \"value\"" : ""
      throw LuaConversionError(
        expected: "a name of letters, digits and '_'", got: "'\(name.prefix { $0 != "=" })'\(hint)")
    }
    if name.hasPrefix("LUNAS_") {
      throw LuaConversionError(
        expected: "a name that does not begin with 'LUNAS_', as Lunas' own do", got: "'\(name)'")
    }
    return name
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

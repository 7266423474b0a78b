/// The syntax of LuaCATS types, the annotations of lua-language-server.
public enum LuaStub {
  /// The name of a type that crosses in either direction.
  static func name(of type: Any.Type) -> String {
    (type as? any FromLua.Type)?.luaTypeName ?? (type as? any ToLua.Type)?.luaTypeName ?? "any"
  }

  /// The LuaCATS type of a type that crosses in either direction.
  static func type(of type: Any.Type) -> String {
    (type as? any FromLua.Type)?.luaStubType ?? (type as? any ToLua.Type)?.luaStubType ?? "any"
  }

  /// The type in brackets where a suffix such as `[]` or `?` would otherwise belong to its last part alone.
  static func grouped(_ type: String) -> String {
    type.contains("|") || type.hasPrefix("fun(") ? "(\(type))" : type
  }

  /// The words of a type that name types; strings, and names of parameters and fields, do not.
  public static func words(of type: String) -> [String] {
    // Read left to right: a quoted string is skipped whole, and a word before a colon names a parameter.
    type.matches(of: /"[^"]*"|([A-Za-z_][A-Za-z0-9_.]*)(\?? *:)?/).compactMap { match in
      match.output.2 == nil ? match.output.1.map(String.init) : nil
    }
  }

  /// The type with a prefix before each capitalised word that names a type.
  public static func qualified(_ type: String, with prefix: String) -> String {
    type.replacing(/"[^"]*"|([A-Z][A-Za-z0-9_]*)/) { match in match.output.1.map { prefix + $0 } ?? match.output.0
    }
  }

  /// A type that may be nil, as its other part and whether it may.
  public static func split(_ type: String) -> (type: String, isOptional: Bool) {
    guard type.hasSuffix("?") else { return (type, false) }
    return (String(type.dropLast()), true)
  }
}

/// A value whose text in a script is known, to show it as a default.
public protocol LuaLiteral {
  /// The text, or nil for a value that is there only to be replaced.
  var luaLiteral: String? { get }
}

extension Bool: LuaLiteral { public var luaLiteral: String? { description } }
extension Int: LuaLiteral { public var luaLiteral: String? { description } }
extension Double: LuaLiteral { public var luaLiteral: String? { description } }
extension String: LuaLiteral { public var luaLiteral: String? { isEmpty ? nil : "\"\(self)\"" } }
extension Optional: LuaLiteral where Wrapped: LuaLiteral {
  public var luaLiteral: String? { flatMap(\.luaLiteral) }
}

import CLua
import Suggestions

/// A table of options: a struct whose properties, with their defaults, are the keys.
///
/// ```swift
/// struct NoProgress: LuaOptions {
///   var after = 500
///   static let fields = [LuaField("after", "trials to wait", \NoProgress.after)]
/// }
/// ```
///
/// An unknown key is an error that names the nearest known one.
public protocol LuaOptions: FromLua {
  /// Makes the options with all defaults.
  init()
  /// One for each key.
  static var fields: [LuaField<Self>] { get }
}

/// One key of a table of options.
public struct LuaField<Options>: Sendable {
  let documentation: LuaFieldDocumentation
  let isRequired: Bool
  let read: @Sendable (LuaStack, Int32, inout Options) throws -> Void

  /// The default as a script would write it, of options that have every default.
  let defaultText: @Sendable (Options) -> String?

  /// Declares a key and the property that it sets. Without `required` the property keeps its default.
  ///
  /// - Parameter stub: the type in stubs, where fewer values are right than `Value` can be: `"soft"|"hard"`.
  public init<Value: FromLua>(
    _ name: String, _ summary: String, _ property: WritableKeyPath<Options, Value> & Sendable,
    required: Bool = false, stub: String? = nil
  ) {
    documentation = LuaFieldDocumentation(
      name: name, summary: summary, isRequired: required, type: Value.self, stub: stub)
    isRequired = required
    defaultText = { required ? nil : ($0[keyPath: property] as? any LuaLiteral)?.luaLiteral }
    read = { stack, index, options in options[keyPath: property] = try stack.peek(Value.self, at: index) }
  }
}

/// A key as `help` and stubs show it.
public struct LuaFieldDocumentation: Sendable {
  public let name: String
  public let summary: String
  public let isRequired: Bool
  let type: any FromLua.Type
  let stub: String?
  /// The default as a script would write it, where it has a text.
  public internal(set) var defaultText: String?

  /// The type in Lua's words.
  public var typeName: String { type.luaTypeName }
  /// The type in LuaCATS.
  public var stubType: String { stub ?? type.luaStubType }
  /// The table of options that the key holds, or nil.
  public var options: LuaOptionsDocumentation? {
    (type as? any LuaOptions.Type)?.documentation ?? (type as? any LuaOptionsHolder.Type)?.documentation
  }
}

/// A table of options as `help` and stubs show it.
public struct LuaOptionsDocumentation: Sendable {
  /// The name of its class in stubs.
  public let name: String
  public let fields: [LuaFieldDocumentation]
}

extension LuaOptions {
  public static var luaTypeName: String { "table" }
  /// The name of the Swift type; options called plain `Options` give their own.
  public static var luaStubType: String { "\(Self.self)" }

  /// All keys may be left out when none is required, and then the table too.
  public static var valueWhenMissing: Self? { fields.contains(where: \.isRequired) ? nil : Self() }

  static var documentation: LuaOptionsDocumentation {
    let defaults = Self()
    return LuaOptionsDocumentation(
      name: luaStubType,
      fields: fields.map { field in
        var documentation = field.documentation
        documentation.defaultText = field.defaultText(defaults)
        return documentation
      })
  }

  public static func peek(_ stack: LuaStack, at index: Int32) throws -> Self {
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: "table", at: index) }
    var options = Self()
    var given: Set<String> = []
    try stack.forEachPair(of: index) {
      guard stack.isString(at: -2) else {
        throw LuaConversionError(
          expected: "only the keys \(knownKeys)", got: "a value without a key (\(stack.typeName(at: -1)))")
      }
      let key = try stack.peek(String.self, at: -2)
      guard let field = fields.first(where: { $0.documentation.name == key }) else {
        let unknown = UnknownName(kind: "key", name: key, known: fields.map(\.documentation.name))
        throw LuaConversionError(expected: "a known key", got: "'\(key)' (\(unknown.advice))")
      }
      given.insert(key)
      do {
        try field.read(stack, stack.absolute(-1), &options)
      } catch let problem as LuaConversionError { throw problem.under(key) }
    }
    for field in fields where field.isRequired && !given.contains(field.documentation.name) {
      throw LuaConversionError(
        expected: field.documentation.typeName, got: "nil", path: [field.documentation.name])
    }
    return options
  }

  private static var knownKeys: String { fields.map { "'\($0.documentation.name)'" }.joined(separator: ", ") }
}

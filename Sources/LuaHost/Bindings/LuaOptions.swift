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

  /// Declares a key and the property that it sets. Without `required` the property keeps its default.
  public init<Value: FromLua>(
    _ name: String, _ summary: String, _ property: WritableKeyPath<Options, Value> & Sendable,
    required: Bool = false
  ) {
    documentation = LuaFieldDocumentation(name: name, summary: summary, isRequired: required, type: Value.self)
    isRequired = required
    read = { stack, index, options in options[keyPath: property] = try stack.peek(Value.self, at: index) }
  }
}

/// A key as `help` and stubs show it.
public struct LuaFieldDocumentation: Sendable {
  public let name: String
  public let summary: String
  public let isRequired: Bool
  let type: any FromLua.Type

  /// The type in Lua's words.
  public var typeName: String { type.luaTypeName }
}

extension LuaOptions {
  public static var luaTypeName: String { "table" }

  /// All keys may be left out when none is required, and then the table too.
  public static var valueWhenMissing: Self? { fields.contains(where: \.isRequired) ? nil : Self() }

  static var fieldDocumentation: [LuaFieldDocumentation] { fields.map(\.documentation) }

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

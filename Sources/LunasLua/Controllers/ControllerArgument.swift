import Controllers
import LuaHost
import PlainJSON
import Suggestions

/// A controller of the catalog by its name, alone or with settings; a table with `ask`; or a function that makes one.
enum ControllerArgument: FromLua, LuaLiteral {
  case named(String, options: [String: JSON])
  case table(ControllerTable)
  case maker(LuaCallable, place: String)

  var luaLiteral: String? {
    if case .named(let name, _) = self { name.luaLiteral } else { nil }
  }
  static var luaTypeName: String { "name, table with name and settings, table with ask, or function" }
  static var luaStubType: String { "string|table<string, any>|ControllerTable|fun(space: Space): ControllerTable" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> ControllerArgument {
    if stack.isString(at: index) { return .named(try stack.peek(at: index), options: [:]) }
    if stack.isFunction(at: index) { return .maker(try stack.peek(at: index), place: stack.place(at: index)) }
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    if ControllerTable.isOne(stack, at: index) { return .table(try stack.peek(at: index)) }
    guard var members = try stack.peek(JSON.self, at: index).objectValue, let name = members["name"]?.stringValue
    else {
      throw LuaConversionError(
        expected: "a table with the name of a controller, or with a function 'ask'", got: "one with neither")
    }
    members["name"] = nil
    return .named(name, options: members)
  }

  /// Who proposes.
  func choice(_ context: LunasContext) -> ControllerChoice {
    let limit = context.answerLimit
    switch self {
    case .named(let name, let options): return .named(name, options: options)
    case .table(let table):
      return .custom(name: table.name) { LuaController(.table(table), $0, answerLimit: limit) }
    case .maker(let function, let place):
      return .custom(name: ControllerTable.plainName) {
        LuaController(.maker(function, place: place), $0, answerLimit: limit)
      }
    }
  }
}

/// The functions of a controller that is a Lua table.
struct ControllerTable: FromLua, Sendable {
  /// What messages call it.
  let name: String
  /// How often an architecture may be proposed.
  let repeats: Int
  let ask: LuaCallable
  let tell: LuaCallable?
  /// Where the functions are written.
  let askPlace: String
  let tellPlace: String
  /// What `tell` has heard, in any run of any search.
  let heard: HeardTrials

  static let plainName = "lua"
  static var luaTypeName: String { "table with ask(history)" }
  private static let keys = ["name", "ask", "tell", "repeats"]

  static let record = LuaRecordType(
    "ControllerTable", "A controller in Lua: nas.search takes it as its key 'controller'.",
    fields: [
      .init(
        "ask", "gives the architecture to train next, or nil to be asked again when a running trial has ended",
        "fun(history: History): any"),
      .init("tell", "hears of every ended trial, once and in order", "fun(trial: PastTrial)?"),
      .init("name", "what messages call it", "string?"),
      .init("repeats", "how often an architecture may be proposed (default 1)", "integer?"),
    ])

  /// Whether a table is meant to be a controller, and no settings of one of the catalog.
  static func isOne(_ stack: LuaStack, at index: Int32) -> Bool {
    ["ask", "tell"].contains { key in
      stack.pushField(key, of: index)
      defer { stack.pop() }
      return !stack.isNil(at: -1)
    }
  }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> ControllerTable {
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    try stack.forEachPair(of: index) {
      guard stack.isString(at: -2) else {
        throw LuaConversionError(expected: "a controller with the keys ask and tell", got: "a value without a key")
      }
      let key = try stack.peek(String.self, at: -2)
      guard !keys.contains(key) else { return }
      let unknown = UnknownName(kind: "key", name: key, known: keys)
      throw LuaConversionError(expected: "a known key of a controller", got: "'\(key)' (\(unknown.advice))")
    }
    guard let (ask, askPlace) = try function("ask", of: index, stack) else {
      throw LuaConversionError(expected: "function", got: "nil", path: ["ask"])
    }
    let tell = try function("tell", of: index, stack)
    let repeats = try member("repeats", of: index, stack, as: Int?.self) ?? 1
    guard repeats >= 1 else {
      throw LuaConversionError(expected: "at least 1", got: "\(repeats)", path: ["repeats"])
    }
    return ControllerTable(
      name: try member("name", of: index, stack, as: String?.self) ?? plainName, repeats: repeats, ask: ask,
      tell: tell?.function, askPlace: askPlace, tellPlace: tell?.place ?? "",
      heard: stack.companion(of: index) { HeardTrials() })
  }

  private static func function(
    _ key: String, of index: Int32, _ stack: LuaStack
  ) throws -> (function: LuaCallable, place: String)? {
    stack.pushField(key, of: index)
    defer { stack.pop() }
    if stack.isNil(at: -1) { return nil }
    do {
      return (try stack.peek(LuaCallable.self, at: -1), stack.place(at: -1))
    } catch let problem as LuaConversionError { throw problem.under(key) }
  }

  private static func member<Value: FromLua>(
    _ key: String, of index: Int32, _ stack: LuaStack, as type: Value.Type
  ) throws -> Value {
    stack.pushField(key, of: index)
    defer { stack.pop() }
    do { return try stack.peek(type, at: -1) } catch let problem as LuaConversionError { throw problem.under(key) }
  }
}

extension LuaStack {
  /// Where the function at an index is written: `search.lua:12`.
  fileprivate func place(at index: Int32) -> String {
    guard let origin = functionOrigin(at: index) else { return "C" }
    let file = origin.chunk.drop { $0 == "@" || $0 == "=" }.split(separator: "/").last
    return "\(file.map(String.init) ?? "?"):\(origin.line)"
  }
}

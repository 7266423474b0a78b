import CLua
import CLunas
import Suggestions

/// A Swift value that Lua holds as an object with methods and properties.
public protocol LuaObject: FromLua, ToLua, Sendable {
  /// The declaration of the type; one per type, made once.
  static var luaType: LuaObjectType { get }
  /// What `tostring` gives.
  var luaText: String { get }
}

extension LuaObject {
  public static var luaTypeName: String { luaType.name }
  public var luaText: String { Self.luaType.name }
}

/// The declaration of an object type: its name, and every method and property with its documentation.
public struct LuaObjectType: Sendable {
  /// The name in messages, `help` and stubs.
  public let name: String
  /// What an object of the type is, in one sentence.
  public let summary: String
  /// The methods; each takes the object as its first parameter.
  public let methods: [LuaFunction]
  /// The properties.
  public let properties: [LuaProperty]
  /// What stands at the positions 1 to `#object`, of an object that is also a list.
  public let elements: LuaElements?

  /// Declares a type from its properties and methods.
  public init(_ name: String, _ summary: String, @LuaMembers members: () -> [any LuaMember]) {
    self.name = name
    self.summary = summary
    let all = members()
    methods = all.compactMap { $0 as? LuaFunction }
    properties = all.compactMap { $0 as? LuaProperty }
    elements = all.lazy.compactMap { $0 as? LuaElements }.first
  }
}

/// A method or a property, or the elements of a list.
public protocol LuaMember: Sendable {}
extension LuaFunction: LuaMember {}
extension LuaProperty: LuaMember {}
extension LuaElements: LuaMember {}

/// Lists the members of a type.
@resultBuilder public enum LuaMembers {
  public static func buildExpression(_ member: any LuaMember) -> [any LuaMember] { [member] }
  /// Members that are declared elsewhere.
  public static func buildExpression(_ members: [LuaFunction]) -> [any LuaMember] { members }
  public static func buildBlock(_ members: [any LuaMember]...) -> [any LuaMember] { members.flatMap(\.self) }
}

/// A property of an object type, read only.
public struct LuaProperty: Sendable {
  public let name: String
  public let summary: String
  let type: any ToLua.Type
  let pushValue: @Sendable (any LuaObject, LuaStack) throws -> Void

  /// Declares a property and how it is read.
  public init<Object: LuaObject, Value: ToLua>(
    _ name: String, _ summary: String, get: @escaping @Sendable (Object) throws -> Value
  ) {
    self.name = name
    self.summary = summary
    type = Value.self
    pushValue = { object, stack in
      guard let object = object as? Object else { return stack.pushNil() }
      stack.push(try get(object))
    }
  }
}

extension LuaProperty {
  /// The type in Lua's words.
  public var typeName: String { type.luaTypeName }
  /// The type in LuaCATS.
  public var stubType: String { type.luaStubType }
}

/// The box that a userdata owns.
@usableFromInline final class ObjectBox<Object: LuaObject> {
  @usableFromInline let object: Object
  @usableFromInline init(_ object: Object) { self.object = object }
}

extension LuaObject {
  /// The registry key of the type's metatable: an address that nothing else has.
  @usableFromInline static var registryKey: UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: ObjectIdentifier(Self.self)))
  }

  @inlinable public static func peek(_ stack: LuaStack, at index: Int32) throws -> Self {
    guard let object = object(stack, at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    return object
  }

  /// The object at an index, or nil where something else is. Identity of the metatable decides: a script cannot make
  /// a value that passes.
  @inlinable static func object(_ stack: LuaStack, at index: Int32) -> Self? {
    guard let box = lunas_object_at(stack.L, index, registryKey) else { return nil }
    // Only the debug library can give an object the metatable of another type; the class says what it is.
    return (Unmanaged<AnyObject>.fromOpaque(box).takeUnretainedValue() as? ObjectBox<Self>)?.object
  }

  public func push(to stack: LuaStack) {
    lua_checkstack(stack.L, 8)
    lunas_push_object(stack.L, Unmanaged.passRetained(ObjectBox(self)).toOpaque())
    if lua_rawgetp(stack.L, clua_registryindex, Self.registryKey) != LUA_TTABLE {
      stack.pop()
      Self.pushMetatable(to: stack)
      lua_pushvalue(stack.L, -1)
      lua_rawsetp(stack.L, clua_registryindex, Self.registryKey)
    }
    lua_setmetatable(stack.L, -2)
  }

  private static func pushMetatable(to stack: LuaStack) {
    let type = luaType
    stack.pushTable(fieldCount: 6)
    stack.push(type.name)
    stack.setField("__name", of: -2)
    stack.push(false)
    stack.setField("__metatable", of: -2)
    lua_pushcclosure(stack.L, lunas_release, 0)
    stack.setField("__gc", of: -2)
    stack.push(
      LuaFunction(
        "tostring", "", LuaParameter<Self>("self", ""), returns: LuaResult<String>("")
      ) { $0.luaText })
    stack.setField("__tostring", of: -2)
    if let elements = type.elements {
      stack.push(
        LuaFunction("len", "", LuaParameter<Self>("self", ""), returns: LuaResult<Int>("")) { elements.count($0) })
      stack.setField("__len", of: -2)
    }
    pushIndex(of: type, to: stack)
    stack.setField("__index", of: -2)
    stack.push(TypeMark(type: type))
    stack.setField(TypeMark.key, of: -2)
  }

  /// Methods are a table, which C looks up; properties, and keys that are neither, need a function.
  private static func pushIndex(of type: LuaObjectType, to stack: LuaStack) {
    let properties = Dictionary(type.properties.map { ($0.name, $0) }) { first, _ in first }
    let methods = type.methods.filter { properties[$0.name] == nil }
    let known = methods.map(\.name) + Array(properties.keys)
    let index = LuaFunction(
      "index", "", LuaParameter<Self>("self", ""), LuaParameter<MemberKey>("key", ""),
      returns: LuaResult<LuaPushed>("")
    ) { stack, object, memberKey in
      let key: String
      switch memberKey {
      case .name(let name): key = name
      case .position(let position):
        guard let elements = type.elements else {
          throw LuaConversionError(expected: "the name of a field of a \(type.name)", got: "\(position)")
        }
        elements.pushElement(object, position, stack)
        return LuaPushed()
      }
      guard let property = properties[key] else {
        throw UnknownName(kind: "field of a \(type.name)", name: key, known: known)
      }
      try property.pushValue(object, stack)
      return LuaPushed()
    }
    stack.pushTable(fieldCount: methods.count)
    for method in methods.reversed() {
      stack.push(method)
      stack.setField(method.name, of: -2)
    }
    lunas_push_index(stack.L, Unmanaged.passRetained(BoundFunction(index)).toOpaque())
  }
}

extension LuaStack {
  /// The object of a type at an index, or nil where something else is; no error is made for a value that is none.
  @inlinable public func object<Object: LuaObject>(_ type: Object.Type, at index: Int32) -> Object? {
    Object.object(self, at: lua_absindex(L, index))
  }
}

/// The declaration of an object's type, kept in its metatable for `help` and for error messages.
struct TypeMark: ToLua {
  static let key = "lunas.type"
  static var luaTypeName: String { "type" }
  let type: LuaObjectType

  func push(to stack: LuaStack) { stack.push(type.name) }
}

/// A value that already lies on the stack.
public struct LuaPushed: ToLua, Sendable {
  public static var luaTypeName: String { "any" }
  /// Says that the function pushed its result itself.
  public init() {}
  public func push(to stack: LuaStack) {}
}

extension LuaStack {
  /// The name of the type of an object of ours at an index, or nil.
  func objectTypeName(at index: Int32) -> String? {
    guard lua_type(L, index) == LUA_TUSERDATA, lua_getmetatable(L, index) != 0 else { return nil }
    defer { pop() }
    lua_checkstack(L, 4)
    pushField(TypeMark.key, of: -1)
    defer { pop() }
    return isString(at: -1) ? lossyText(at: -1) : nil
  }
}

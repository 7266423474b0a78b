import LuaHost
import PlainJSON
import SearchSpace

/// A decision, as a leaf of a table.
struct LuaDecision: LuaObject {
  let decision: Decision

  static let luaType = LuaObjectType("Decision", "A choice point of a search space.") {}

  var luaText: String {
    switch decision.kind {
    case .oneOf(let candidates): "one_of(\(candidates.count) candidates)"
    case .integer(let lower, let upper, let step): "int(\(lower), \(upper)\(step == 1 ? "" : ", \(step)"))"
    case .listOf: "list_of"
    }
  }

  /// Checks a decision where it is written, so that a mistake is told with that line.
  static func checked(_ kind: Decision.Kind) throws -> LuaDecision {
    let decision = Decision(kind)
    _ = try SearchSpace(.decision(decision))
    return LuaDecision(decision: decision)
  }
}

/// Any Lua table whose leaves may be decisions.
extension Template: FromLua {
  public static var luaTypeName: String { "table" }

  public static func peek(_ stack: LuaStack, at index: Int32) throws -> Template {
    var open: Set<UnsafeRawPointer> = []
    return try read(stack, at: index, open: &open)
  }

  private static func read(
    _ stack: LuaStack, at index: Int32, open: inout Set<UnsafeRawPointer>
  ) throws -> Template {
    if let decision = try? stack.peek(LuaDecision.self, at: index) { return .decision(decision.decision) }
    if let space = try? stack.peek(LuaSpace.self, at: index) { return space.space.template }
    guard stack.isTable(at: index) else {
      do { return .constant(try stack.peek(JSON.self, at: index)) } catch {
        throw stack.mismatch(expected: "a decision, table, string, number or boolean", at: index)
      }
    }
    guard let identity = stack.identity(at: index), open.insert(identity).inserted else {
      throw LuaConversionError(expected: "a table that does not contain itself", got: "a cycle")
    }
    defer { open.remove(identity) }
    var elements: [Int: Template] = [:]
    var members: [String: Template] = [:]
    try stack.forEachPair(of: index) {
      let key = try TableKey(stack, at: -2)
      do {
        let value = try read(stack, at: stack.absolute(-1), open: &open)
        switch key {
        case .position(let position): elements[position] = value
        case .name(let name): members[name] = value
        }
      } catch let problem as LuaConversionError { throw problem.under(key.text) }
    }
    if members.isEmpty { return .list(try TableKey.list(elements)) }
    guard elements.isEmpty else {
      throw LuaConversionError(expected: "keys that are all names or all positions", got: "a table with both")
    }
    return .table(members)
  }
}

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
  public static var luaStubType: String { "any" }

  public static func peek(_ stack: LuaStack, at index: Int32) throws -> Template {
    var reading = LuaDataReading()
    return try read(stack, at: index, in: &reading)
  }

  private static func read(
    _ stack: LuaStack, at index: Int32, in reading: inout LuaDataReading
  ) throws -> Template {
    if let decision = stack.object(LuaDecision.self, at: index) { return .decision(decision.decision) }
    if let space = stack.object(LuaSpace.self, at: index) { return space.space.template }
    guard stack.isTable(at: index) else {
      do { return .constant(try stack.peek(JSON.self, at: index)) } catch {
        throw stack.mismatch(expected: "a decision, table, string, number or boolean", at: index)
      }
    }
    switch try stack.readTable(at: index, in: &reading, each: { try read(stack, at: $0, in: &$1) }) {
    case .list(let elements): return .list(elements)
    case .members(let members): return .table(members)
    }
  }
}

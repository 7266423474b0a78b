import LuaHost
import PlainJSON
import SearchSpace

/// A decision, as a leaf of a table.
struct LuaDecision: LuaObject {
  let decision: Decision

  static let luaType = LuaObjectType("Decision", "A choice point of a search space.") {}

  var luaText: String {
    let text =
      switch decision.kind {
      case .oneOf(let candidates) where candidates.count == 2 && candidates[0] == .constant(.null): "optional"
      case .oneOf(let candidates): "one_of(\(candidates.count) candidates)"
      case .manyOf(let choice): "many_of(\(choice.count) of \(choice.candidates.count) candidates)"
      case .integer(let range):
        "int(\(range.lower), \(range.upper)\(range.step == 1 ? "" : ", step \(range.step)"))"
      case .float(let range): "float(\(range.lower), \(range.upper))"
      case .listOf: "list_of"
      }
    return (decision.sharing == nil ? "" : "shared ") + text + (decision.name.map { " '\($0)'" } ?? "")
  }

  /// Checks a decision where it is written, so that a mistake is told with that line.
  static func checked(_ decision: Decision) throws -> LuaDecision {
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
    if let space = stack.object(LuaSpace.self, at: index) { return try space.space.templateAsPart() }
    guard stack.isTable(at: index) else {
      let value: JSON
      do { value = try stack.peek(JSON.self, at: index) } catch {
        if stack.isString(at: index) { throw error }
        throw stack.mismatch(expected: "a decision, table, string, number or boolean", at: index)
      }
      if case .number(let number) = value, !number.isFinite {
        throw LuaConversionError(expected: "a number that is finite", got: "\(number)")
      }
      return .constant(value)
    }
    switch try stack.readTable(at: index, in: &reading, each: { try read(stack, at: $0, in: &$1) }) {
    case .list(let elements): return .list(elements)
    case .members(let members): return .table(members)
    }
  }
}

extension SearchSpace {
  /// The template, for a space that stands inside another table.
  fileprivate func templateAsPart() throws -> Template {
    guard constraints.isEmpty, restriction.isNone, canonical == nil else {
      throw LuaConversionError(
        expected: "a space without constraints, cuts and canonical form as a part of another",
        got: "one that has some; give them to the whole space")
    }
    return template
  }
}

/// What is searched: a space, or any table that becomes one.
struct SpaceArgument: FromLua {
  let space: SearchSpace
  static var luaTypeName: String { "table" }
  static var luaStubType: String { "table|Space|Decision" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> SpaceArgument {
    if let space = stack.object(LuaSpace.self, at: index) { return SpaceArgument(space: space.space) }
    guard stack.isTable(at: index) || stack.object(LuaDecision.self, at: index) != nil else {
      throw stack.mismatch(expected: "a table, decision or space", at: index)
    }
    return SpaceArgument(space: try SearchSpace(try stack.peek(Template.self, at: index)))
  }
}

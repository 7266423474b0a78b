import LuaHost
import PlainJSON
import Randomness
import SearchSpace

/// A search space in Lua.
struct LuaSpace: LuaObject {
  let space: SearchSpace

  var luaText: String { "Space(\(space.size) architectures, \(space.points.count) decisions)" }

  static let luaType = LuaObjectType("Space", "Every architecture that a table with decisions describes.") {
    LuaFunction(
      "size",
      "How many architectures there are, exactly: an integer, or its digits as a string where it needs more than 63 bits.",
      LuaParameter<LuaSpace>("self", "the space"), returns: LuaResult<JSON>("the size", stub: "integer|string")
    ) { own -> JSON in
      Int(exactly: own.space.size).map { .integer($0) } ?? .string(String(own.space.size))
    }
    LuaFunction(
      "sample", "An architecture drawn uniformly.", LuaParameter<LuaSpace>("self", "the space"),
      LuaParameter<Int?>("seed", "for the same one again"),
      returns: LuaResult<JSON>("the decided table", stub: "table")
    ) { own, seed in
      var system = SystemRandomNumberGenerator()
      var generator = SeededGenerator(seed: seed.map { UInt64(bitPattern: Int64($0)) } ?? system.next())
      return own.space.table(of: own.space.sample(using: &generator))
    }
    LuaFunction(
      "mutate", "A copy of an architecture in which one decision is another one.",
      LuaParameter<LuaSpace>("self", "the space"),
      LuaParameter<JSON>("arch", "an architecture of the space", stub: "table"),
      LuaParameter<Int?>("seed", "for the same one again"),
      returns: LuaResult<JSON?>("the decided table, or nil where nothing can change", stub: "table?")
    ) { own, arch, seed in
      var system = SystemRandomNumberGenerator()
      var generator = SeededGenerator(seed: seed.map { UInt64(bitPattern: Int64($0)) } ?? system.next())
      return own.space.mutate(try own.space.architecture(of: arch), using: &generator).map(own.space.table)
    }
  }
}

/// The function that makes spaces.
enum SpaceFunctions {
  static let space = LuaFunction(
    "space", "Makes a search space of any table whose leaves may be decisions.",
    LuaParameter<Template>("table", "the table", stub: "table"), returns: LuaResult<LuaSpace>("the space")
  ) { LuaSpace(space: try SearchSpace($0)) }
}

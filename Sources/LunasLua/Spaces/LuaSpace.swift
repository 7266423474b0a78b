import BigInt
import LuaHost
import PlainJSON
import Randomness
import SearchSpace

/// A search space in Lua.
struct LuaSpace: LuaObject {
  let space: SearchSpace

  static let luaType = LuaObjectType("Space", "Every architecture that a table with decisions describes.") {
    SpaceCounting.methods
    SpaceDrawing.methods
    SpaceVariation.methods
    SpaceEncoding.methods
    SpaceConstraints.methods
    SpaceChecking.methods
    SpaceCutting.methods
    SpaceDocuments.methods
    PyGloveFunctions.methods
  }

  var luaText: String {
    let decisions = "\(space.points.count) decision\(space.points.count == 1 ? "" : "s")"
    guard let numbered = space.numberedSize else { return "Space(no end of architectures, \(decisions))" }
    let size = space.size == nil ? "at most \(SpaceSize.text(numbered))" : SpaceSize.text(numbered)
    return "Space(\(size) architecture\(numbered == 1 ? "" : "s"), \(decisions))"
  }
}

/// What the methods of a space share.
enum SpaceArguments {
  static let own = LuaParameter<LuaSpace>("self", "the space")
  static let seed = LuaParameter<Int?>("seed", "for the same one again")

  static func architecture(_ name: String = "arch") -> LuaParameter<JSON> {
    LuaParameter<JSON>(name, "an architecture of the space", stub: "any")
  }

  /// Where a method's randomness comes from.
  static func generator(_ seed: Int?) -> SeededGenerator {
    var system = SystemRandomNumberGenerator()
    return SeededGenerator(seed: seed.map { UInt64(bitPattern: Int64($0)) } ?? system.next())
  }
}

/// A decided table for Lua: nothing is nil, and `false` as an element of a list, which cannot have holes.
struct LuaArchitecture: ToLua, Sendable {
  let table: JSON
  static var luaTypeName: String { "table" }
  static var luaStubType: String { "any" }

  init(_ table: JSON) { self.table = Self.filled(table) }

  init(_ architecture: Architecture, of space: SearchSpace) { self.init(space.table(of: architecture)) }

  func push(to stack: LuaStack) { table.push(to: stack) }

  /// Data without holes.
  static func filled(_ value: JSON) -> JSON {
    switch value {
    case .array(let elements): .array(elements.map { $0 == .null ? .bool(false) : filled($0) })
    case .object(let members): .object(members.mapValues(filled))
    default: value
    }
  }
}

/// A whole number of any size as Lua has it: an integer, or its digits where it needs more than 63 bits.
enum SizeText {
  static func json(_ size: BigUInt) -> JSON {
    Int(exactly: size).map { .integer($0) } ?? .string(String(size))
  }
}

/// The number of an architecture, from 1: an integer or digits.
struct NumberArgument: FromLua, Sendable {
  let number: BigUInt
  static var luaTypeName: String { "whole number of at least 1, or its digits" }
  static var luaStubType: String { "integer|string" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> NumberArgument {
    let number =
      stack.isString(at: index)
      ? BigUInt(try stack.peek(String.self, at: index))
      : BigUInt(exactly: try stack.peek(Int.self, at: index))
    guard let number, number > 0 else { throw stack.mismatch(expected: luaTypeName, at: index) }
    return NumberArgument(number: number)
  }
}

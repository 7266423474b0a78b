import LuaHost
import PlainJSON
import SearchSpace

/// The method that demands something of every architecture.
enum SpaceConstraints {
  static let methods: [LuaFunction] = [
    LuaFunction(
      "where",
      "The same space with one more constraint: one of nas.constraint, which is counted into sampling, or a function of "
        + "the architecture, by which what was drawn is tested.",
      SpaceArguments.own,
      LuaParameter<ConstraintArgument>("constraint", "a constraint, or a function that says whether one is right"),
      LuaParameter<String?>("name", "what messages call it"), returns: LuaResult<LuaSpace>("the new space")
    ) { own, constraint, name in
      LuaSpace(space: try own.space.adding(constraint.constraint(named: name)))
    }
  ]
}

/// A constraint, or a Lua function of the decided table.
enum ConstraintArgument: FromLua, Sendable {
  case ready(Constraint)
  case function(LuaCallable, place: String)

  static var luaTypeName: String { "constraint or function" }
  static var luaStubType: String { "Constraint|fun(arch: any): boolean" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> ConstraintArgument {
    if stack.isFunction(at: index) {
      let origin = stack.functionOrigin(at: index)
      let file = origin?.chunk.drop { $0 == "@" || $0 == "=" }.split(separator: "/").last
      let place = origin.map { "the function at \(file.map(String.init) ?? "?"):\($0.line)" } ?? "a function"
      return .function(try stack.peek(at: index), place: place)
    }
    guard let constraint = try? stack.peek(LuaConstraint.self, at: index) else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    return .ready(constraint.constraint)
  }

  func constraint(named name: String?) -> Constraint {
    switch self {
    case .ready(let constraint): Constraint(constraint.kind, name: name ?? constraint.name)
    case .function(let function, let place):
      Constraint(
        .test { table in try function.answer([LuaArchitecture(table)], as: Truth.self).isTrue },
        name: name ?? place)
    }
  }
}

/// Whether Lua takes a value for true.
struct Truth: FromLua, Sendable {
  let isTrue: Bool
  static var luaTypeName: String { "boolean" }
  static func peek(_ stack: LuaStack, at index: Int32) throws -> Truth {
    Truth(isTrue: !stack.isNil(at: index) && (try? stack.peek(Bool.self, at: index)) != false)
  }
}

extension LuaCallable {
  /// Calls the function from code that is not async, on whatever thread that runs.
  func answer<Value: FromLua & Sendable>(_ arguments: [any ToLua & Sendable], as type: Value.Type) throws -> Value
  {
    guard let lua = reference.state else {
      throw BindingError("the script that the function belongs to has ended")
    }
    return try lua.callBlocking(reference, arguments, as: type)
  }
}

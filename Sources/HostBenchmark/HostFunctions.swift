import LuaHost

/// Bound as scripts' functions are everywhere else.
enum HostFunctions {
  static let module = LuaModule(
    "host", "What peer.c does.",
    functions: [
      LuaFunction(
        "add", "Adds.", LuaParameter<Double>("a", "one"), LuaParameter<Double>("b", "another"),
        returns: LuaResult<Double>("the sum")
      ) { $0 + $1 },
      LuaFunction(
        "length", "Counts bytes.", LuaParameter<String>("text", "any text"), returns: LuaResult<Int>("how many")
      ) { $0.utf8.count },
      LuaFunction(
        "counter", "Makes an object.", LuaParameter<Double>("start", "from"), returns: LuaResult<Counter>("it")
      ) { Counter(start: $0) },
      LuaFunction(
        "numbers", "Into Swift and back.", LuaParameter<[Double]>("list", "numbers"),
        returns: LuaResult<[Double]>("the same")
      ) { $0 },
      LuaFunction(
        "members", "Into Swift and back.", LuaParameter<[String: Double]>("table", "numbers by name"),
        returns: LuaResult<[String: Double]>("the same")
      ) { $0 },
    ])
}

/// An object with a method.
struct Counter: LuaObject {
  let start: Double

  static let luaType = LuaObjectType("Counter", "Counts.") {
    LuaFunction(
      "plus", "Adds.", LuaParameter<Counter>("self", "the counter"), LuaParameter<Double>("amount", "how much"),
      returns: LuaResult<Double>("the sum")
    ) { $0.start + $1 }
  }
}

import LuaHost
import SearchSpace

/// The functions that make decisions.
enum DecisionFunctions {
  static let all: [LuaFunction] = [oneOf, int, listOf]

  private static let oneOf = LuaFunction(
    "one_of", "Chooses one candidate; a candidate may hold decisions of its own.",
    LuaParameter<Template>("candidates", "the list of candidates", stub: "any[]"),
    returns: LuaResult<LuaDecision>("a decision")
  ) { candidates in
    guard case .list(let list) = candidates else {
      throw BindingError("one_of takes a list such as { 3, 5, 7 }; for one table as a candidate write { { ... } }")
    }
    return try LuaDecision.checked(.oneOf(list))
  }

  private static let int = LuaFunction(
    "int", "Chooses a whole number.", LuaParameter<Int>("lower", "the least value"),
    LuaParameter<Int>("upper", "the greatest value"),
    LuaParameter<Int?>("step", "the distance between values, 1 if left out"),
    returns: LuaResult<LuaDecision>("a decision")
  ) { lower, upper, step in
    try LuaDecision.checked(.integer(lower: lower, upper: upper, step: step ?? 1))
  }

  private static let listOf = LuaFunction(
    "list_of", "Makes a list whose elements are each decided on their own.",
    LuaParameter<Template>("length", "a whole number, or a decision that gives one", stub: "integer|Decision"),
    LuaParameter<Template>("element", "what each element is"), returns: LuaResult<LuaDecision>("a decision")
  ) { length, element in
    try LuaDecision.checked(.listOf(length: length, element: element))
  }
}

/// A mistake that a binding tells in its own words.
struct BindingError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

import LuaHost
import PlainJSON
import SearchSpace
import Synchronization

/// The functions that make decisions.
enum DecisionFunctions {
  static let all: [LuaFunction] = [oneOf, manyOf, permutation, int, float, optional, listOf, shared]

  private static let decision = LuaResult<LuaDecision>("a decision")

  private static let oneOf = LuaFunction(
    "one_of", "Chooses one candidate; a candidate may hold decisions of its own.",
    LuaParameter<Template>("candidates", "the list of candidates", stub: "any[]"),
    LuaParameter<CandidateOptions>("options", "name, tags and default"), returns: decision
  ) { candidates, options in
    let candidates = try list(candidates, of: "one_of", isRepeating: options.duplicates)
    return try LuaDecision.checked(options.decision(.oneOf(candidates)))
  }

  private static let manyOf = LuaFunction(
    "many_of", "Chooses several candidates, as a list.",
    LuaParameter<Int>("count", "how many"),
    LuaParameter<Template>("candidates", "the list of candidates", stub: "any[]"),
    LuaParameter<ManyOfOptions>("options", "distinct, sorted, name, tags and default"), returns: decision
  ) { count, candidates, options in
    let candidates = try list(candidates, of: "many_of", isRepeating: options.duplicates)
    let choice = ManyOf(
      count: count, candidates: candidates, isDistinct: options.distinct, isSorted: options.sorted)
    return try LuaDecision.checked(options.decision(.manyOf(choice)))
  }

  private static let permutation = LuaFunction(
    "permutation", "Puts the candidates into some order.",
    LuaParameter<Template>("candidates", "the list of candidates", stub: "any[]"),
    LuaParameter<CandidateOptions>("options", "name, tags and default"), returns: decision
  ) { candidates, options in
    let candidates = try list(candidates, of: "permutation", isRepeating: options.duplicates)
    return try LuaDecision.checked(options.decision(.manyOf(.permutation(candidates))))
  }

  private static let int = LuaFunction(
    "int", "Chooses a whole number.", LuaParameter<Int>("lower", "the least value"),
    LuaParameter<Int>("upper", "the greatest value"),
    LuaParameter<IntOptions>("options", "step, log, name, tags and default"), returns: decision
  ) { lower, upper, options in
    let range = IntegerRange(lower: lower, upper: upper, step: options.step, isLogarithmic: options.isLogarithmic)
    return try LuaDecision.checked(options.decision(.integer(range)))
  }

  private static let float = LuaFunction(
    "float", "Chooses any number of a range.", LuaParameter<Double>("lower", "the least value"),
    LuaParameter<Double>("upper", "the greatest value"),
    LuaParameter<FloatOptions>("options", "log, name, tags and default"), returns: decision
  ) { lower, upper, options in
    let range = FloatRange(lower: lower, upper: upper, isLogarithmic: options.isLogarithmic)
    return try LuaDecision.checked(options.decision(.float(range)))
  }

  private static let optional = LuaFunction(
    "optional", "Chooses nothing (nil; false as an element of a list) or the value.",
    LuaParameter<Template>("value", "what may be left out"),
    LuaParameter<PlainDecisionOptions>("options", "name, tags and default"), returns: decision
  ) { value, options in
    if value == .constant(.null) || value == .constant(false) {
      throw BindingError(
        "optional needs a value that may be left out and is not taken for nothing, got nil or false")
    }
    return try LuaDecision.checked(options.decision(.oneOf([.constant(.null), value])))
  }

  private static let listOf = LuaFunction(
    "list_of", "Makes a list whose elements are each decided on their own.",
    LuaParameter<Template>("length", "a whole number, or a decision that gives one", stub: "integer|Decision"),
    LuaParameter<Template>("element", "what each element is"),
    LuaParameter<PlainDecisionOptions>("options", "name, tags and default"), returns: decision
  ) { length, element, options in
    if element == .constant(.null) { throw BindingError("list_of needs an element, got nil") }
    return try LuaDecision.checked(options.decision(.listOf(length: length, element: element)))
  }

  private static let shared = LuaFunction(
    "shared", "Makes a decision one decision, in however many places it stands.",
    LuaParameter<LuaDecision>("decision", "what is decided once"), returns: decision
  ) { given in
    var decision = given.decision
    decision.sharing = decision.sharing ?? nextSharing.add(1, ordering: .relaxed).oldValue
    return LuaDecision(decision: decision)
  }

  /// Tells shared decisions apart; a space numbers them anew.
  private static let nextSharing = Atomic(0)

  private static func list(_ candidates: Template, of function: String, isRepeating: Bool) throws -> [Template] {
    guard case .list(let list) = candidates else {
      throw BindingError(
        "\(function) takes a list such as { 3, 5, 7 }; for one table as a candidate write { { ... } }")
    }
    if isRepeating { return list }
    var known: [Template: Int] = [:]
    for (position, candidate) in list.enumerated() {
      // As Lua compares them: 1 and 1.0 are equal.
      var key = candidate
      if case .constant(let value) = candidate, let number = value.doubleValue { key = .constant(.number(number)) }
      if let first = known[key], !candidate.hasDecisions {
        throw BindingError(
          "candidates \(first + 1) and \(position + 1) of \(function) are equal; remove one, or set "
            + "duplicates = true if both are meant")
      }
      known[key] = position
    }
    return list
  }
}

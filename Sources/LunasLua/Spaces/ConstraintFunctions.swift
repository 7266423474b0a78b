import LuaHost
import PlainJSON
import SearchSpace

/// A constraint that can be counted, in Lua.
struct LuaConstraint: LuaObject {
  let constraint: Constraint
  static let luaType = LuaObjectType(
    "Constraint", "What the architectures of a space must fulfil; see space:where."
  ) {
    LuaFunction(
      "holds", "Whether a table fulfils it.", LuaParameter<LuaConstraint>("self", "the constraint"),
      LuaParameter<JSON>("arch", "a decided table", stub: "any"), returns: LuaResult<Bool>("true or false")
    ) { own, table in try own.constraint.holds(for: table) }
  }
  var luaText: String { "Constraint(\(constraint.name))" }
}

/// Patterns of places, one or several.
struct PatternsArgument: FromLua, Sendable {
  var patterns: [PathPattern] = []
  static var luaTypeName: String { "pattern of places or list of them" }
  static var luaStubType: String { "string|string[]" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> PatternsArgument {
    let texts: [String]
    if stack.isString(at: index) {
      texts = [try stack.peek(at: index)]
    } else {
      guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
      texts = try stack.peek([String].self, at: index)
    }
    if texts.isEmpty { throw LuaConversionError(expected: "at least one pattern of places", got: "an empty list") }
    return PatternsArgument(patterns: try texts.map { try PathPattern($0) })
  }
}

/// Constraints that are counted into sampling.
enum ConstraintFunctions {
  static let module = LuaModule(
    "nas.constraint", "Constraints that can be counted, so that only what fulfils them is drawn at all.",
    functions: [sum, maxParams, ordered, never])

  private static let result = LuaResult<LuaConstraint>("a constraint for space:where")

  struct SumOptions: LuaOptions {
    var of = PatternsArgument()
    var max: Double?
    var min: Double?
    static let fields = [
      LuaField("of", "where the numbers are: 'blocks[*].width', '**.params'", \SumOptions.of, required: true),
      LuaField("max", "the sum must not be greater", \SumOptions.max),
      LuaField("min", "the sum must not be less", \SumOptions.min),
    ]
  }

  private static let sum = LuaFunction(
    "sum", "Keeps the sum of the numbers at some places within bounds.",
    LuaParameter<SumOptions>("options", "of what, and the bounds"), returns: result
  ) { options in
    guard options.max != nil || options.min != nil else {
      throw BindingError("sum needs a bound: max, min or both")
    }
    for (key, value) in [("max", options.max), ("min", options.min)] {
      if let value, value.isNaN { throw LuaConversionError(expected: "a number", got: "nan", path: [key]) }
    }
    if let min = options.min, let max = options.max, min > max {
      throw BindingError("sum's min \(min) lies above its max \(max)")
    }
    return LuaConstraint(
      constraint: Constraint(.sum(SumRule(options.of.patterns, least: options.min, most: options.max))))
  }

  private static let maxParams = LuaFunction(
    "max_params", "Keeps the sum of all members 'params' of an architecture, at any depth, under a limit.",
    LuaParameter<Double>("limit", "the sum must not be greater"),
    LuaParameter<PatternsArgument?>("of", "where the numbers are; '**.params' if left out"), returns: result
  ) { limit, places in
    if limit.isNaN { throw LuaConversionError(expected: "a number", got: "nan") }
    let patterns = try places?.patterns ?? [PathPattern("**.params")]
    return LuaConstraint(constraint: Constraint(.sum(SumRule(patterns, most: limit))))
  }

  struct OrderOptions: LuaOptions {
    var of = PatternsArgument()
    var descending = false
    var strict = false
    static let fields = [
      LuaField("of", "where the numbers are, in order: 'blocks[*].width'", \OrderOptions.of, required: true),
      LuaField("descending", "whether they must not grow, rather than not shrink", \OrderOptions.descending),
      LuaField("strict", "whether neighbours must differ", \OrderOptions.strict),
    ]
  }

  private static let ordered = LuaFunction(
    "ordered", "Makes the numbers at some places ascend: each is at least the one before.",
    LuaParameter<OrderOptions>("options", "of what, and how"), returns: result
  ) { options in
    let rule = OrderRule(options.of.patterns, isDescending: options.descending, isStrict: options.strict)
    return LuaConstraint(constraint: Constraint(.ordered(rule)))
  }

  private static let never = LuaFunction(
    "never", "Forbids that some values come together.",
    LuaParameter<JSON>("values", "the values by place: { op = 'conv', kernel = 7 }", stub: "table<string, any>"),
    LuaParameter<String?>(
      "within", "the parts that are looked at, each alone: 'blocks[*]'; the whole if left out"),
    returns: result
  ) { values, parts in
    guard let members = values.objectValue, !members.isEmpty else {
      throw BindingError("never takes values by place, such as { op = 'conv', kernel = 7 }")
    }
    let rule = ForbiddenRule(in: try PathPattern(parts ?? ""), values: members)
    return LuaConstraint(constraint: Constraint(.forbidden(rule)))
  }
}

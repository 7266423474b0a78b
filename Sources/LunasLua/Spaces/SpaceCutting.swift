import LuaHost
import PlainJSON
import SearchSpace

/// The methods that cut a space. What they give has the same decisions, fewer of them open: architectures and finished
/// trials of one are good in the other.
enum SpaceCutting {
  private static let own = SpaceArguments.own
  private static let result = LuaResult<LuaSpace>("the smaller space")

  static let methods: [LuaFunction] = [parts, only, around, without]

  private static let parts = LuaFunction(
    "parts", "The parts that can be searched alone, one after the other.", own,
    returns: LuaResult<JSON>("a list of records", stub: "SpacePart[]")
  ) { own -> JSON in
    .array(
      try own.space.parts().map { part in
        var members: [String: JSON] = ["path": .string(part.path), "decisions": .integer(part.decisionCount)]
        members["size"] = part.size.map(SizeText.json)
        return .object(members)
      })
  }

  static let partRecord = LuaRecordType(
    "SpacePart", "A part of a space that can be searched alone.",
    fields: [
      .init("path", "where it is, for space:only", "string"), .init("decisions", "how many it has", "integer"),
      .init("size", "its architectures, with all else at its default", "integer|string|nil"),
    ])

  struct OnlyOptions: LuaOptions {
    var base: JSON?
    static let fields = [
      LuaField("base", "the architecture that all else is taken from; the default if left out", \OnlyOptions.base)
    ]
  }

  private static let only = LuaFunction(
    "only", "The space with some parts open and all else as in a base.", own,
    LuaParameter<PatternsArgument>("parts", "the open decisions: places, parts that they lie in, or their names"),
    LuaParameter<OnlyOptions>("options", "the base"), returns: result
  ) { own, parts, options in
    let base = try options.base.map { (table) in try own.space.architecture(of: table) }
    return LuaSpace(space: try own.space.only(parts.patterns, base: base))
  }

  struct AroundOptions: LuaOptions {
    var radius = 1
    static let fields = [
      LuaField("radius", "steps from a chosen number to those that are left too", \AroundOptions.radius)
    ]
  }

  private static let around = LuaFunction(
    "around", "The smaller joint space around some architectures: the candidates that they chose.", own,
    LuaParameter<JSON>("archs", "a list of architectures, or of trials", stub: "any[]"),
    LuaParameter<AroundOptions>("options", "the radius"), returns: result
  ) { own, archs, options in
    guard let tables = archs.arrayValue, !tables.isEmpty else {
      throw BindingError("around takes a list of architectures, such as { best, second }")
    }
    let architectures = try tables.map { table in
      // A trial holds the architecture that it trained.
      try (try? own.space.architecture(of: table))
        ?? own.space.architecture(of: table["id"] == nil ? table : table["architecture"] ?? table)
    }
    return LuaSpace(space: try own.space.around(architectures, radius: options.radius))
  }

  private static let without = LuaFunction(
    "without", "The space without a candidate of a decision, or of all decisions that a pattern names.", own,
    LuaParameter<String>("path", "the decision's place or name: 'blocks[*].op'"),
    LuaParameter<JSON>(
      "candidate", "the candidate's value; of one with decisions inside, any value that it can become", stub: "any"
    ),
    returns: result
  ) { own, path, candidate in
    let space = own.space
    return LuaSpace(space: try space.without(try PathPattern(path)) { space.choice($1, at: $0, canBe: candidate) })
  }
}

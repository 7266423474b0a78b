import BigInt
import Locking
import LuaHost
import PlainJSON
import SearchSpace

/// The methods that count and number.
enum SpaceCounting {
  private static let own = SpaceArguments.own

  static let methods: [LuaFunction] = [size, count, points, at, index, each]

  private static let size = LuaFunction(
    "size",
    "How many architectures there are, exactly: an integer, or its digits as a string where it needs more than 63 bits. "
      + "Only where constraints that are functions make counting too long is it a float, an estimate (see count), and "
      + "math.huge with continuous decisions.",
    own, returns: LuaResult<JSON>("the size", stub: "integer|string|number")
  ) { own -> JSON in
    switch try measured(own.space) {
    case .exact(let size): SizeText.json(size)
    case .infinite: .number(.infinity)
    case .estimated(let estimate): .number(Double(estimate.size(at: estimate.share)))
    }
  }

  private static let count = LuaFunction(
    "count",
    "The size with what is known of it: exact says whether it was counted; if not, low and high hold it with 95 % confidence.",
    own, returns: LuaResult<JSON>("the size as a record", stub: "SpaceSize")
  ) { own -> JSON in
    switch try measured(own.space) {
    case .exact(let size): return ["exact": true, "size": SizeText.json(size)]
    case .infinite: return ["exact": true, "size": .number(.infinity)]
    case .estimated(let estimate):
      let share = estimate.shareInterval
      return [
        "exact": false, "size": SizeText.json(estimate.size(at: estimate.share)),
        "low": SizeText.json(estimate.size(at: share.lowerBound)),
        "high": SizeText.json(estimate.size(at: share.upperBound)), "confidence": 0.95,
        "drawn": .integer(estimate.drawn), "accepted": .integer(estimate.accepted),
      ]
    }
  }

  static let sizeRecord = LuaRecordType(
    "SpaceSize", "How many architectures a space has.",
    fields: [
      .init("exact", "whether it was counted", "boolean"),
      .init("size", "the size, or its estimate", "integer|string|number"),
      .init("low", "the lower end of the interval", "integer|string|nil"),
      .init("high", "the upper end of the interval", "integer|string|nil"),
      .init("confidence", "how sure the interval is", "number?"),
      .init("drawn", "architectures that were tested", "integer?"),
      .init("accepted", "those that fulfil the constraints", "integer?"),
    ])

  private static let points = LuaFunction(
    "points", "Every decision with its path, in order; one of a many_of for each position.", own,
    returns: LuaResult<JSON>("a list of records", stub: "DecisionPoint[]")
  ) { own -> JSON in
    .array(
      own.space.points.map { point in
        var members: [String: JSON] = [
          "path": .string(point.path), "tags": .array(point.tags.map { .string($0) }),
          "is_conditional": .bool(!point.conditions.isEmpty), "is_fixed": .bool(point.isFixed),
        ]
        members["name"] = point.name.map { .string($0) }
        members["count"] = point.isContinuous ? nil : .integer(point.allowed.count)
        return .object(members)
      })
  }

  static let pointRecord = LuaRecordType(
    "DecisionPoint", "A decision at one place of a space.",
    fields: [
      .init("path", "its place: blocks[0].kernel, op[=1/3].ratio", "string"),
      .init("name", "what the script calls it", "string?"), .init("tags", "what it belongs to", "string[]"),
      .init("count", "how many choices are left; none for a continuous decision", "integer?"),
      .init("is_conditional", "whether some architectures do not have it", "boolean"),
      .init("is_fixed", "whether one choice is left", "boolean"),
    ])

  private static let at = LuaFunction(
    "at", "The architecture with a number from 1 to the size.", own,
    LuaParameter<NumberArgument>("number", "an integer, or its digits"),
    returns: LuaResult<LuaArchitecture>("the decided table")
  ) { own, number in
    try requireNumbers(own.space, "at")
    guard let architecture = own.space.architecture(at: number.number - 1) else {
      throw BindingError(
        "the space has architectures 1 to \(own.space.numberedSize ?? 0), got \(number.number)")
    }
    return LuaArchitecture(architecture, of: own.space)
  }

  private static let index = LuaFunction(
    "index", "The number of an architecture, from 1: space:at(space:index(arch)) is arch.", own,
    SpaceArguments.architecture(), returns: LuaResult<JSON>("the number", stub: "integer|string")
  ) { own, table -> JSON in
    try requireNumbers(own.space, "index")
    return SizeText.json(try own.space.index(of: try own.space.architecture(of: table)) + 1)
  }

  private static let each = LuaFunction(
    "each", "Goes through every architecture: for arch in space:each() do ... end.", own,
    returns: LuaResult<LuaFunction>("an iterator", stub: "fun(): any")
  ) { own in
    if own.space.isContinuous {
      throw BindingError("a space with continuous decisions has no end of architectures; use int or one_of")
    }
    let walk = Walk(own.space.architectures)
    return LuaFunction(
      "next", "The next architecture.", returns: LuaResult<LuaArchitecture?>("it, or nil at the end")
    ) { try walk.next().map { LuaArchitecture($0, of: own.space) } }
  }

  /// Where an iterator is.
  private final class Walk: Sendable {
    private let rest: Locked<NumberedArchitectures>
    init(_ all: NumberedArchitectures) { rest = Locked(all) }
    // The copy: a constraint may be a Lua function, which may come back here.
    func next() throws -> Architecture? {
      var own = rest.withLock { $0 }
      let architecture = try own.nextAccepted()
      rest.withLock { $0 = own }
      return architecture
    }
  }

  private static func measured(_ space: SearchSpace) throws -> SpaceSize {
    // The same sample every time: a size that changes from call to call helps nobody.
    var generator = SpaceArguments.generator(1)
    return try space.measuredSize(using: &generator)
  }

  private static func requireNumbers(_ space: SearchSpace, _ function: String) throws {
    if space.isContinuous {
      throw BindingError("'\(function)' needs a space without continuous decisions; use int or one_of")
    }
    if !space.isExactlyCounted {
      throw BindingError(
        "'\(function)' needs constraints that can be counted: say them with nas.constraint in place of a function, or use "
          + "space:each() on a small space")
    }
  }
}

import LuaHost
import PlainJSON
import SearchSpace

/// The methods that draw architectures, and the baseline.
enum SpaceDrawing {
  private static let own = SpaceArguments.own

  static let methods: [LuaFunction] = [sample, samples, baseline, contains, decisions]

  private static let sample = LuaFunction(
    "sample",
    "An architecture drawn uniformly; a continuous decision evenly over its range, and one with log = true evenly over "
      + "its logarithm.", own, SpaceArguments.seed,
    returns: LuaResult<LuaArchitecture>("the decided table")
  ) { own, seed in
    var generator = SpaceArguments.generator(seed)
    return LuaArchitecture(try own.space.sample(using: &generator), of: own.space)
  }

  private static let samples = LuaFunction(
    "samples",
    "Several architectures drawn uniformly, no two the same network; fewer where there are not so many.", own,
    LuaParameter<Int>("count", "how many"), SpaceArguments.seed,
    returns: LuaResult<[LuaArchitecture]>("the decided tables")
  ) { own, count, seed in
    if count < 0 { throw LuaConversionError(expected: "a count of at least 0", got: "\(count)") }
    var generator = SpaceArguments.generator(seed)
    return try own.space.samples(count, using: &generator).map { LuaArchitecture($0, of: own.space) }
  }

  private static let baseline = LuaFunction(
    "default",
    "The baseline architecture: every decision at its default. Constraints do not move it; see contains.", own,
    returns: LuaResult<LuaArchitecture>("the decided table")
  ) { LuaArchitecture($0.space.baseline, of: $0.space) }

  private static let contains = LuaFunction(
    "contains", "Whether a table is an architecture of the space that fulfils its constraints.", own,
    SpaceArguments.architecture(), returns: LuaResult<Bool>("true or false")
  ) { own, table in
    (try? own.space.architecture(of: table)) != nil
  }

  private static let decisions = LuaFunction(
    "decisions", "What an architecture decides: its active decisions with their values, in order.", own,
    SpaceArguments.architecture(),
    returns: LuaResult<JSON>("a list of { path, value }", stub: "{ path: string, value: any }[]")
  ) { own, table -> JSON in
    let architecture = try own.space.architecture(of: table)
    return .array(
      own.space.decisions(of: architecture).map {
        ["path": .string($0.path), "value": LuaArchitecture($0.value).table]
      })
  }
}

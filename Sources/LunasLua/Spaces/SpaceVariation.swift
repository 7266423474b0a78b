import LuaHost
import PlainJSON
import SearchSpace

/// The methods that make architectures from architectures.
enum SpaceVariation {
  private static let own = SpaceArguments.own

  static let methods: [LuaFunction] = [mutate, crossover, neighbours, distance]

  private static let mutate = LuaFunction(
    "mutate", "A copy of an architecture in which one decision is another one.", own,
    SpaceArguments.architecture(), SpaceArguments.seed,
    returns: LuaResult<LuaArchitecture?>("the decided table, or nil where nothing can change")
  ) { own, arch, seed in
    var generator = SpaceArguments.generator(seed)
    let architecture = try own.space.architecture(of: arch)
    return try own.space.mutate(architecture, using: &generator).map { LuaArchitecture($0, of: own.space) }
  }

  private static let crossover = LuaFunction(
    "crossover", "A child of two architectures: each decision is that of one of them.", own,
    SpaceArguments.architecture("first"), SpaceArguments.architecture("second"), SpaceArguments.seed,
    returns: LuaResult<LuaArchitecture?>("the decided table, or nil where no child fulfils the constraints")
  ) { own, first, second, seed in
    var generator = SpaceArguments.generator(seed)
    let space = own.space
    let child = try space.crossover(
      try space.architecture(of: first), try space.architecture(of: second), using: &generator)
    return child.map { LuaArchitecture($0, of: space) }
  }

  private static let neighbours = LuaFunction(
    "neighbours",
    "Every architecture that is one decision away: another candidate, the next number up or down, a tenth of a range; "
      + "what comes into being has its default.", own, SpaceArguments.architecture(),
    returns: LuaResult<[LuaArchitecture]>("the decided tables")
  ) { own, arch in
    try own.space.neighbours(of: try own.space.architecture(of: arch)).map { LuaArchitecture($0, of: own.space) }
  }

  private static let distance = LuaFunction(
    "distance", "How many decisions differ; a number that differs a little counts less than one.", own,
    SpaceArguments.architecture("first"), SpaceArguments.architecture("second"),
    returns: LuaResult<Double>("the distance, 0 for equal architectures")
  ) { own, first, second in
    own.space.distance(try own.space.architecture(of: first), try own.space.architecture(of: second))
  }
}

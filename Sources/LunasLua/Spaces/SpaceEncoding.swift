import LuaHost
import PlainJSON
import SearchSpace

/// The methods that describe architectures to models, and tell whether they are the same.
enum SpaceEncoding {
  private static let own = SpaceArguments.own
  private static let kind = LuaParameter<KindArgument>(
    "kind",
    "'one_hot', a column for each choice of each decision (two for numbers with more than 32 values), or 'path', which takes "
      + "the positions of lists together")

  static let methods: [LuaFunction] = [encode, features, canonical, hash]

  /// The name of an encoding.
  struct KindArgument: FromLua, Sendable {
    var kind = FeatureEncoding.Kind.oneHot
    static var luaTypeName: String { "'one_hot' or 'path'" }
    static var luaStubType: String { "\"one_hot\"|\"path\"" }
    static var valueWhenMissing: KindArgument? { KindArgument() }

    static func peek(_ stack: LuaStack, at index: Int32) throws -> KindArgument {
      if stack.isNil(at: index) { return KindArgument() }
      guard stack.isString(at: index), let kind = FeatureEncoding.Kind(rawValue: try stack.peek(at: index)) else {
        throw stack.mismatch(expected: luaTypeName, at: index)
      }
      return KindArgument(kind: kind)
    }
  }

  private static let encode = LuaFunction(
    "encode", "An architecture as a row of numbers, one for each of space:features(kind).", own,
    SpaceArguments.architecture(), kind, returns: LuaResult<[Double]>("the row")
  ) { own, arch, kind in
    own.space.encoding(kind.kind).encode(try own.space.architecture(of: arch))
  }

  private static let features = LuaFunction(
    "features", "The names of the columns of space:encode: blocks[0].op=conv.", own, kind,
    returns: LuaResult<[String]>("the names")
  ) { own, kind in own.space.encoding(kind.kind).names }

  private static let canonical = LuaFunction(
    "canonical", "An architecture in the space's canonical form: equal for equal networks.", own,
    SpaceArguments.architecture(), returns: LuaResult<LuaArchitecture>("the table")
  ) { own, arch in
    LuaArchitecture(try own.space.canonicalTable(of: try own.space.architecture(of: arch)))
  }

  private static let hash = LuaFunction(
    "hash", "A short name of the network: the same for equal networks, in every run and release.", own,
    SpaceArguments.architecture(), returns: LuaResult<String>("16 hexadecimal digits")
  ) { own, arch in try own.space.hash(of: try own.space.architecture(of: arch)) }
}

import LuaHost
import PlainJSON
import SearchSpace

/// What every decision may be given.
protocol DecisionOptions: LuaOptions {
  var name: String? { get set }
  var tags: TagsArgument { get set }
  var baseline: JSON? { get set }
}

extension DecisionOptions {
  /// The keys that all decisions have.
  static var commonFields: [LuaField<Self>] {
    [
      LuaField(
        "name", "what reports and patterns call it", \Self.name as WritableKeyPath<Self, String?> & Sendable),
      LuaField(
        "tags", "what it belongs to: 'architecture', 'augmentation', 'hyperparameter' or words of your own",
        \Self.tags as WritableKeyPath<Self, TagsArgument> & Sendable, stub: "string|string[]"),
      LuaField(
        "default", "its value in the baseline architecture",
        \Self.baseline as WritableKeyPath<Self, JSON?> & Sendable),
    ]
  }

  /// The decision with these options.
  func decision(_ kind: Decision.Kind) -> Decision {
    Decision(kind, name: name, tags: tags.tags, baseline: baseline)
  }
}

/// One tag or a list of them.
struct TagsArgument: FromLua, Sendable {
  var tags: [String] = []
  static var luaTypeName: String { "string or list of strings" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> TagsArgument {
    if stack.isString(at: index) { return TagsArgument(tags: [try stack.peek(at: index)]) }
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    return TagsArgument(tags: try stack.peek([String].self, at: index))
  }
}

/// Of `optional` and `list_of`.
struct PlainDecisionOptions: DecisionOptions {
  static var luaStubType: String { "DecisionOptions" }
  var name: String?
  var tags = TagsArgument()
  var baseline: JSON?
  static let fields = commonFields
}

/// Of `one_of` and `permutation`.
struct CandidateOptions: DecisionOptions {
  var name: String?
  var tags = TagsArgument()
  var baseline: JSON?
  var duplicates = false
  static let fields =
    commonFields + [LuaField("duplicates", "whether equal candidates are meant", \CandidateOptions.duplicates)]
}

struct ManyOfOptions: DecisionOptions {
  var name: String?
  var tags = TagsArgument()
  var baseline: JSON?
  var duplicates = false
  var distinct = true
  var sorted = false
  static let fields =
    commonFields + [
      LuaField("duplicates", "whether equal candidates are meant", \ManyOfOptions.duplicates),
      LuaField("distinct", "whether no candidate is chosen twice", \ManyOfOptions.distinct),
      LuaField("sorted", "whether they keep the order of the list", \ManyOfOptions.sorted),
    ]
}

struct IntOptions: DecisionOptions {
  var name: String?
  var tags = TagsArgument()
  var baseline: JSON?
  var step = 1
  var isLogarithmic = false
  static let fields =
    commonFields + [
      LuaField("step", "the distance between values", \IntOptions.step),
      LuaField("log", "whether ratios count rather than differences", \IntOptions.isLogarithmic),
    ]
}

struct FloatOptions: DecisionOptions {
  var name: String?
  var tags = TagsArgument()
  var baseline: JSON?
  var isLogarithmic = false
  static let fields =
    commonFields + [LuaField("log", "whether ratios count rather than differences", \FloatOptions.isLogarithmic)]
}

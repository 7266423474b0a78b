import LuaHost
import SearchEngine
import Suggestions

/// How often failed trials are tried again: a number, or a table with the causes.
struct RetryArgument: FromLua, Sendable {
  let policy: RetryPolicy

  struct RetryOptions: LuaOptions {
    var times = 2
    var on: [CauseName]?
    static let fields = [
      LuaField("times", "how often a trial is tried again in all", \RetryOptions.times),
      LuaField(
        "on",
        "after which causes; \"oom\", \"hung\", \"crashed\" and \"device\" if left out, which another attempt may avoid",
        \RetryOptions.on, stub: "(\(CauseName.luaStubType))[]?"),
    ]
  }

  static var luaTypeName: String { "number of times, or table with times and on" }
  static var luaStubType: String { "integer|{ times: integer?, on: (\(CauseName.luaStubType))[]? }" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> RetryArgument {
    let policy: RetryPolicy
    if stack.isTable(at: index) {
      let options = try stack.peek(RetryOptions.self, at: index)
      if let on = options.on, on.isEmpty {
        throw LuaConversionError(expected: "at least one cause", got: "none", path: ["on"])
      }
      policy = RetryPolicy(
        times: options.times, causes: options.on.map { Set($0.map(\.cause)) } ?? RetryCause.hopeful)
    } else {
      guard let times = try? stack.peek(Int.self, at: index) else {
        throw stack.mismatch(expected: luaTypeName, at: index)
      }
      policy = RetryPolicy(times: times)
    }
    guard (0...1000).contains(policy.times) else {
      throw LuaConversionError(
        expected: "0 to 1000 times", got: "\(policy.times)", path: stack.isTable(at: index) ? ["times"] : [])
    }
    return RetryArgument(policy: policy)
  }
}

/// A cause of failure by its short name.
struct CauseName: FromLua, Sendable {
  let cause: RetryCause

  static var luaTypeName: String { "cause of failure" }
  static var luaStubType: String { RetryCause.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|") }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> CauseName {
    guard stack.isString(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    do { return CauseName(cause: try RetryCause(name: try stack.peek(at: index))) } catch let unknown
      as UnknownName
    {
      throw LuaConversionError(expected: luaTypeName, got: "'\(unknown.name)' (\(unknown.advice))")
    }
  }
}

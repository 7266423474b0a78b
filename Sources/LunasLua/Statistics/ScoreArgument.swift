import LuaHost

/// The score of a model in Lua: a number, or false where the model failed, as a list of Lua has no gaps.
struct ScoreArgument: FromLua, Sendable {
  let value: Double?
  static var luaTypeName: String { "number|false" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> ScoreArgument {
    let expected = "a number, or false for a model that failed,"
    if let flag = try? stack.peek(Bool.self, at: index), !flag { return ScoreArgument(value: nil) }
    guard let number = try? stack.peek(Double.self, at: index) else {
      throw stack.mismatch(expected: expected, at: index)
    }
    return ScoreArgument(value: try finite(number, expected))
  }

  /// A number that is neither infinite nor NaN: these come of a mistake or a failed training, and a statistic of them
  /// would hide that.
  static func finite(_ number: Double, _ expected: String = "a finite number", path: [String] = []) throws
    -> Double
  {
    guard number.isFinite else {
      throw LuaConversionError(expected: expected, got: number.isNaN ? "nan" : "\(number)", path: path)
    }
    return number
  }

  /// Numbers of a list that has no failed models.
  static func finite(_ numbers: [Double], _ name: String) throws -> [Double] {
    for (index, number) in numbers.enumerated() { _ = try finite(number, path: [name, "[\(index + 1)]"]) }
    return numbers
  }
}

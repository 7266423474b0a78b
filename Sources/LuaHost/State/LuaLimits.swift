/// What one run of Lua code may use. A limit that is nil does not apply.
public struct LuaLimits: Sendable {
  /// Instructions of the Lua machine, counted in steps of 1,000. Tight loops then run at about half the speed.
  /// Coroutines count that the run has made itself.
  public var instructions: Int?
  /// Wall-clock time; waiting in a bound function counts.
  public var duration: Duration?

  /// Makes limits; without arguments there are none.
  public init(instructions: Int? = nil, duration: Duration? = nil) {
    self.instructions = instructions
    self.duration = duration
  }

  /// No limits.
  public static let none = LuaLimits()
}

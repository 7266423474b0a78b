/// What a bound function waits for: the work, done off the state, and how its result is then pushed.
struct LuaWait: Sendable {
  /// Pushes results and returns their count.
  typealias Push = @Sendable (LuaStack) throws -> Int32

  let body: @Sendable () async throws -> Push
  /// Where the script called the function (`file:line: `), for the message of an error.
  let position: String
}

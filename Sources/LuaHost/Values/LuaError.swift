/// Why Lua code did not run to its end.
public enum LuaError: Error, Sendable {
  /// The text is no Lua. `isIncomplete` when it only stops too early, which is all a prompt needs to know.
  case syntax(message: String, isIncomplete: Bool)
  /// The code raised an error.
  case runtime(LuaRuntimeError)
  /// The memory limit was reached.
  case outOfMemory
  /// The run was ended from outside; nothing in the script can catch this.
  case stopped(LuaStop)
}

/// An error raised by Lua code or by a bound function.
public struct LuaRuntimeError: Error, Sendable {
  /// The message, with `file:line:` in front where Lua gave it.
  public var message: String
  /// The call stack at the place of the error, as Lua writes it.
  public var traceback: String
  /// The Swift error that a bound function threw, as it was thrown.
  public var cause: (any Error)?

  /// Makes an error; a bound function throws it to raise a message of its own.
  public init(message: String, traceback: String = "", cause: (any Error)? = nil) {
    self.message = message
    self.traceback = traceback
    self.cause = cause
  }
}

extension LuaError: CustomStringConvertible {
  /// The message without a traceback.
  public var description: String {
    switch self {
    case .syntax(let message, _): message
    case .runtime(let error): error.message
    case .outOfMemory: "not enough memory"
    case .stopped(.interrupted): "interrupted"
    case .stopped(.outOfTime): "the time limit is reached"
    case .stopped(.outOfInstructions): "the instruction limit is reached"
    case .stopped(.exiting(let status)): "the script has called os.exit(\(status), true)"
    }
  }

  /// The traceback, where there is one.
  public var traceback: String? {
    if case .runtime(let error) = self, !error.traceback.isEmpty { error.traceback } else { nil }
  }
}

extension LuaRuntimeError: CustomStringConvertible {
  public var description: String { message }
}

/// A value that is not what was asked for. The binding that catches it adds the function and the argument.
public struct LuaConversionError: Error, Sendable, CustomStringConvertible {
  /// What was wanted, as `integer` or `table of numbers`.
  public var expected: String
  /// What was there, as `nil` or `string`.
  public var got: String
  /// The keys that lead to the value, outermost first.
  public var path: [String] = []

  /// Makes an error about one value.
  public init(expected: String, got: String, path: [String] = []) {
    self.expected = expected
    self.got = got
    self.path = path
  }

  public var description: String {
    // Data that a program made can be deep.
    let path = path.count > 16 ? path.prefix(8) + ["[...]"] + path.suffix(4) : path
    let place = path.isEmpty ? "" : path.joined(separator: ".").replacing(".[", with: "[") + ": "
    return "\(place)\(expected) expected, got \(got)"
  }

  /// The same error one level further out.
  public func under(_ key: String) -> LuaConversionError {
    LuaConversionError(expected: expected, got: got, path: [key] + path)
  }
}

import CLua
import CLunas

/// A Swift error as a Lua value: scripts see its message, and the host gets the same error back.
struct ErrorValue: LuaObject {
  let error: any Error
  let message: String

  static let luaType = LuaObjectType("Error", "An error raised by a function of the host.") {
    LuaProperty("message", "What went wrong, with the place in front.") { (error: ErrorValue) in error.message }
  }

  var luaText: String { message }
}

extension LuaStack {
  /// Pops the error value that an operation left and makes the Swift error of it.
  func takeError(status: Int32) -> LuaError {
    defer { pop() }
    switch status {
    case LUA_ERRMEM: return .outOfMemory
    case LUA_ERRSYNTAX:
      let message = lossyText(at: -1)
      return .syntax(message: message, isIncomplete: message.hasSuffix("<eof>"))
    default: return .runtime(runtimeError(at: -1, text: (try? text(at: -1)) ?? typeName(at: -1), traceback: ""))
    }
  }

  /// Pops the three values that a failed run or call left: the error value, the traceback and the error's text.
  func takeRaised(status: Int32) -> LuaError {
    defer { pop(3) }
    if status == LUA_ERRMEM { return .outOfMemory }
    return .runtime(runtimeError(at: -3, text: lossyText(at: -1), traceback: lossyText(at: -2)))
  }

  private func runtimeError(at index: Int32, text: String, traceback: String) -> LuaRuntimeError {
    let value = try? ErrorValue.peek(self, at: absolute(index))
    return LuaRuntimeError(message: value?.message ?? text, traceback: traceback, cause: value?.error)
  }

  /// Pushes a Swift error so that Lua can raise it: a plain string for what Lua itself would have said, else a value
  /// that keeps the error.
  func pushError(_ error: any Error, position: String) {
    switch error {
    case let error as LuaArgumentError: push(position + error.description)
    case let error as LuaRuntimeError where error.cause == nil:
      push(error.message)
    case LuaError.runtime(let error):
      // An error that passed through the host on its way: raise what was raised.
      if let cause = error.cause {
        push(ErrorValue(error: cause, message: error.message))
      } else {
        push(error.message)
      }
    case is CancellationError: push(position + "interrupted")
    default: push(ErrorValue(error: error, message: position + String(describing: error)))
    }
  }
}

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
  /// Pops the error value and makes the Swift error of it; on a dead coroutine also takes the traceback.
  func takeError(status: Int32) -> LuaError {
    defer { pop() }
    switch status {
    case LUA_ERRMEM: return .outOfMemory
    case LUA_ERRSYNTAX:
      let message = lossyText(at: -1)
      return .syntax(message: message, isIncomplete: message.hasSuffix("<eof>"))
    default:
      lua_checkstack(L, 8)
      luaL_traceback(L, L, nil, 0)
      let traceback = lossyText(at: -1)
      pop()
      return .runtime(errorValue(at: -1, traceback: traceback))
    }
  }

  /// The error value at an index, whatever its type.
  func errorValue(at index: Int32, traceback: String) -> LuaRuntimeError {
    if let value = try? ErrorValue.peek(self, at: lua_absindex(L, index)) {
      return LuaRuntimeError(message: value.message, traceback: traceback, cause: value.error)
    }
    switch lua_type(L, index) {
    case LUA_TSTRING: return LuaRuntimeError(message: lossyText(at: index), traceback: traceback)
    case LUA_TNIL: return LuaRuntimeError(message: "nil", traceback: traceback)
    default:
      lua_checkstack(L, 8)
      let isText = lunas_text(L, lua_absindex(L, index)) == LUA_OK
      let text = isText ? lossyText(at: -1) : "(error object is a \(typeName(at: index)) value)"
      pop()
      return LuaRuntimeError(message: text, traceback: traceback)
    }
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

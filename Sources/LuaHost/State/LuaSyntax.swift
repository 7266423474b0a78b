import CLua
import CLunas
import Locking

/// Tells whether text is Lua, at once and on any thread: a state of its own that compiles and never runs anything.
public final class LuaSyntax: Sendable {
  /// What a text is.
  public enum Verdict: Sendable, Hashable {
    /// An expression, or several with commas between.
    case expression
    /// Statements.
    case statement
    /// The beginning of either.
    case incomplete
    /// Neither; the message has the line in front.
    case wrong(String)
  }

  // The pointer is used under the lock alone.
  private struct Handle: @unchecked Sendable {
    let L: OpaquePointer
    let owner: LuaOwner
  }
  private let handle: Locked<Handle>

  /// Opens the state.
  public init() throws {
    let owner = LuaOwner()
    guard let L = lunas_open(0, Unmanaged.passUnretained(owner).toOpaque()) else { throw LuaError.outOfMemory }
    handle = Locked(Handle(L: L, owner: owner))
  }

  deinit { handle.withLock { lunas_close($0.L) } }

  /// Looks at a text.
  ///
  /// - Parameters:
  ///   - text: Lua, as at a prompt: an expression needs no `return`.
  ///   - name: the chunk's name in a message.
  public func verdict(on text: String, name: String = "=stdin") -> Verdict {
    handle.withLock { handle in
      let stack = LuaStack(handle.L)
      defer { lua_settop(handle.L, 0) }
      let asExpression = Self.problem(of: "return " + text, name: name, stack)
      guard let asExpression else { return .expression }
      guard let asStatement = Self.problem(of: text, name: name, stack) else { return .statement }
      // "{ 1," is a wrong statement and the beginning of an expression.
      let isIncomplete = asStatement.hasSuffix("<eof>") || asExpression.hasSuffix("<eof>")
      return isIncomplete ? .incomplete : .wrong(asStatement)
    }
  }

  /// Whether a text is the beginning of a statement, and nothing else: the question that `lua` asks.
  public func isIncompleteStatement(_ text: String) -> Bool {
    handle.withLock { handle in
      defer { lua_settop(handle.L, 0) }
      return Self.problem(of: text, name: "=stdin", LuaStack(handle.L))?.hasSuffix("<eof>") == true
    }
  }

  private static func problem(of text: String, name: String, _ stack: LuaStack) -> String? {
    do {
      try stack.load(Array(text.utf8), name: name)
      return nil
    } catch {
      return String(describing: error)
    }
  }
}

import Glibc
import Locking
import LuaHost

/// Ctrl-C ends what runs and not the program; one more, while that is still ending, ends the program.
final class Interrupts: Sendable {
  static let shared = Interrupts()

  private struct State {
    var run: LuaRun?
    /// How many more are borne before one ends the program.
    var patience = 1
    var count = 0
  }

  private let state = Locked(State())

  /// How many there have been.
  var count: Int { state.withLock { $0.count } }

  private init() { SignalPipe.listen { [weak self] _ in self?.take() } }

  private func take() {
    let (run, patience) = state.withLock { state -> (LuaRun?, Int) in
      state.count += 1
      defer { state.patience -= 1 }
      return (state.run, state.patience)
    }
    if let run, patience > 0 {
      if run.stopped != nil { Terminal.write("still ending; Ctrl-C once more ends lunas\n") }
      return run.interrupt()
    }
    SignalPipe.endProcess(by: SIGINT)
  }

  /// Makes a run the one that Ctrl-C ends, while `body` lasts.
  ///
  /// - Parameters:
  ///   - run: what is ended.
  ///   - patience: how many the run may take before one more ends the program.
  ///   - isolation: where the caller runs, and so `body`.
  ///   - body: what the run does.
  func interrupting<Value>(
    _ run: LuaRun, patience: Int = 1, isolation: isolated (any Actor)? = #isolation,
    during body: () async throws -> Value
  ) async rethrows -> Value {
    state.withLock {
      $0.run = run
      $0.patience = patience
    }
    SignalPipe.take(SIGINT)
    defer {
      signal(SIGINT, SIG_DFL)
      state.withLock { $0.run = nil }
    }
    return try await body()
  }
}

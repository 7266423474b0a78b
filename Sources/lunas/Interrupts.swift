import Dispatch
import Foundation
import LuaHost
import Synchronization

/// Ctrl-C ends what runs and not the program; a second one, while the first is still at work, ends the program.
///
/// One source for the whole life of the process: signal sources that come and go miss signals.
final class Interrupts: Sendable {
  static let shared = Interrupts()

  private let current = Current()

  private final class Current: Sendable {
    let run = Mutex<LuaRun?>(nil)
  }
  // Made and started in the initialiser, and only kept alive after it.
  nonisolated(unsafe) private let source: any DispatchSourceSignal

  private init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [current] in
      current.run.withLock { run in
        if run?.stopped != nil { Foundation.exit(130) }
        run?.interrupt()
      }
    }
    source.resume()
  }

  /// Makes a run the one that Ctrl-C ends, while `body` lasts.
  func interrupting<Value>(_ run: LuaRun, during body: () async throws -> Value) async rethrows -> Value {
    current.run.withLock { $0 = run }
    defer { current.run.withLock { $0 = nil } }
    return try await body()
  }
}

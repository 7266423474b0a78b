import CLunas
import Synchronization

/// A handle on one run of Lua code, from which any thread may end it.
public final class LuaRun: Sendable {
  // The C structure holds an atomic flag that any thread may set; everything else in it is touched only by the
  // state's executor. It lives as long as this object.
  nonisolated(unsafe) let handle: OpaquePointer

  /// The wait that the run is in, if it is in one.
  private let wait = Mutex<Task<Void, Never>?>(nil)

  /// Makes a handle for one run.
  public init(limits: LuaLimits = .none) {
    handle = lunas_run_create(limits.duration?.nanoseconds ?? 0, Int64(limits.instructions ?? 0))
  }

  deinit { lunas_run_free(handle) }

  /// Ends the run: Lua code at its next look at the flag, a wait by cancelling its task. Nothing in the script can
  /// catch it. Does nothing to a run that is over.
  public func interrupt() {
    lunas_run_interrupt(handle)
    wait.withLock { $0?.cancel() }
  }

  /// Why the run was ended from outside, or nil.
  public var stopped: LuaStop? { LuaStop(lunas_run_stopped(handle)) }

  /// Awaits `body` in a task that an interrupt cancels.
  func waiting<Value: Sendable>(
    for body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await body() }
    let watcher = Task {
      _ = await withTaskCancellationHandler {
        await task.result
      } onCancel: {
        task.cancel()
      }
    }
    wait.withLock { $0 = watcher }
    defer { wait.withLock { $0 = nil } }
    // An interrupt may have come just before the watcher was in place.
    if stopped != nil { watcher.cancel() }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }
}

/// Why a run was ended from outside.
public enum LuaStop: Sendable, Equatable {
  /// Somebody asked for it.
  case interrupted
  /// It ran longer than ``LuaLimits/duration``.
  case outOfTime
  /// It ran more than ``LuaLimits/instructions``.
  case outOfInstructions

  init?(_ stop: lunas_stop) {
    switch stop {
    case LUNAS_INTERRUPTED: self = .interrupted
    case LUNAS_OUT_OF_TIME: self = .outOfTime
    case LUNAS_OUT_OF_STEPS: self = .outOfInstructions
    default: return nil
    }
  }
}

extension Duration {
  fileprivate var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}

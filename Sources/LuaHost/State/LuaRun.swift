import CLunas
import Dispatch
import Locking

/// A handle on one run of Lua code, from which any thread may end it.
public final class LuaRun: Sendable {
  // The C structure holds what any thread may touch behind an atomic flag and a lock; everything else in it is touched
  // only by the state's executor. It lives as long as this object.
  nonisolated(unsafe) let handle: OpaquePointer

  /// Whether an interrupt is an error that the script may catch and outlive, as in the stand-alone interpreter.
  let isCatchable: Bool

  private struct Pending {
    /// Ends the wait that the run is in, if it is in one.
    var cancelWait: (@Sendable () -> Void)?
    var deadline: (any DispatchSourceTimer)?
    var whenStopped: (@Sendable () -> Void)?
  }

  private let pending = Locked(Pending())

  /// Makes a handle for one run; its time begins now.
  public init(limits: LuaLimits = .none, isCatchable: Bool = false) {
    self.isCatchable = isCatchable
    handle = lunas_run_create(Int64(limits.instructions ?? 0), isCatchable)
    if let duration = limits.duration { end(after: duration) }
  }

  /// Ends the run when a time has passed from now on.
  func end(after duration: Duration) {
    // No task: the threads that tasks share may all be blocked, waiting for the very run that is to be ended.
    pending.withLock { pending in
      let deadline = DispatchSource.makeTimerSource()
      deadline.setEventHandler { [weak self] in self?.stop(LUNAS_OUT_OF_TIME) }
      deadline.schedule(deadline: .now() + .nanoseconds(duration.nanoseconds), leeway: .milliseconds(1))
      deadline.activate()
      pending.deadline = deadline
    }
  }

  deinit {
    pending.withLock { $0.deadline?.cancel() }
    lunas_run_free(handle)
  }

  /// Ends the run: Lua code at its next instruction, a wait by cancelling its task. Nothing in the script can catch it,
  /// unless the run is catchable. Does nothing to a run that is over.
  public func interrupt() { stop(LUNAS_INTERRUPTED) }

  private func stop(_ why: lunas_stop) {
    lunas_run_stop(handle, why)
    let (cancelWait, action) = pending.withLock { pending in
      (pending.cancelWait, pending.whenStopped)
    }
    cancelWait?()
    action?()
  }

  /// Calls `action` when the run is ended from outside, or at once where it has been: for work that is no Lua code.
  public func whenStopped(_ action: @escaping @Sendable () -> Void) {
    pending.withLock { $0.whenStopped = action }
    if stopped != nil { action() }
  }

  /// Why the run was ended, or nil.
  public var stopped: LuaStop? { LuaStop(of: handle) }

  /// Why the run must end now: an interrupt that the script may catch is no reason.
  var endedBy: LuaStop? { isCatchable && stopped == .interrupted ? nil : stopped }

  /// Lets the run's code go on: after a caught interrupt, or to close what a script that exits left open.
  func resumeAfterStop() { lunas_run_resume_after_stop(handle) }

  /// Awaits `body` in a task that an interrupt cancels.
  func waiting<Value: Sendable>(
    for body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await body() }
    pending.withLock { $0.cancelWait = { task.cancel() } }
    defer { pending.withLock { $0.cancelWait = nil } }
    // An interrupt may have come just before.
    if stopped != nil { task.cancel() }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }
}

/// Why a run was ended.
public enum LuaStop: Sendable, Equatable {
  /// Somebody asked for it.
  case interrupted
  /// It ran longer than ``LuaLimits/duration``.
  case outOfTime
  /// It ran more than ``LuaLimits/instructions``.
  case outOfInstructions
  /// The script called `os.exit(code, true)`: the state is to be closed, then the process.
  case exiting(status: Int32)

  /// Why a run was ended, or nil where it was not.
  init?(of run: OpaquePointer) {
    switch lunas_run_stopped(run) {
    case LUNAS_INTERRUPTED: self = .interrupted
    case LUNAS_OUT_OF_TIME: self = .outOfTime
    case LUNAS_OUT_OF_STEPS: self = .outOfInstructions
    case LUNAS_EXITING: self = .exiting(status: lunas_run_exit_status(run))
    default: return nil
    }
  }
}

extension Duration {
  /// In whole nanoseconds, at most as many as an Int holds: almost three centuries.
  fileprivate var nanoseconds: Int {
    let (seconds, attoseconds) = components
    let (product, isTooMany) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return isTooMany ? (seconds < 0 ? 0 : .max) : max(0, Int(product) + Int(attoseconds / 1_000_000_000))
  }
}

import Foundation

/// What a launcher tells of its trials.
public enum TrialEvent: Sendable {
  case measurement(id: Int, TrialMeasurement)
  /// A line of the metrics file that is none.
  case malformedLine(id: Int, line: Int, text: String, reason: String)
  /// The trainer ended; all its measurements have been told.
  case ended(id: Int, ExitRecord)
  /// The supervisor is gone without a word; whatever was left of the trial has been ended.
  case lost(id: Int)
}

/// Runs trials as processes of this machine, each under a supervisor that outlives the controller.
///
/// All running trials are watched by one loop that looks at files, so that adopted trials and network file systems
/// are the same as any other.
public actor LocalLauncher {
  /// What was found of a trial that an earlier controller started.
  public enum Adoption: Sendable {
    /// Its supervisor lives; from now on it is watched.
    case running
    case ended(ExitRecord)
    case lost
  }

  private struct Watched {
    let folder: TrialFolder
    var tail: MetricsTail
    /// The child to reap, where this process started it.
    let supervisor: pid_t?
  }

  /// What happens to the trials, in order.
  public nonisolated let events: AsyncStream<TrialEvent>
  private let continuation: AsyncStream<TrialEvent>.Continuation
  private let supervisor: [String]
  private var watched: [Int: Watched] = [:]
  /// Supervisors whose trial has ended and that may still have to be reaped.
  private var departing: [pid_t] = []
  private var loop: Task<Void, Never>?

  /// The pause between two looks grows from the first to the last while nothing happens.
  private static let pauses = (first: Duration.milliseconds(5), last: Duration.milliseconds(100))

  /// Looks at a supervisor that is leaving, before it counts as still at work: two seconds.
  private static let leavingLooks = 400

  /// Makes a launcher.
  ///
  /// - Parameter supervisor: the command that supervises the folder that is added to it.
  public init(supervisor: [String]) {
    self.supervisor = supervisor
    (events, continuation) = AsyncStream.makeStream()
  }

  deinit { loop?.cancel() }

  /// How many trials run.
  public var runningCount: Int { watched.count }

  /// Starts a trial.
  ///
  /// - Throws: ``TrialFolderError`` where the folder cannot be used or is in use. A trainer that cannot be started is
  ///   no error but an end.
  public func start(_ spec: TrialSpec, in folder: TrialFolder) async throws {
    try folder.create()
    // Before anything in the folder is touched: a supervisor may still be at work in it.
    guard let lock = try await takeLock(of: folder) else {
      throw TrialFolderError(path: folder.path, problem: "is in use by a supervisor that still runs")
    }
    defer { close(lock) }
    try folder.prepare(spec)
    let pid = try SupervisorProcess.spawn(supervisor + [folder.path], lock: lock)
    watch(id: spec.id, Watched(folder: folder, tail: MetricsTail(path: folder.metricsPath), supervisor: pid))
  }

  /// Takes the lock of a folder, and waits for a supervisor that has recorded the end of its trial and is leaving.
  private func takeLock(of folder: TrialFolder) async throws -> Int32? {
    for _ in 0..<Self.leavingLooks {
      if let lock = try FolderLock.take(folder) { return lock }
      guard (try? folder.exitRecord()) != nil else { return nil }
      try? await Task.sleep(for: Self.pauses.first)
    }
    return try FolderLock.take(folder)
  }

  /// Takes over a trial that an earlier controller started.
  public func adopt(id: Int, folder: TrialFolder) -> Adoption {
    if FolderLock.isHeld(folder) {
      watch(id: id, Watched(folder: folder, tail: MetricsTail(path: folder.metricsPath), supervisor: nil))
      return .running
    }
    // The record is written before the lock is dropped, so it is looked for after the lock.
    if let record = try? folder.exitRecord() { return .ended(record) }
    Leftovers.end(of: folder)
    return .lost
  }

  /// Asks a trial to end; its end is told like any other.
  public func stop(id: Int) {
    guard let trial = watched[id], FolderLock.isHeld(trial.folder) else { return }
    if let pid = trial.supervisor ?? FolderLock.holder(trial.folder) { kill(pid, SIGTERM) }
  }

  /// Asks every trial to end.
  public func stopAll() { for id in watched.keys { stop(id: id) } }

  // MARK: Watching

  private func watch(id: Int, _ trial: Watched) {
    watched[id] = trial
    if loop == nil {
      loop = Task { [weak self] in
        var pause = Self.pauses.first
        while !Task.isCancelled, let outcome = await self?.look() {
          switch outcome {
          case .nothingLeft: return
          case .changed: pause = Self.pauses.first
          case .quiet: pause = min(pause * 1.5, Self.pauses.last)
          }
          try? await Task.sleep(for: pause)
        }
      }
    }
  }

  private enum Look { case changed, quiet, nothingLeft }

  private func look() -> Look {
    var changed = false
    for id in watched.keys.sorted() {
      guard var trial = watched[id] else { continue }
      // Looked at in this order, so that all measurements come before the end.
      let isHeld = FolderLock.isHeld(trial.folder)
      let exit = try? trial.folder.exitRecord()
      let ended = exit != nil || !isHeld
      for line in trial.tail.read(final: ended) {
        changed = true
        tell(line, of: id)
      }
      watched[id] = trial
      guard ended else { continue }
      changed = true
      watched[id] = nil
      if let pid = trial.supervisor { departing.append(pid) }
      if let exit {
        continuation.yield(.ended(id: id, exit))
      } else {
        Leftovers.end(of: trial.folder)
        continuation.yield(.lost(id: id))
      }
    }
    departing.removeAll { waitpid($0, nil, WNOHANG) != 0 }
    if watched.isEmpty, departing.isEmpty {
      loop = nil
      return .nothingLeft
    }
    return changed ? .changed : .quiet
  }

  private func tell(_ line: MetricsTail.Line, of id: Int) {
    switch line {
    case .measurement(let measurement): continuation.yield(.measurement(id: id, measurement))
    case .malformed(let line, let text, let reason):
      continuation.yield(.malformedLine(id: id, line: line, text: text, reason: reason))
    }
  }
}

import Foundation

/// What a launcher tells of its trials.
public enum TrialEvent: Sendable {
  case measurement(id: Int, TrialMeasurement)
  /// Something about how it reports that somebody should know.
  case notice(id: Int, MetricsNotice)
  /// The trainer ended; all its measurements have been told.
  case ended(id: Int, ExitRecord)
  /// The supervisor is gone without a word; whatever was left of the trial has been ended.
  case lost(id: Int, reason: String)
}

/// Runs trials as processes of this machine, each under a supervisor that outlives the controller.
///
/// The end of a trial that it started is told by the server of its supervisors. All else is found by one loop that looks
/// at files, so that trials of an earlier launcher and network file systems are the same as any other.
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
    var metrics: TrialMetrics
    /// What the server calls it; nil where its end is seen by its lock alone.
    var token: UInt64?
    var supervisor: pid_t?
    /// Whether it is to be ended as soon as its supervisor is known.
    var isUnwanted = false
  }

  /// What happens to the trials, in order.
  public nonisolated let events: AsyncStream<TrialEvent>
  private let continuation: AsyncStream<TrialEvent>.Continuation
  private let supervisor: [String]
  private var server: SupervisorServer?
  private var listening: Task<Void, Never>?
  private var watched: [Int: Watched] = [:]
  private var trials: [UInt64: Int] = [:]
  private var lastToken: UInt64 = 0
  private var loop: Task<Void, Never>?

  /// The pause between two looks grows from the first to the last while nothing happens.
  private static let pauses = (first: Duration.milliseconds(20), last: Duration.milliseconds(100))

  /// Looks at a supervisor that is leaving, before it counts as still at work: two seconds.
  private static let leavingLooks = 400

  /// Makes a launcher.
  ///
  /// - Parameter supervisor: the command that serves supervisors.
  public init(supervisor: [String]) {
    self.supervisor = supervisor
    (events, continuation) = AsyncStream.makeStream()
  }

  deinit {
    loop?.cancel()
    listening?.cancel()
  }

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
    lastToken += 1
    let token = lastToken
    try launch(spec, in: folder, lock: lock, token: token)
    trials[token] = spec.id
    let metrics = TrialMetrics(folder, readsOutput: spec.readsOutput)
    watch(id: spec.id, Watched(folder: folder, metrics: metrics, token: token))
  }

  private func launch(_ spec: TrialSpec, in folder: TrialFolder, lock: Int32, token: UInt64) throws {
    if let server {
      // A server that was killed is replaced.
      if (try? server.launch(spec, in: folder, lock: lock, token: token)) != nil { return }
      serverIsGone(server)
    }
    let server = try SupervisorServer(supervisor)
    self.server = server
    let notices = server.notices
    listening = Task { [weak self, weak server] in
      for await notice in notices { await self?.hear(notice) }
      if let server { await self?.serverIsGone(server) }
    }
    try server.launch(spec, in: folder, lock: lock, token: token)
  }

  /// Takes the lock of a folder, and waits for a supervisor that has recorded the end of its trial and is leaving.
  private func takeLock(of folder: TrialFolder) async throws -> Int32? {
    for _ in 0..<Self.leavingLooks {
      if let lock = try FolderLock.take(folder) { return lock }
      guard (try? folder.exitRecord()) != nil else { return nil }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return try FolderLock.take(folder)
  }

  /// Takes over a trial that an earlier controller started.
  public func adopt(id: Int, folder: TrialFolder) -> Adoption {
    if FolderLock.isHeld(folder) {
      let readsOutput = (try? folder.spec())?.readsOutput ?? false
      watch(id: id, Watched(folder: folder, metrics: TrialMetrics(folder, readsOutput: readsOutput)))
      return .running
    }
    // The record is written before the lock is dropped, so it is looked for after the lock.
    if let record = try? folder.exitRecord() { return .ended(record) }
    Leftovers.end(of: folder)
    return .lost
  }

  /// Asks a trial to end; its end is told like any other.
  public func stop(id: Int) {
    guard let trial = watched[id] else { return }
    if trial.token != nil, trial.supervisor == nil {
      watched[id]?.isUnwanted = true
    } else if FolderLock.isHeld(trial.folder), let pid = trial.supervisor ?? FolderLock.holder(trial.folder) {
      kill(pid, SIGTERM)
    }
  }

  /// Asks every trial to end.
  public func stopAll() { for id in watched.keys { stop(id: id) } }

  // MARK: Hearing

  private func hear(_ notice: SupervisorServer.Notice) {
    switch notice {
    case .started(let token, let pid):
      guard let id = trials[token], let trial = watched[id], trial.token == token else { return }
      watched[id]?.supervisor = pid
      // It holds the lock until it has been reaped, and has not been.
      if trial.isUnwanted { kill(pid, SIGTERM) }
    case .notStarted(let token, let reason):
      guard let id = trials.removeValue(forKey: token), watched[id]?.token == token else { return }
      watched[id] = nil
      continuation.yield(.lost(id: id, reason: reason))
    case .ended(let token):
      guard let id = trials.removeValue(forKey: token), watched[id]?.token == token else { return }
      end(id)
    }
  }

  /// From now on the ends of the trials that it started are seen by their locks.
  private func serverIsGone(_ gone: SupervisorServer) {
    guard server === gone else { return }
    server = nil
    for id in watched.keys {
      watched[id]?.token = nil
      if watched[id]?.isUnwanted == true { stop(id: id) }
    }
    trials = [:]
  }

  // MARK: Watching

  private func watch(id: Int, _ trial: Watched) {
    watched[id] = trial
    if loop != nil { return }
    loop = Task { [weak self] in
      var pause = Self.pauses.first
      while !Task.isCancelled {
        try? await Task.sleep(for: pause)
        switch await self?.look() {
        case nil, .nothingLeft?: return
        case .changed?: pause = Self.pauses.first
        case .quiet?: pause = min(pause * 1.5, Self.pauses.last)
        }
      }
    }
  }

  private enum Look { case changed, quiet, nothingLeft }

  private func look() -> Look {
    if watched.isEmpty {
      loop = nil
      return .nothingLeft
    }
    var changed = false
    for id in watched.keys.sorted() {
      guard let trial = watched[id] else { continue }
      // Looked at in this order, so that all measurements come before the end.
      if trial.token == nil, !FolderLock.isHeld(trial.folder) {
        end(id)
        changed = true
      } else if readMetrics(of: id, final: false) {
        changed = true
      }
    }
    return changed ? .changed : .quiet
  }

  /// Tells what a trial has reported. Returns whether there was anything.
  private func readMetrics(of id: Int, final: Bool) -> Bool {
    guard let reports = watched[id]?.metrics.look(final: final), !reports.isEmpty else { return false }
    for report in reports {
      switch report {
      case .measurement(let measurement): continuation.yield(.measurement(id: id, measurement))
      case .notice(let notice): continuation.yield(.notice(id: id, notice))
      }
    }
    return true
  }

  /// Tells the end of a trial whose supervisor is gone.
  private func end(_ id: Int) {
    guard let trial = watched[id] else { return }
    repeat { _ = readMetrics(of: id, final: true) } while watched[id]?.metrics.isBehind == true
    watched[id] = nil
    if let exit = try? trial.folder.exitRecord() {
      continuation.yield(.ended(id: id, exit))
    } else {
      Leftovers.end(of: trial.folder)
      continuation.yield(.lost(id: id, reason: "its supervisor was killed"))
    }
  }
}

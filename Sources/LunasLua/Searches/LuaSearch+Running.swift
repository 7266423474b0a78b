import SearchEngine
import TrialStore

extension LuaSearch {
  /// Runs the search to its end, or goes on with it where the command resumes or somebody types. Cancelling the task
  /// interrupts it. Where it already runs this waits for it, and cancelling ends only the wait.
  public func run() async throws -> SearchOutcome {
    try refuseWithin("run")
    guard let (search, isNew) = try begin(isBackground: false) else {
      let record = try record()
      let reason = record?.reason ?? "it has ended"
      // What failed before has still failed, for the exit code of the command.
      let outcome: SearchOutcome = record?.state == .failed ? .failed(reason: reason) : .completed(reason: reason)
      context.note(outcome)
      return outcome
    }
    let end =
      if isNew {
        await withTaskCancellationHandler {
          await search.ended()
        } onCancel: {
          search.interrupt()
        }
      } else {
        try await search.end.wait()
      }
    let outcome = try end.get()
    if outcome == .interrupted { throw CancellationError() }
    return outcome
  }

  /// What to say of a search that had ended before this process and was not run by it; nil of any other.
  public var nothingToGoOnWith: String? {
    get throws {
      guard context.searches.latest(name) == nil, let record = try record(), record.state.isFinal else {
        return nil
      }
      let how = "'\(name)' has ended (\(record.state.rawValue)\(record.reason.map { ": \($0)" } ?? ""))"
      guard Searches.isOutOfTrials(record) else { return how + "; nothing to go on with" }
      return how + "; nothing to go on with; --max-trials N adds trials (N in all)"
    }
  }

  /// Begins the search in the background, or goes on with it. Mistakes are told at once.
  func start() throws {
    if let (_, isNew) = try begin(isBackground: true), !isNew { throw LiveSearchError.alreadyRuns(name: name) }
  }

  /// Waits for the end and gives the reason.
  func wait() async throws -> String {
    try refuseWithin("wait")
    if let search = context.searches.latest(name) {
      return search.reason(of: try await search.end.wait().get())
    }
    guard let record = try record() else { throw LiveSearchError.neverStarted(name: name) }
    if record.state == .running { throw LiveSearchError.leftBehind(name: name) }
    return record.reason ?? record.state.rawValue
  }

  /// Ends the search in good order, so that it can be gone on with, and gives the reason for its end.
  func stop(reason: String?) async throws -> String {
    try refuseWithin("stop")
    guard let search = context.searches.latest(name), search.isRunning else {
      throw LiveSearchError.notRunning(name: name, state: try record()?.state)
    }
    search.interrupt(reason: reason)
    return search.reason(of: try await search.end.wait().get())
  }

  /// Why a trial is not running.
  func why(_ id: Int?) async throws -> String {
    if let search = context.searches.latest(name), search.isRunning, let why = try await search.why(id) {
      return why
    }
    guard let record = try record() else { throw LiveSearchError.neverStarted(name: name) }
    let store = try context.environment().store
    if let id, try store.trial(search: record.id, number: id) == nil {
      throw NoSuchTrial(
        search: name, number: id, count: try store.counts(search: record.id).values.reduce(0, +))
    }
    return "the search is not running: \(record.reason ?? record.state.rawValue)"
  }

  /// What the store knows of it.
  func record() throws -> SearchRecord? { try context.environment().store.search(named: name) }

  private func begin(isBackground: Bool) throws -> (search: RunningSearch, isNew: Bool)? {
    try context.searches.start(name, isBackground: isBackground, context: context) {
      // Whoever says start() knows that it goes on with what is there.
      try runner(isGoingOn: $0 || isBackground, listener: $1)
    }
  }

  /// Who begins the search or goes on with it; nil for what has ended for good and is not to be run again.
  private func runner(isGoingOn: Bool, listener: @escaping @Sendable (SearchUpdate) async -> Void) throws
    -> SearchRunner?
  {
    var definition = definition
    definition.enqueued = pending.all
    let environment = try context.environment()
    let existing = try environment.store.search(named: name)
    // What has ended for good is not run again by a script that is run again to resume what came after it; unless it
    // ran out of trials and has got more.
    let hasMore = try existing.map { try mayHaveMore($0, in: environment.store) } ?? false
    let hasEnded = existing.map { $0.state.isFinal && !hasMore } ?? false
    if context.isResuming, hasEnded { return nil }
    switch stage {
    case .proxy:
      // At the prompt the script that `lunas resume` would run again is the person typing, and a script that stopped
      // its search knows that it goes on with it.
      let goesOn = context.script == nil || isGoingOn
      if let existing, context.isResuming || (goesOn && !hasEnded) {
        return try Searches.resume(
          definition, record: existing, overrides: context.overrides.json, in: environment, listener: listener)
      }
      return try Searches.begin(
        definition, overrides: context.overrides.json, in: environment, listener: listener)
    case .full(let top):
      guard let stage1 = try environment.store.search(named: definition.name) else {
        throw SearchError.nothingToTrain(name: definition.name)
      }
      return try Searches.train(
        definition, stage1: stage1, top: top, overrides: context.overrides.json, in: environment,
        listener: listener)
    case .fixed(let run):
      if hasEnded { return nil }
      return try Searches.train(
        run, of: definition, overrides: context.overrides.json, in: environment, listener: listener)
    }
  }

  /// Whether a search that has ended has something to do again: more trials, or more of the best to be trained fully.
  private func mayHaveMore(_ record: SearchRecord, in store: TrialStore) throws -> Bool {
    switch stage {
    case .proxy: return Searches.canExtend(record, to: definition)
    case .full(let top):
      guard let stage1 = try store.search(named: definition.name) else { return false }
      return try Searches.hasMore(record, top: top, of: stage1, in: store)
    case .fixed(let run): return Searches.hasMore(run, than: record)
    }
  }

  /// A search that waited for itself would wait for ever.
  private func refuseWithin(_ method: String) throws {
    if RunningSearch.within.contains(name) { throw LiveSearchError.waitsForItself(name: name, method: method) }
  }
}

/// Why a search cannot be started, waited for or stopped as asked.
enum LiveSearchError: Error, Sendable, CustomStringConvertible {
  case alreadyRuns(name: String)
  case neverStarted(name: String)
  case leftBehind(name: String)
  case notRunning(name: String, state: SearchState?)
  case waitsForItself(name: String, method: String)
  case enqueuedInFull(name: String)
  case enqueuedInFixed(FixedRun)
  case hasEnded(SearchRecord)

  var description: String {
    switch self {
    case .alreadyRuns(let name):
      "the search '\(name)' already runs; wait for it with search:wait(), or end it with search:stop()"
    case .neverStarted(let name):
      "the search '\(name)' was never started; call search:start() first, or search:run() to start it and wait"
    case .leftBehind(let name):
      "the search '\(name)' does not run: the program that ran it is gone; go on with search:start()"
    case .notRunning(let name, let state):
      switch state {
      case nil: "the search '\(name)' was never started, so there is nothing to stop; call search:start() first"
      case .running?, .interrupted?:
        "the search '\(name)' does not run, so there is nothing to stop; go on with search:start()"
      case let state?: "the search '\(name)' has ended already (\(state.rawValue)), so there is nothing to stop"
      }
    case .enqueuedInFull(let name):
      "'\(name)' is full training, which trains the best of stage 1; enqueue in the search of stage 1"
    case .enqueuedInFixed(let run):
      "'\(run.name)' trains one architecture and nothing else; enqueue in the search '\(run.search)'"
    case .hasEnded(let record):
      "the search '\(record.name)' has ended (\(record.reason ?? record.state.rawValue)), so nothing would train what is "
        + "enqueued; "
        + (Searches.isOutOfTrials(record)
          ? "give it more trials with 'lunas resume \(record.name) --max-trials N' or a larger 'max', and enqueue then"
          : "start another search")
    case .waitsForItself(let name, let method):
      "search:\(method)() on '\(name)' is called from one of its own functions, which would wait for ever; "
        + "to end a search from inside, let a stop rule return a reason"
    }
  }
}

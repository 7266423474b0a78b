import Locking
import SearchEngine

/// The searches of one process: those that run, and the last run of each that has ended.
final class RunningSearches: Sendable {
  private struct State {
    var latest: [String: RunningSearch] = [:]
    /// Names in the order in which they were started.
    var order: [String] = []
  }

  private let state = Locked(State())

  /// The last run of a search in this process.
  func latest(_ name: String) -> RunningSearch? { state.withLock { $0.latest[name] } }

  /// Those that run, in the order in which they were started.
  var running: [RunningSearch] {
    state.withLock { state in state.order.compactMap { state.latest[$0] }.filter(\.isRunning) }
  }

  /// Starts a search, or finds that it already runs.
  ///
  /// - Parameter make: makes the runner that tells the given listener, knowing whether the search has run in this
  ///   process before; nil where there is nothing to run. It must not come back here.
  /// - Returns: what runs, whether it was started by this call, or nil where there is nothing to run.
  func start(
    _ name: String, isBackground: Bool, context: LunasContext,
    make: (_ hasRun: Bool, _ listener: @escaping @Sendable (SearchUpdate) async -> Void) throws -> SearchRunner?
  ) throws -> (search: RunningSearch, isNew: Bool)? {
    // One at a time: two runners of one search would both act on it.
    try state.withLock { state in
      if let search = state.latest[name], search.isRunning { return (search, false) }
      let search = RunningSearch(name: name, isBackground: isBackground)
      let listener = context.listener
      let runner = try make(state.latest[name] != nil) { update in
        search.hear(update)
        await listener(update)
      }
      guard let runner else { return nil }
      state.latest[name] = search
      state.order.removeAll { $0 == name }
      state.order.append(name)
      search.begin(runner, context: context)
      return (search, true)
    }
  }
}

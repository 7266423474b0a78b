import SearchEngine

/// A search that runs while the session does other things.
public struct BackgroundSearch: Sendable {
  public let name: String
  /// Where it stands; nil in the first moments, while it looks at its history.
  public let progress: SearchUpdate.Progress?
  /// Whether it was asked to end and is putting its trials back.
  public let isStopping: Bool
}

extension LunasContext {
  /// The searches that `search:start()` started and that still run, in the order of their starts.
  public var backgroundSearches: [BackgroundSearch] {
    searches.running.filter(\.isBackground).map {
      BackgroundSearch(name: $0.name, progress: $0.progress?.progress, isStopping: $0.isStopping)
    }
  }

  /// Interrupts every search that runs, and waits until their trials have ended and are put back to be started again.
  public func interruptAll() async {
    let running = searches.running
    for search in running { search.interrupt() }
    for search in running { _ = await search.ended() }
  }

  /// Waits for every background search, also for those that are started meanwhile. Cancelling the task interrupts
  /// them in good order, and the wait still lasts until that is done.
  ///
  /// - Throws: `CancellationError` where one was interrupted, else the error with which the first broke off.
  public func waitForAll() async throws {
    var ends: [RunningSearch.End] = []
    while let search = searches.running.first(where: \.isBackground) {
      let end = await withTaskCancellationHandler {
        await search.ended()
      } onCancel: {
        for search in searches.running { search.interrupt() }
      }
      ends.append(end)
    }
    for case .success(let outcome) in ends {
      if outcome == .interrupted { throw CancellationError() }
      // One that ended as failed decides the exit code, whichever ended last.
      if case .failed = outcome { note(outcome) }
    }
    for end in ends { _ = try end.get() }
  }
}

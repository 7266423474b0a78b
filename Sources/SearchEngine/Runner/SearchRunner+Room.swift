import PlainJSON
import TrialStore

/// A disk that is full. What ends then waits in its supervisor for room to be recorded, so nothing is lost, and nothing
/// moves: somebody has to be told.
extension SearchRunner {
  /// Tells once that there is no room, and once that there is again.
  func checkRoom() async throws {
    let isFull = environment.workspace.isFull
    guard isFull != diskIsFull else { return }
    diskIsFull = isFull
    let notice =
      isFull
      ? "the disk of \(environment.workspace.path) is full; what ends waits for room to be recorded: make some, and "
        + "the search goes on"
      : "the disk of \(environment.workspace.path) has room again"
    // The store has no room either; that there was none is kept when there is.
    if !isFull {
      try environment.store.log(search: record.id, trial: nil, kind: "disk_was_full", payload: .string(notice))
    }
    await listener(.notice(name: record.name, trial: nil, notice))
  }
}

import Foundation
import Launchers
import PlainJSON

/// Before anything is started: saying who runs the search, and clearing what an earlier crash left.
extension SearchRunner {
  /// Remembers which process runs the search, for whoever looks at it from outside.
  func signIn() throws {
    try environment.store.log(
      search: record.id, trial: nil, kind: WorkspaceOverview.controllerEvent,
      payload: ["pid": .integer(Int(getpid())), "host": .string(ProcessInfo.processInfo.hostName)])
  }

  /// Ends processes of trials of this workspace whose supervisor is gone: they would write into folders of trials that start
  /// again, and hold memory of GPUs that nobody counts.
  ///
  /// - Returns: what was found, for people.
  func sweep() async throws -> [String] {
    let searches = environment.workspace.path + "/searches"
    let found = Leftovers.find(under: searches)
    if found.isEmpty { return [] }
    // Before they are ended: then the driver has forgotten them.
    let holdings = await environment.slots.holdings(of: Set(found.map(\.pid)))
    let stuck = Leftovers.end(under: searches)
    return try found.map { leftover in
      let words = LeftoverWords(leftover, holdings[leftover.pid] ?? [])
      let isStuck = stuck.contains { $0.pid == leftover.pid }
      let place = TrialPlace(folder: leftover.folder)
      try environment.store.log(
        search: record.id, trial: place?.search == record.name ? place?.id : nil, kind: "leftover",
        payload: .object((words.json.objectValue ?? [:]).merging(["ended": .bool(!isStuck)]) { $1 }))
      return isStuck
        ? "\(words.text), cannot be ended: it hangs in a driver, and what it holds stays taken until the machine is restarted"
        : "ended \(words.text)"
    }
  }
}

import Controllers
import PlainJSON
import SearchSpace
import TrialStore

/// What is trained next.
extension SearchRunner {
  /// Stores what is trained next and tells the controller of it; nil where there is nothing now.
  func propose() async throws -> Proposal? {
    let number = nextNumber
    let (enqueued, wanted) = try await takeEnqueued() ?? (nil, nil)
    guard let architecture = if let wanted { wanted } else { await askController(number) } else { return nil }
    nextNumber += 1
    try environment.store.propose(
      search: record.id, number: number, architecture: definition.space.text(of: architecture),
      source: (controller as? FixedProposals)?.source(of: number), enqueued: enqueued, begins: true)
    let proposal = Proposal(number: number, architecture: architecture)
    try known?.insert(proposal, of: definition.space)
    try controller.began(proposal)
    return proposal
  }

  /// What somebody wants to be trained next. What the controller has proposed since it was enqueued is given up.
  private func takeEnqueued() async throws -> (id: Int64, Architecture)? {
    while let entry = try environment.store.nextEnqueued(search: record.id) {
      if known == nil {
        known = try KnownArchitectures(search: record.id, space: definition.space, in: environment.store)
      }
      let architecture = try architecture(entry.architecture)
      guard let known,
        let earlier = try known.latest(architecture, of: definition.space, ifProposed: entry.repeats)
      else { return (entry.id, architecture) }
      try environment.store.drop(enqueued: entry.id)
      let words = "an architecture that was enqueued is left out: trial \(earlier) has it meanwhile"
      await listener(.notice(name: record.name, trial: nil, words))
    }
    return nil
  }

  /// Asks the controller. One that fails ends the search in good order: what runs comes to its end and is recorded, and
  /// when the controller is mended the search goes on.
  private func askController(_ number: Int) async -> Architecture? {
    do {
      // In a task of its own, which an interrupt cancels.
      return try await interruption.ending(Task { try controller.ask(number: number) })
    } catch {
      if interruption.isSet {
        await obey()
        return nil
      }
      ending = .finishing(.interrupted)
      controllerFailure = error
      let words = String(describing: error)
      try? environment.store.log(search: record.id, trial: nil, kind: "controller_failed", payload: .string(words))
      if !running.isEmpty {
        let count = running.count
        await listener(
          .notice(
            name: record.name, trial: nil,
            "\(words)\nnothing more is started; \(count) running trial\(count == 1 ? " comes" : "s come") to an end"
          ))
      }
      return nil
    }
  }

  /// What should be seen when it begins for the first time.
  var firstNotices: [String] {
    let (count, max) = (definition.enqueued.count, definition.limits.max)
    if count <= max { return definition.notices }
    return definition.notices + [
      "of \(count) architectures that are enqueued only the first \(max) fit into max = \(max)"
    ]
  }

  /// How it ends when nothing runs and nothing is proposed any more.
  var exhausted: SearchOutcome {
    let done: SearchOutcome =
      nextNumber > definition.limits.max
      ? .allDone(definition.limits.max) : .completed(reason: "every architecture of the space has been tried")
    // Nothing was found. What was ended early has shown that it can be trained.
    guard view.completed == 0, view.stopped == 0, view.ended > 0 else { return done }
    return .failed(reason: done.reason + SearchOutcome.noneCompleted)
  }
}

import Controllers
import PlainJSON
import SearchSpace
import TrialStore

/// What is trained next.
extension SearchRunner {
  /// Stores what is trained next and tells the controller of it; nil where there is nothing now.
  func propose() async throws -> Proposal? {
    let number = nextNumber
    guard let architecture = await askController(number) else { return nil }
    nextNumber += 1
    try environment.store.propose(
      search: record.id, number: number, architecture: definition.space.text(of: architecture),
      source: (controller as? FixedProposals)?.source(of: number))
    let proposal = Proposal(number: number, architecture: architecture)
    try controller.began(proposal)
    return proposal
  }

  /// Asks the controller. One that fails ends the search in good order: what runs comes to its end and is recorded, and
  /// when the controller is mended the search goes on.
  private func askController(_ number: Int) async -> Architecture? {
    do { return try controller.ask(number: number) } catch {
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
}

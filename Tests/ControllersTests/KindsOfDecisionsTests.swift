import ControllerContract
import Controllers
import PlainJSON
import Randomness
import SearchSpace
import Testing

/// Every controller of the catalog, on spaces with every kind of decision.
@Suite struct KindsOfDecisionsTests {
  static let names = ControllerCatalog.entries.map(\.name)

  private func make(_ name: String, _ space: SearchSpace) throws -> any Controller {
    try ControllerCatalog.make(name, .init(space: space, seed: 3, maxTrials: 150))
  }

  /// What rises with some decisions of each kind; every seventh trial fails, and some are stopped.
  private func outcome(_ number: Int, _ architecture: Architecture, of space: SearchSpace) -> TrialResult.Outcome {
    let table = space.table(of: architecture)
    let reward =
      (table["rate"]?.doubleValue ?? 0) + (table["momentum"]?.doubleValue ?? 0)
      + Double(table["blocks"]?.arrayValue?.count ?? 0) + (table["skips"]?.arrayValue?.first == "c1" ? 1 : 0)
    if number.isMultiple(of: 7) { return .failed(.outOfMemory) }
    return number.isMultiple(of: 11) ? .stopped(Score(reward: reward / 2)) : .completed(reward: reward)
  }

  // The grid cannot count a space without an end.
  @Test(arguments: names.filter { $0 != "grid" })
  func `proposals of an endless space are valid and accepted, never repeat, and are the same in a replay`(
    name: String
  ) async throws {
    let space = try KindsOfDecisions.infinite()
    var controller = try make(name, space)
    var running: [Proposal] = []
    var history: [(inout any Controller) throws -> Void] = []
    var seen: Set<ArchitectureIdentity> = []
    for number in 1...150 {
      let asked = try controller.ask(number: number)
      let architecture = try #require(asked)
      try space.validate(architecture)
      #expect(try space.objection(to: architecture) == nil)
      #expect(seen.insert(try space.identity(of: architecture)).inserted)
      if number.isMultiple(of: 30) {
        var rebuilt = try make(name, space)
        for event in history { try event(&rebuilt) }
        #expect(try rebuilt.ask(number: number) == architecture)
      }
      let proposal = Proposal(number: number, architecture: architecture)
      history.append { try $0.began(proposal) }
      try controller.began(proposal)
      running.append(proposal)
      guard running.count > 6 else { continue }
      let ended = running.remove(at: number % 5)
      let result = TrialResult(
        number: ended.number, architecture: ended.architecture,
        outcome: outcome(ended.number, ended.architecture, of: space))
      history.append { $0.tell(result) }
      controller.tell(result)
      await Task.yield()
    }
  }

  @Test(arguments: names)
  func `every network of a space that can be counted is proposed once`(name: String) async throws {
    let space = try KindsOfDecisions.finite()
    let networks = try Set(space.architectures.filter { try space.allows($0) }.map { try space.identity(of: $0) })
    var controller = try make(name, space)
    var seen: Set<ArchitectureIdentity> = []
    var number = 0
    while let result = try controller.step(number + 1, { outcome(number + 1, $0, of: space) }) {
      number += 1
      #expect(try space.objection(to: result.architecture) == nil)
      #expect(seen.insert(try space.identity(of: result.architecture)).inserted)
      await Task.yield()
    }
    #expect(seen == networks)
  }

  /// An earlier search has trials that a cut leaves out, and numbers below 1.
  @Test(arguments: names.filter { $0 != "grid" })
  func `trials of the whole space are no harm to a search of a part`(name: String) async throws {
    let whole = try KindsOfDecisions.infinite()
    var generator = SeededGenerator(seed: 5)
    let earlier = try whole.samples(30, using: &generator)
    let part = try whole.around([earlier[0]], radius: 4)
    var controller = try make(name, part)
    for (number, architecture) in zip(-29...0, earlier) {
      try controller.began(Proposal(number: number, architecture: architecture))
      controller.tell(
        TrialResult(
          number: number, architecture: architecture, outcome: outcome(30 - number, architecture, of: whole)))
    }
    for number in 1...40 {
      let result = try #require(try controller.step(number) { outcome(number, $0, of: whole) })
      #expect(try part.objection(to: result.architecture) == nil)
      #expect(!earlier.contains(result.architecture))
      await Task.yield()
    }
  }
}

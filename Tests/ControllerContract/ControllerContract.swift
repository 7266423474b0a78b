import Controllers
import Randomness
import SearchSpace
import Testing

/// What every controller must do, in Swift or in Lua.
public struct ControllerContract: Sendable {
  /// One demand.
  public enum Check: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case coverage = "proposals lie in the space, never repeat, and end when all are proposed"
    case replay = "replaying the history gives the same proposals"
    case parallelReplay = "replaying a parallel history gives the same proposals"
    case inFlight = "trials in flight at once are different"
    case nothingToLearn = "histories without anything to learn from do no harm"
    case singleArchitecture = "a space of one architecture gives it once"
    case proposalsOfOthers = "what others propose, in earlier searches too, is not proposed again"
    case anotherSeed = "another seed gives other proposals"

    public var testDescription: String { rawValue }
  }

  /// Makes a controller that knows nothing yet.
  public typealias Make = @Sendable (_ space: SearchSpace, _ seed: UInt64, _ trials: Int) throws -> any Controller

  let make: Make

  /// The contract of the controllers that a function makes.
  public init(_ make: @escaping Make) { self.make = make }

  /// Tests one demand.
  public func test(_ check: Check) async throws {
    switch check {
    case .coverage: try coverage()
    case .replay: try await replay()
    case .parallelReplay: try await parallelReplay()
    case .inFlight: try inFlight()
    case .nothingToLearn: try await nothingToLearn()
    case .singleArchitecture: try singleArchitecture()
    case .proposalsOfOthers: try proposalsOfOthers()
    case .anotherSeed: try anotherSeed()
    }
  }

  private func controller(_ space: SearchSpace, trials: Int = 100) throws -> any Controller {
    try make(space, 1, trials)
  }

  private func coverage() throws {
    let space = try digits([3, 4, 5])
    var controller = try controller(space)
    var seen: Set<Architecture> = []
    for number in 1...60 {
      let result = try #require(try controller.step(number) { .completed(reward: Double($0.choices[0])) })
      try space.validate(result.architecture)
      #expect(seen.insert(result.architecture).inserted)
    }
    #expect(try controller.ask(number: 61) == nil)
  }

  private func replay() async throws {
    let space = try digits([4, 4, 4, 4, 4])
    var controller = try controller(space)
    var history: [TrialResult] = []
    for number in 1...80 {
      // Rebuilt from scratch before every proposal: nothing but seed, number and history may matter.
      var rebuilt = try self.controller(space)
      for result in history {
        try rebuilt.began(Proposal(number: result.number, architecture: result.architecture))
        rebuilt.tell(result)
      }
      let expected = try rebuilt.ask(number: number)
      let result = try #require(
        try controller.step(number) { .completed(reward: Double($0.choices.reduce(0, +))) })
      #expect(result.architecture == expected)
      history.append(result)
      await Task.yield()
    }
  }

  /// Ends come in another order than proposals, and some trials never end.
  private func parallelReplay() async throws {
    let space = try digits([4, 4, 4, 4])
    var controller = try controller(space)
    var order = SeededGenerator(seed: 7)
    var running: [Proposal] = []
    var history: [(inout any Controller) throws -> Void] = []
    for number in 1...120 {
      var rebuilt = try self.controller(space)
      for event in history { try event(&rebuilt) }
      let expected = try rebuilt.ask(number: number)
      let asked = try controller.ask(number: number)
      let architecture = try #require(asked)
      #expect(architecture == expected)
      let proposal = Proposal(number: number, architecture: architecture)
      running.append(proposal)
      history.append { try $0.began(proposal) }
      try controller.began(proposal)
      while running.count > order.index(17) + 4 {
        let ended = running.remove(at: order.index(running.count))
        let reward = Double(ended.architecture.choices.reduce(0, +)) + order.unit()
        let result = TrialResult(
          number: ended.number, architecture: ended.architecture,
          outcome: order.index(5) == 0 ? .failed(.crashed) : .completed(reward: reward))
        history.append { $0.tell(result) }
        controller.tell(result)
      }
      await Task.yield()
    }
  }

  private func inFlight() throws {
    var controller = try controller(try digits([10, 10, 10]))
    var seen: Set<Architecture> = []
    for number in 1...64 {
      let asked = try controller.ask(number: number)
      let architecture = try #require(asked)
      try controller.began(Proposal(number: number, architecture: architecture))
      #expect(seen.insert(architecture).inserted)
    }
  }

  private func nothingToLearn() async throws {
    let outcomes: [TrialResult.Outcome] = [
      .failed(.crashed), .failed(.outOfMemory), .failed(.timedOut), .stopped(nil), .infeasible,
      .completed(reward: .nan), .completed(reward: .infinity), .completed(reward: 1),
    ]
    for outcome in outcomes {
      var controller = try controller(try digits([10, 10]), trials: 20)
      for number in 1...50 { #expect(try controller.step(number) { _ in outcome } != nil) }
      await Task.yield()
    }
  }

  private func singleArchitecture() throws {
    var controller = try controller(try SearchSpace(.constant(["a": 1])))
    #expect(try controller.step(1) { _ in .completed(reward: 1) } != nil)
    #expect(try controller.ask(number: 2) == nil)
  }

  private func proposalsOfOthers() throws {
    let space = try digits([3, 4, 5])
    var controller = try controller(space)
    let all = space.architectures.map(\.self)
    // Ten trials of an earlier search, then five that somebody wanted first, one of which does not end.
    var seen: Set<Architecture> = []
    for number in -9...5 {
      let architecture = all[(number + 9) * 4]
      seen.insert(architecture)
      try controller.began(Proposal(number: number, architecture: architecture))
      if number == 3 { continue }
      let outcome: TrialResult.Outcome =
        number % 4 == 0 ? .failed(.outOfMemory) : .completed(reward: Double(architecture.choices[1]))
      controller.tell(TrialResult(number: number, architecture: architecture, outcome: outcome))
    }
    for number in 6...50 {
      let result = try #require(try controller.step(number) { .completed(reward: Double($0.choices[1])) })
      #expect(seen.insert(result.architecture).inserted)
    }
    #expect(try controller.ask(number: 51) == nil)
  }

  private func anotherSeed() throws {
    let space = try digits([10, 10, 10, 10])
    var (first, second) = (try make(space, 1, 100), try make(space, 2, 100))
    #expect(try (1...5).map { try first.ask(number: $0) } != (1...5).map { try second.ask(number: $0) })
  }
}

import ControllerContract
import Controllers
import Foundation
import LuaHost
import SearchSpace
import Testing

@testable import LunasLua

/// The controller in `Scripts/searches/own_controller` does what the controllers in Swift do.
@Suite(.timeLimit(.minutes(5))) struct OwnControllerTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scripts/searches/own_controller")
    .path

  /// The controller that a Lua expression gives, with the module as `own`.
  private func choice(_ expression: String, in session: Session) async throws -> ControllerChoice {
    await session.lua.searchModules(in: [Self.folder])
    let argument = try await session.lua.run(
      "local own = require 'evolution' return \(expression)", as: ControllerArgument.self)
    return argument.choice(session.context)
  }

  @Test(arguments: ControllerContract.Check.allCases)
  func `the example keeps the contract`(check: ControllerContract.Check) async throws {
    let session = try await Session()
    let choice = try await choice("own.evolution { parents = 5 }", in: session)
    try await ControllerContract { try choice.make(.init(space: $0, seed: $1, maxTrials: $2)) }.test(check)
  }

  /// Trials that are random until the first end are all that it knows: `ask` alone is a controller, too.
  @Test(arguments: ControllerContract.Check.allCases)
  func `a controller without a state keeps the contract`(check: ControllerContract.Check) async throws {
    let session = try await Session()
    let choice = try await choice(
      """
      { ask = function(history)
        local arch = history.best and history.space:mutate(history.best.arch, history:seed())
        return arch and not history:was_proposed(arch) and arch or history:sample()
      end }
      """, in: session)
    try await ControllerContract { try choice.make(.init(space: $0, seed: $1, maxTrials: $2)) }.test(check)
  }

  /// As for the others: a random search ends at about 62 of 90 after 200 trials.
  @Test func `the example learns`() async throws {
    let session = try await Session()
    let choice = try await choice("own.evolution()", in: session)
    let space = try digits([Int](repeating: 10, count: 10))
    var total = 0.0
    for seed in 1...5 as ClosedRange<UInt64> {
      var controller = try choice.make(.init(space: space, seed: seed, maxTrials: 200))
      total +=
        try (1...200).compactMap {
          try controller.step($0) { .completed(reward: Double($0.choices.reduce(0, +))) }?.score?.reward
        }.max() ?? 0
      await Task.yield()
    }
    #expect(total / 5 > 72)
  }
}

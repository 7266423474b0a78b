import Controllers
import Locking
import Randomness
import SearchSpace

/// What a controller in Lua may look at. It only grows, and is looked at in place: a call costs the same after ten trials
/// and after ten thousand.
final class SearchHistory: Sendable {
  let space: SearchSpace
  let maxTrials: Int
  private let seed: UInt64
  private let state: Locked<State>

  private struct State {
    /// In the order of the ends.
    var trials: [TrialResult] = []
    var best: TrialResult?
    var running: [Int: Architecture] = [:]
    var proposed: ProposedArchitectures
    /// The trial that is asked for, and its randomness.
    var number = 0
    var generator: SeededGenerator
  }

  init(_ request: ControllerCatalog.Request, repeats: Int) {
    space = request.space
    maxTrials = request.maxTrials
    seed = request.seed
    state = Locked(
      State(proposed: ProposedArchitectures(repeats: repeats), generator: SeededGenerator(seed: request.seed)))
  }

  // MARK: What happens

  func began(_ proposal: Proposal) throws {
    // No canonical form, which may be a Lua function, is called with the lock held.
    let identity = try space.identity(of: proposal.architecture)
    state.withLock { state in
      state.running[proposal.number] = proposal.architecture
      state.proposed.insert(identity)
    }
  }

  func tell(_ result: TrialResult) {
    state.withLock { state in
      state.running[result.number] = nil
      state.trials.append(result)
      guard let score = result.score else { return }
      if state.best?.score.map({ score.standing > $0.standing }) ?? true { state.best = result }
    }
  }

  /// Begins the question for a trial: what is random in it depends on the seed and the number alone.
  func beginAsking(_ number: Int) {
    state.withLock { state in
      state.number = number
      state.generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(number)))
    }
  }

  // MARK: What can be asked

  var number: Int { state.withLock { $0.number } }
  var count: Int { state.withLock { $0.trials.count } }
  var best: TrialResult? { state.withLock { $0.best } }
  /// In flight, in the order of the proposals.
  var running: [Architecture] {
    state.withLock { state in state.running.sorted { $0.key < $1.key }.map(\.value) }
  }

  func trial(at position: Int) -> TrialResult? {
    state.withLock { $0.trials.indices.contains(position - 1) ? $0.trials[position - 1] : nil }
  }

  func isKnown(_ architecture: Architecture) throws -> Bool {
    let identity = try space.identity(of: architecture)
    return state.withLock { $0.proposed.contains(identity) }
  }

  /// The latest trial of the same network.
  func number(of architecture: Architecture) throws -> Int? {
    let (running, trials) = state.withLock { ($0.running, $0.trials) }
    let identity = try space.identity(of: architecture)
    for (number, other) in running where try space.identity(of: other) == identity { return number }
    return try trials.last { try space.identity(of: $0.architecture) == identity }?.number
  }

  /// An architecture that was not proposed, each equally likely; nil where there is none.
  func freshSample() throws -> Architecture? {
    // Copies: constraints and canonical forms may be Lua functions, which may come back here.
    let (proposed, before) = state.withLock { ($0.proposed, $0.generator) }
    var generator = before
    let architecture = try proposed.freshSample(of: space, using: &generator)
    let after = generator
    state.withLock { $0.generator = after }
    return architecture
  }

  func random<Value>(_ draw: (inout SeededGenerator) -> Value) -> Value {
    state.withLock { draw(&$0.generator) }
  }
}

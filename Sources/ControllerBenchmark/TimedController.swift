import Controllers
import Foundation
import Randomness
import SearchSpace

/// A controller over the space that the peers are timed on: seven blocks, each with a kernel and an expansion of three
/// choices and a depth of four, less one depth: 20 decisions, 2.0e10 architectures.
final class TimedController {
  private let space: SearchSpace
  private var controller: any Controller
  private var generator = SeededGenerator(seed: 7)
  private var number = 0

  private static let kernels = [3: 0.1, 5: 0.3, 7: 0.2]
  private static let expansions = [1: 0.0, 3: 0.3, 6: 0.25]

  init(named name: String, trials: Int) throws {
    func oneOf(_ values: [Int]) -> Template { .decision(Decision(.oneOf(values.map { .constant(.integer($0)) }))) }
    var members: [String: Template] = [:]
    for block in 0..<7 {
      members["kernel\(block)"] = oneOf([3, 5, 7])
      members["expand\(block)"] = oneOf([1, 3, 6])
      if block < 6 { members["depth\(block)"] = .decision(Decision(.integer(IntegerRange(lower: 1, upper: 4)))) }
    }
    space = try SearchSpace(.table(members))
    controller = try ControllerCatalog.make(name, .init(space: space, seed: 1, maxTrials: trials))
  }

  /// Tells the controller of finished random trials.
  func fill(_ trials: Int) throws {
    for _ in 0..<trials { try end(space.sample(using: &generator)) }
  }

  /// One trial from asking to having been told, in milliseconds.
  func round() throws -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    guard let architecture = try controller.ask(number: number + 1) else {
      throw BenchmarkError(problem: "the controller has nothing left to propose")
    }
    try end(architecture)
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
  }

  private func end(_ architecture: Architecture) throws {
    number += 1
    try controller.began(Proposal(number: number, architecture: architecture))
    controller.tell(
      TrialResult(number: number, architecture: architecture, outcome: .completed(reward: reward(architecture))))
  }

  /// A sum over the decisions with a little interaction and noise, so that models have something to learn.
  private func reward(_ architecture: Architecture) -> Double {
    let table = space.table(of: architecture)
    func value(_ name: String, _ block: Int) -> Int { table["\(name)\(block)"]?.intValue ?? 0 }
    var sum = value("kernel", 0) == value("kernel", 6) ? 0.2 : 0
    for block in 0..<7 {
      sum += (Self.kernels[value("kernel", block)] ?? 0) * Double(block + 1) / 7
      sum += Self.expansions[value("expand", block)] ?? 0
      let depth = Double(value("depth", block))
      sum += 0.1 * depth - 0.02 * depth * depth
    }
    return sum + 0.04 * (generator.unit() - 0.5)
  }
}

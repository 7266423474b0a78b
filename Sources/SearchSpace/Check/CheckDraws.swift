import BigInt
import Randomness

/// Architectures drawn from a space with constraints: how many of them fulfil those, and what those have.
struct CheckDraws: Sendable {
  /// Spaces up to this size are gone through.
  static let mostEnumerated = BigUInt(2_000)
  private static let enough = 300
  private static let most = 3_000

  /// Whether these are all architectures that have a number.
  let isComplete: Bool
  private(set) var drawn = 0
  private(set) var accepted = 0
  /// How many each constraint refused that must be tested, by its name.
  private(set) var refusals: [String: Int] = [:]
  /// The choices of accepted architectures, by the ids of points.
  private(set) var seen: [Set<Int>]

  /// - Throws: what a constraint throws.
  init(of space: SearchSpace) throws {
    isComplete = space.numberedSize.map { $0 <= Self.mostEnumerated } ?? false
    seen = [Set<Int>](repeating: [], count: space.points.count)
    if isComplete {
      for architecture in space.architectures { try note(architecture, of: space) }
      return
    }
    var generator = SeededGenerator(seed: 1)
    while accepted < Self.enough, drawn < Self.most {
      var architecture = space.blank
      space.counter.draw(into: &architecture, using: &generator)
      try note(architecture, of: space)
    }
  }

  private mutating func note(_ architecture: Architecture, of space: SearchSpace) throws {
    drawn += 1
    if let broken = try space.firstBroken(by: architecture) {
      refusals[broken.name, default: 0] += 1
      return
    }
    accepted += 1
    for (point, choice) in architecture.choices.enumerated() where choice != Architecture.inactive {
      seen[point].insert(choice)
    }
  }
}

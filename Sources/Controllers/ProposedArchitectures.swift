import BigInt
import Randomness
import SearchSpace

/// The architectures that a search has proposed, so that none is trained twice.
struct ProposedArchitectures: Sendable {
  private var seen: Set<Architecture> = []

  /// Draws that may all be known before the rest is searched one by one: with half of the space left, all fail once in
  /// 2^50 times.
  private static let draws = 50

  mutating func insert(_ architecture: Architecture) { seen.insert(architecture) }

  func contains(_ architecture: Architecture) -> Bool { seen.contains(architecture) }

  func isExhausted(_ space: SearchSpace) -> Bool { space.size <= BigUInt(seen.count) }

  /// An architecture that was not proposed yet, each equally likely, or nil when there is none.
  func freshSample(of space: SearchSpace, using generator: inout SeededGenerator) -> Architecture? {
    if isExhausted(space) { return nil }
    for _ in 0..<Self.draws {
      let architecture = space.sample(using: &generator)
      if !contains(architecture) { return architecture }
    }
    // Nearly everything is known, so the space is small: take the n-th of what is left.
    var remaining = generator.below(space.size - BigUInt(seen.count))
    var index = BigUInt(0)
    while let architecture = space.architecture(at: index) {
      if !contains(architecture) {
        if remaining == 0 { return architecture }
        remaining -= 1
      }
      index += 1
    }
    return nil
  }
}

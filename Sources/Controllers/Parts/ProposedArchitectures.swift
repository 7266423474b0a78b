import BigInt
import Randomness
import SearchSpace

/// The networks that a search has proposed, so that none is trained more often than asked for.
public struct ProposedArchitectures: Sendable {
  /// How often a network may be proposed: more than once measures the noise of its training.
  public let repeats: Int
  /// Those that may not be proposed again.
  private var seen: Set<ArchitectureIdentity> = []
  /// How often the others were proposed.
  private var counts: [ArchitectureIdentity: Int] = [:]

  /// Makes the set of a search that has proposed nothing yet.
  public init(repeats: Int = 1) { self.repeats = repeats }

  /// Draws that may all be known before the rest is searched one by one: with half of the space left, all fail once in
  /// 2^50 times.
  private static let draws = 50
  /// Draws for a space that is too large to search.
  private static let manyDraws = 10_000
  /// Spaces up to this size are searched one by one.
  private static let searchable = BigUInt(1_000_000)

  /// Takes in a proposal.
  ///
  /// - Throws: what the canonical form of the space throws.
  public mutating func insert(_ architecture: Architecture, of space: SearchSpace) throws {
    insert(try space.identity(of: architecture))
  }

  /// Takes in the proposal of a network.
  public mutating func insert(_ identity: ArchitectureIdentity) {
    let count = counts[identity, default: 0] + 1
    if count >= repeats {
      seen.insert(identity)
      counts[identity] = nil
    } else {
      counts[identity] = count
    }
  }

  /// Whether a network was proposed as often as it may be.
  public func contains(_ identity: ArchitectureIdentity) -> Bool { seen.contains(identity) }

  /// Whether a network was proposed as often as it may be.
  public func contains(_ architecture: Architecture, of space: SearchSpace) throws -> Bool {
    seen.contains(try space.identity(of: architecture))
  }

  /// An architecture that was not proposed yet, each equally likely, or nil when there is none.
  public func freshSample(of space: SearchSpace, using generator: inout SeededGenerator) throws -> Architecture? {
    let size = space.numberedSize
    if let size, size <= BigUInt(seen.count), space.canonical == nil { return nil }
    let isSearchable = size.map { $0 <= Self.searchable } ?? false
    for _ in 0..<(isSearchable ? Self.draws : Self.manyDraws) {
      let architecture = try space.sample(using: &generator)
      if try !contains(architecture, of: space) { return architecture }
    }
    return isSearchable ? try pickUnseen(of: space, using: &generator) : nil
  }

  /// Any of those that are left: the n-th of them takes the place of the one picked so far once in n times.
  private func pickUnseen(of space: SearchSpace, using generator: inout SeededGenerator) throws -> Architecture? {
    var picked: Architecture?
    var count = 0
    var all = space.architectures
    while let architecture = try all.nextAccepted() {
      if try contains(architecture, of: space) { continue }
      count += 1
      if generator.index(count) == 0 { picked = architecture }
    }
    return picked
  }
}

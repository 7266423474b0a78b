import BigInt
import Randomness

extension SearchSpace {
  /// So many draws are tested before a space is taken to have next to nothing: with 1 in 10,000 accepted, all fail once
  /// in twenty times.
  static let mostDraws = 30_000

  /// An architecture drawn uniformly from all architectures that fulfil the constraints. Continuous decisions are drawn
  /// evenly over their range, and `log` ones evenly over its logarithm.
  ///
  /// - Throws: ``SpaceError`` that names the constraint that refuses most, where fewer than about 1 in 10,000 is accepted.
  public func sample(using generator: inout SeededGenerator) throws(SpaceError) -> Architecture {
    var refusals: [String: Int] = [:]
    for _ in 0..<Self.mostDraws {
      var architecture = blank
      counter.draw(into: &architecture, using: &generator)
      guard let broken = try firstBroken(by: architecture) else { return architecture }
      refusals[broken.name, default: 0] += 1
    }
    let worst = refusals.max { ($0.value, $1.key) < ($1.value, $0.key) }
    let share = (worst?.value ?? 0) * 100 / Self.mostDraws
    throw SpaceError(
      path: "",
      problem:
        "of \(Self.mostDraws) architectures none is accepted, less than 1 in 10,000: '\(worst?.key ?? "")' refuses "
        + "\(share) % of them; loosen it, or say it as a rule that can be counted (nas.constraint)")
  }

  /// Several architectures, no two the same network, each equally likely: fewer than asked for where there are not so
  /// many.
  ///
  /// - Throws: what ``sample(using:)`` and the canonical form throw.
  public func samples(_ count: Int, using generator: inout SeededGenerator) throws -> [Architecture] {
    var seen: Set<ArchitectureIdentity> = []
    if let numbered = numberedSize, numbered <= BigUInt(count) * 4 {
      var all = try Array(architectures.accepted())
      generator.shuffle(&all)
      return try Array(all.filter { seen.insert(try identity(of: $0)).inserted }.prefix(count))
    }
    var drawn: [Architecture] = []
    var misses = 0
    while drawn.count < count, misses < Self.mostDraws {
      let architecture = try sample(using: &generator)
      if seen.insert(try identity(of: architecture)).inserted { drawn.append(architecture) } else { misses += 1 }
    }
    return drawn
  }
}

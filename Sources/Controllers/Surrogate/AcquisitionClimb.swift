import Foundation
import Randomness
import SearchSpace

/// Looks for the architecture that is most worth a trial: climbs from the best that are known, and from promising random
/// ones, to better and better neighbours.
struct AcquisitionClimb {
  private let space: SearchSpace
  private let features: SurrogateFeatures
  private let acquisition: Acquisition
  private let proposed: ProposedArchitectures
  private let failures: FailureModel
  /// How likely to fail a proposal may be: drawn for each, so that one of any risk is made the less often the riskier it is.
  private var mostRisk = 1.0
  /// How many more architectures may be rated.
  private var budget: Int
  private var rated: [Architecture: Double] = [:]
  private var best: (architecture: Architecture, value: Double)?
  /// The rows that were made before and on the way.
  private(set) var rows: RowCache

  private static let randoms = 50
  private static let starts = 5
  private static let steps = 10
  /// Where an architecture has more neighbours, so many of them are drawn instead.
  private static let mostNeighbours = 200

  init(
    space: SearchSpace, features: SurrogateFeatures, acquisition: Acquisition, proposed: ProposedArchitectures,
    failures: FailureModel, budget: Int, rows: RowCache
  ) {
    self.space = space
    self.features = features
    self.acquisition = acquisition
    self.proposed = proposed
    self.failures = failures
    self.budget = budget
    self.rows = rows
  }

  /// The best that was found and was not proposed yet, or nil.
  mutating func run(using generator: inout SeededGenerator) throws -> Architecture? {
    mostRisk = failures.drawTolerance(using: &generator)
    var randoms: [(architecture: Architecture, value: Double)] = []
    for _ in 0..<min(Self.randoms, budget / 4) {
      let drawn = try space.sample(using: &generator)
      randoms.append((drawn, try rate(drawn)))
    }
    randoms.sort { $0.value > $1.value }
    // By turns, so that a small budget serves both.
    let (known, drawn) = (
      acquisition.incumbents.prefix(Self.starts), randoms.prefix(Self.starts).map(\.architecture)
    )
    for turn in 0..<Self.starts {
      if known.indices.contains(turn) { try climb(from: known[turn], using: &generator) }
      if drawn.indices.contains(turn) { try climb(from: drawn[turn], using: &generator) }
    }
    return best?.architecture
  }

  private mutating func climb(from start: Architecture, using generator: inout SeededGenerator) throws {
    var (here, height) = (start, -Double.infinity)
    for _ in 0..<Self.steps where budget > 0 {
      var next: Architecture?
      for neighbour in try neighbours(of: here, using: &generator) where budget > 0 {
        let value = try rate(neighbour)
        if value > height { (next, height) = (neighbour, value) }
      }
      guard let next else { return }
      here = next
    }
  }

  private func neighbours(
    of architecture: Architecture, using generator: inout SeededGenerator
  ) throws -> [Architecture] {
    let count = space.points.reduce(0) { sum, point in
      guard architecture.isActive(point.id), !point.isFixed else { return sum }
      return sum + (point.integers != nil || point.isContinuous ? 2 : point.allowed.count - 1)
    }
    var found = count > Self.mostNeighbours ? [] : try space.neighbours(of: architecture)
    // Numbers may lie anywhere, and neighbours only at certain distances.
    let mutations = count > Self.mostNeighbours ? Self.mostNeighbours / 2 : space.isContinuous ? 20 : 0
    for _ in 0..<mutations {
      if let mutation = try space.mutate(architecture, using: &generator) { found.append(mutation) }
    }
    // In a large neighbourhood the budget ends before the last.
    if found.count > budget { generator.shuffle(&found) }
    return found
  }

  /// Rates an architecture, and keeps it where it is the best that may be proposed.
  private mutating func rate(_ architecture: Architecture) throws -> Double {
    if let value = rated[architecture] { return value }
    budget -= 1
    let entry = try rows.entry(for: architecture, space: space, features: features)
    var value = acquisition.value(of: entry.row)
    if !failures.isEmpty {
      let risk = failures.risk(of: architecture)
      // Nothing is ever learned of rewards where everything fails, so the hope for them never fades: what is riskier than
      // this proposal may be comes behind everything else.
      value += log(max(1 - risk, 1e-9)) - (risk > mostRisk ? 1000 * risk : 0)
    }
    rated[architecture] = value
    if best.map({ value > $0.value }) ?? true, !proposed.contains(entry.identity) { best = (architecture, value) }
    return value
  }
}

/// Rows and identities of architectures that were looked at, which are looked at again by the next proposals: a canonical
/// form may be a script's function.
struct RowCache: Sendable {
  struct Entry: Sendable {
    let row: [Double]
    let identity: ArchitectureIdentity
  }

  private var entries: [Architecture: Entry] = [:]
  private static let most = 10_000

  mutating func entry(
    for architecture: Architecture, space: SearchSpace, features: SurrogateFeatures
  ) throws -> Entry {
    if let entry = entries[architecture] { return entry }
    if entries.count >= Self.most { entries = [:] }
    let entry = Entry(row: features.row(of: architecture), identity: try space.identity(of: architecture))
    entries[architecture] = entry
    return entry
  }
}

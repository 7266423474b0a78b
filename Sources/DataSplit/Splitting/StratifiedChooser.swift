import Randomness

/// Chooses items one by one, stratified by a label: exactly as many of each class as ``Apportionment`` says.
struct StratifiedChooser: PartChooser {
  private(set) var levels: [UInt8]
  private let strata: Strata
  private let hasMissing: Bool
  /// How many items each stratum has in the part before, and in what shares are of.
  private var limits: [Int]
  private var bases: [Int]

  /// Starts with all items at a level: 0, or where something else has chosen the training part, what it chose.
  ///
  /// - Parameter hasMissing: whether the last stratum is that of the items without a label.
  init(_ strata: Strata, levels: [UInt8], hasMissing: Bool) {
    self.strata = strata
    self.levels = levels
    self.hasMissing = hasMissing
    limits = strata.counts(from: levels.max() ?? 0, of: levels)
    bases = limits
  }

  mutating func choose(_ part: WantedPart) {
    var ties = part.generator(.ties)
    let given: [Int]
    if part.isBalanced {
      given = Apportionment.balanced(
        limits: limits, total: part.count, last: hasMissing ? strata.count - 1 : nil, using: &ties)
    } else {
      given = Apportionment.proportional(
        bases, limits: limits, share: part.share, total: part.count, keepsSingles: part.level == 1, using: &ties)
    }
    raise(given, of: part)
    limits = given
    if part.level == 1 { bases = given }
  }

  /// Raises that many items of each stratum, each subset equally likely: an item is chosen with the chance that is the
  /// number of those to be chosen by the number of those to come (Fan, Muller and Rezucha 1962). The items are met in their
  /// order, which is what makes this fast.
  private mutating func raise(_ given: [Int], of part: WantedPart) {
    var generator = part.generator(.choice)
    var wanted = given.map { UInt64($0) }
    var coming = limits.map { UInt64($0) }
    let last = UInt32(strata.count - 1)
    let before = part.level - 1
    strata.codes.withUnsafeBufferPointer { codes in
      levels.withUnsafeMutableBufferPointer { levels in
        wanted.withUnsafeMutableBufferPointer { wanted in
          coming.withUnsafeMutableBufferPointer { coming in
            for item in 0..<levels.count where levels[item] == before {
              let stratum = Int(min(codes[item], last))
              let isChosen: UInt64 = generator.below(coming[stratum]) < wanted[stratum] ? 1 : 0
              wanted[stratum] -= isChosen
              coming[stratum] -= 1
              levels[item] += UInt8(truncatingIfNeeded: isChosen)
            }
          }
        }
      }
    }
  }
}

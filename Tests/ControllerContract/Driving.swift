import Controllers
import SearchSpace

/// A space of whole numbers, each from 0 up to but not including its count.
public func digits(_ counts: [Int]) throws -> SearchSpace {
  let members = counts.enumerated().map { position, count in
    ("d\(position)", Template.decision(Decision(.integer(IntegerRange(lower: 0, upper: count - 1)))))
  }
  return try SearchSpace(.table(Dictionary(members) { first, _ in first }))
}

/// A space of choices, each of so many words: unlike numbers, every one is next to every other.
public func words(_ counts: [Int]) throws -> SearchSpace {
  try SearchSpace(
    .list(counts.map { count in .decision(Decision(.oneOf((0..<count).map { .constant(.string("w\($0)")) }))) }))
}

extension Controller {
  /// Asks for one trial and ends it with an outcome; nil where there is nothing left to propose.
  public mutating func step(
    _ number: Int, _ outcome: (Architecture) -> TrialResult.Outcome
  ) throws -> TrialResult? {
    guard let architecture = try ask(number: number) else { return nil }
    try began(Proposal(number: number, architecture: architecture))
    let result = TrialResult(number: number, architecture: architecture, outcome: outcome(architecture))
    tell(result)
    return result
  }
}

import Randomness

/// Different architectures are different networks, as far as the space's canonical form can tell.
struct SameNetworksRule: SpaceRule {
  let name = "same-network"
  private static let changes = 100

  func findings(in check: SpaceCheck) throws -> [Finding] {
    // Where constraints refuse everything there is nothing to compare.
    guard check.space.canonical != nil, check.draws?.accepted != 0, let problem = try problem(of: check.space)
    else { return [] }
    return [
      finding(
        .note, "\(problem) in the canonical form",
        advice:
          "what has no effect under some choice should exist only where it has one: put it inside the candidate "
          + "that uses it. A search that trains no network twice loses only counting")
    ]
  }

  private func problem(of space: SearchSpace) throws -> String? {
    if let numbered = space.numberedSize, numbered <= CheckDraws.mostEnumerated {
      let all = try space.architectures.accepted()
      let networks = try Set(all.map { try space.canonicalTable(of: $0) }).count
      return networks == all.count ? nil : "\(all.count) architectures are \(networks) networks"
    }
    // Equal ones are seldom met by chance in a large space, but often lie one decision apart.
    var generator = SeededGenerator(seed: 1)
    var (changes, same) = (0, 0)
    for _ in 0..<Self.changes {
      let architecture = try space.sample(using: &generator)
      guard let changed = try space.mutate(architecture, using: &generator) else { continue }
      changes += 1
      if try space.canonicalTable(of: architecture) == space.canonicalTable(of: changed) { same += 1 }
    }
    if same == 0 { return nil }
    let share = (same * 100 + changes / 2) / changes
    return "of \(changes) random changes of one decision \(same) (\(share) %) leave the network the same"
  }
}

/// The compact text that the store keeps.
extension SearchSpace {
  /// The choices with commas: a whole number for each, `-` for an inactive one, and the value of a continuous decision,
  /// which always has a point or an exponent.
  public func text(of architecture: Architecture) -> String {
    zip(architecture.choices, points).map { choice, point in
      if choice == Architecture.inactive { return "-" }
      return point.isContinuous ? Architecture.value(of: choice).description : String(choice)
    }.joined(separator: ",")
  }

  /// Reads the compact text.
  ///
  /// - Throws: ``SpaceError`` where it is none, or no architecture of this space.
  public func architecture(text: String) throws(SpaceError) -> Architecture {
    var choices: [Int] = []
    if !text.isEmpty {
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        if part == "-" {
          choices.append(Architecture.inactive)
        } else if let choice = Int(part), choice >= 0 {
          choices.append(choice)
        } else if let value = Double(part), value.isFinite {
          choices.append(Architecture.choice(for: value))
        } else {
          throw SpaceError(path: "", problem: "'\(part)' is no choice in the text of an architecture")
        }
      }
    }
    let architecture = Architecture(choices: choices)
    try validate(architecture)
    return architecture
  }
}

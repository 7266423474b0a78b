/// A guideline that spaces are checked against. A new one is a file, and a line in ``SpaceCheck/rules``.
protocol SpaceRule: Sendable {
  /// What findings call it.
  var name: String { get }

  /// Where a space does not keep it.
  ///
  /// - Throws: what a constraint or canonical form of the space throws.
  func findings(in check: SpaceCheck) throws -> [Finding]
}

extension SpaceRule {
  /// A finding about the whole space.
  func finding(_ severity: Finding.Severity, _ problem: String, advice: String) -> Finding {
    Finding(severity, problem: problem, advice: advice, rule: self)
  }

  /// A finding about some of the places of a decision.
  func finding(
    _ severity: Finding.Severity, at points: [DecisionPoint], of decision: CheckedDecision, _ problem: String,
    advice: String
  ) -> Finding {
    Finding(severity, at: points, of: decision, problem: problem, advice: advice, rule: self)
  }
}

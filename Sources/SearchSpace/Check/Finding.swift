/// What a check says of a space: which guideline is not kept, where, why that matters, and what to do.
public struct Finding: Sendable, Hashable {
  /// How much it matters.
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// A search of this space cannot be sound.
    case error
    /// A guideline is not kept: there may be good reasons.
    case warning
    /// Worth knowing.
    case note
  }

  /// The name of the rule.
  public let rule: String
  /// How much it matters.
  public let severity: Severity
  /// Where: a place, or a pattern that names several, `blocks[*].op`; empty for the whole space.
  public let path: String
  /// Every place that is meant; none for the whole space.
  public let places: [String]
  /// How many places the pattern names, meant or not.
  public let placeCount: Int
  /// What is wrong, and why that matters.
  public let problem: String
  /// What to do.
  public let advice: String

  /// A finding about the whole space.
  init(_ severity: Severity, problem: String, advice: String, rule: some SpaceRule) {
    self.init(rule.name, severity, path: "", places: [], placeCount: 0, problem: problem, advice: advice)
  }

  /// A finding about some of the places of a decision.
  init(
    _ severity: Severity, at points: [DecisionPoint], of decision: CheckedDecision, problem: String,
    advice: String,
    rule: some SpaceRule
  ) {
    let places = points.map { CheckedDecision.place(of: $0) }.withoutRepeats()
    self.init(
      rule.name, severity, path: PathPattern.common(of: places), places: places, placeCount: decision.placeCount,
      problem: problem, advice: advice)
  }

  private init(
    _ rule: String, _ severity: Severity, path: String, places: [String], placeCount: Int, problem: String,
    advice: String
  ) {
    self.rule = rule
    self.severity = severity
    self.path = path
    self.places = places
    self.placeCount = placeCount
    self.problem = problem
    self.advice = advice
  }
}

extension [String] {
  /// Each only once, where it comes first.
  fileprivate func withoutRepeats() -> [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

extension PathPattern {
  /// A pattern that names some places which differ in positions only: `blocks[*].op`.
  fileprivate static func common(of places: [String]) -> String {
    guard var steps = places.first.map(Place.steps) else { return "" }
    var isOpen = [Bool](repeating: false, count: steps.count)
    for place in places.dropFirst() {
      let other = Place.steps(of: place)
      // Only positions differ; see CheckedDecision.
      guard other.count == steps.count else { return places[0] }
      for index in steps.indices where steps[index] != other[index] { isOpen[index] = true }
    }
    var text = ""
    for (index, step) in steps.enumerated() {
      switch step {
      case .key(let key): text = Place.member(key, of: text)
      case .position(let position): text += isOpen[index] ? "[*]" : "[\(position)]"
      }
    }
    steps = []
    return text
  }
}

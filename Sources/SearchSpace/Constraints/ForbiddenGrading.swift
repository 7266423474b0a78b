import PlainJSON

/// Counts architectures by which of the values that must not come together they have, in each part on its own.
struct ForbiddenGrading: Grading {
  private let scopes: Set<String>
  /// The bit and the value for each place.
  private let targets: [String: [(bit: Int, value: JSON)]]
  private let all: Int
  let neutral: Grade = [0]
  let isCommutative = true

  /// - Parameters:
  ///   - rule: the rule.
  ///   - scopes: the places of the parts that it looks at; none inside another.
  init(_ rule: ForbiddenRule, scopes: Set<String>) {
    self.scopes = scopes
    var targets: [String: [(bit: Int, value: JSON)]] = [:]
    for scope in scopes {
      for (position, place) in rule.values.keys.sorted().enumerated() {
        targets[Place.joined(scope, place), default: []].append((1 << position, rule.values[place] ?? .null))
      }
    }
    self.targets = targets
    all = (1 << rule.values.count) - 1
  }

  /// The places that matter.
  var places: Set<String> { Set(targets.keys) }

  func grade(of value: JSON, at place: String) -> Grade? {
    guard let targets = targets[place] else { return nil }
    return [targets.reduce(0) { $1.value.isSame(as: value) ? $0 | $1.bit : $0 }]
  }

  func combine(_ first: Grade, _ second: Grade) -> Grade? { [first[0] | second[0]] }
  func isScope(_ place: String) -> Bool { scopes.contains(place) }
  func accepts(_ grade: Grade) -> Bool { grade[0] != all }
}

/// Counts architectures by the shared decisions that they have, where those are in some architectures only.
struct SharedGrading: Grading {
  private let bits: [Int: Int]
  let neutral: Grade = [0]
  let isCommutative = true

  init(_ numbers: [Int]) {
    bits = Dictionary(numbers.enumerated().map { ($0.element, 1 << $0.offset) }) { first, _ in first }
  }

  func grade(of value: JSON, at place: String) -> Grade? { nil }
  func grade(ofShared number: Int) -> Grade? { bits[number].map { [$0] } }
  func combine(_ first: Grade, _ second: Grade) -> Grade? { [first[0] | second[0]] }
  func accepts(_ grade: Grade) -> Bool { true }

  /// Whether an architecture of a grade has a shared decision.
  func has(_ number: Int, _ grade: Grade) -> Bool { bits[number].map { grade[0] & $0 != 0 } ?? true }
}

extension Place {
  /// A place inside another.
  static func joined(_ place: String, _ rest: String) -> String {
    if place.isEmpty { return rest }
    return rest.isEmpty || rest.hasPrefix("[") ? place + rest : "\(place).\(rest)"
  }
}

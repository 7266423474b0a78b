import PlainJSON

/// What a part contributes to a rule, as few numbers: a sum so far, the first and last value of an order, which of some
/// values have been met. Architectures are counted by grade, and a rule is a question about the grade of the whole.
typealias Grade = [Int]

/// Grades the parts of architectures for one rule. Grades of neighbours combine associatively, in the order of the parts.
protocol Grading: Sendable {
  /// The grade of what does not matter.
  var neutral: Grade { get }
  /// The grade of a decided value, or nil where it does not matter.
  func grade(of value: JSON, at place: String) -> Grade?
  /// The grade of two parts together, or nil where no architecture can have both.
  func combine(_ first: Grade, _ second: Grade) -> Grade?
  /// Whether the part at a place is judged on its own.
  func isScope(_ place: String) -> Bool
  /// Whether a scope, or the whole, may have a grade.
  func accepts(_ grade: Grade) -> Bool
  /// Whether the order of parts does not matter to it.
  var isCommutative: Bool { get }
  /// The grade of a shared decision that is met.
  func grade(ofShared number: Int) -> Grade?
}

extension Grading {
  func isScope(_ place: String) -> Bool { false }
  func grade(ofShared number: Int) -> Grade? { nil }
}

/// Several gradings side by side.
struct Gradings: Sendable {
  let all: [any Grading]
  let neutral: Grade
  private let starts: [Int]

  init(_ all: [any Grading]) {
    self.all = all
    var neutral: Grade = []
    var starts: [Int] = []
    for grading in all {
      starts.append(neutral.count)
      neutral += grading.neutral
    }
    self.neutral = neutral
    self.starts = starts + [neutral.count]
  }

  func combine(_ first: Grade, _ second: Grade) -> Grade? {
    if first == neutral { return second }
    if second == neutral { return first }
    var grade: Grade = []
    for (position, grading) in all.enumerated() {
      guard let part = grading.combine(self.part(position, of: first), self.part(position, of: second)) else {
        return nil
      }
      grade += part
    }
    return grade
  }

  /// The grade of a value for all; nil where it matters to none.
  func grade(of value: JSON, at place: String) -> Grade? { grade { $0.grade(of: value, at: place) } }

  func grade(ofShared number: Int) -> Grade? { grade { $0.grade(ofShared: number) } }

  /// The gradings that judge the part at a place on its own.
  func scopes(at place: String) -> [Int] { all.indices.filter { all[$0].isScope(place) } }

  /// The grade that a scope has from outside, or nil where it is not accepted.
  func close(_ grade: Grade, for scopes: [Int]) -> Grade? {
    var closed = grade
    for scope in scopes {
      guard all[scope].accepts(part(scope, of: grade)) else { return nil }
      closed.replaceSubrange(starts[scope]..<starts[scope + 1], with: all[scope].neutral)
    }
    return closed
  }

  func accepts(_ grade: Grade) -> Bool {
    all.indices.allSatisfy { all[$0].accepts(part($0, of: grade)) }
  }

  func part(_ position: Int, of grade: Grade) -> Grade { Array(grade[starts[position]..<starts[position + 1]]) }

  private func grade(_ one: (any Grading) -> Grade?) -> Grade? {
    let parts = all.map(one)
    if parts.allSatisfy({ $0 == nil }) { return nil }
    return zip(parts, all).flatMap { $0 ?? $1.neutral }
  }
}

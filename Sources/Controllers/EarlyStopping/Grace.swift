/// How far every trial may go: to a given position, or over a share of the way that completed trials went.
struct Grace: Sendable {
  /// The given position.
  let minSteps: Int?
  /// The share where none is given.
  let share: Double
  private var lengths = SortedValues()

  init(minSteps: Int?, share: Double) {
    self.minSteps = minSteps
    self.share = share
  }

  /// The position that completed trials went to, in the median; nil before the first.
  var length: Double? { lengths.median }

  mutating func learn(from curve: LearningCurve) {
    if let last = curve.last { lengths.insert(Double(last.position)) }
  }

  /// Whether a position is still in it.
  func covers(_ position: Int) -> Bool {
    if let minSteps { return position < minSteps }
    return length.map { Double(position) <= share * $0 } ?? true
  }
}

import Foundation

/// Successive halving with several first rungs at once, so that slow starters have a chance.
///
/// Trials are dealt to brackets by their numbers. Each bracket is an asynchronous successive halving of its own whose
/// first rung is `reduction` times as far as that of the bracket before; in the last one trials run to their end. Brackets
/// get as many trials as Hyperband would start in each, so that all use about the same time.
///
/// Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, *Hyperband: A Novel Bandit-Based Approach to Hyperparameter
/// Optimization*, JMLR 18, 2018 (arXiv 1603.06560), with the asynchronous brackets of its successor (see ``ASHA``).
public struct Hyperband: EarlyStoppingRule {
  public let name = "hyperband"
  private let reduction: Double
  private let minTrials: Int
  private let minSteps: Int?
  private var brackets: [Rungs] = []
  /// The bracket of each trial number, over and over.
  private var turns: [Int] = []

  /// Brackets where the position of the first rung is not given.
  private static let bracketCount = 4
  /// More would get their first trials too late.
  private static let bracketLimit = 8

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - reduction: how much farther each rung is, and of how many trials one goes on from it.
  ///   - minTrials: other trials of a bracket that must have come to a rung before anybody is ended at it.
  ///   - minSteps: the position of the very first rung; by default such that there are four brackets.
  ///   - maxSteps: how far a trial goes; by default as far as the first completed one, and no trial is ended before.
  public init(reduction: Double = 3, minTrials: Int = 5, minSteps: Int? = nil, maxSteps: Int? = nil) {
    self.reduction = max(1.01, reduction)
    self.minTrials = max(1, minTrials)
    self.minSteps = minSteps
    if let maxSteps { makeBrackets(length: Double(maxSteps)) }
  }

  public mutating func end(_ curve: LearningCurve, trial: Int, isCompleted: Bool) {
    if brackets.isEmpty, isCompleted, let last = curve.last, last.position > 0 {
      makeBrackets(length: Double(last.position))
    }
    if let bracket = bracket(of: trial) { brackets[bracket].end(curve, trial: trial) }
  }

  public mutating func judge(_ curve: LearningCurve, trial: Int, watch: MetricWatch) -> String? {
    guard let bracket = bracket(of: trial),
      let failure = brackets[bracket].pass(curve, trial: trial, minTrials: minTrials, watch: watch)
    else { return nil }
    return "\(failure) in bracket \(bracket + 1) of \(brackets.count)"
  }

  private func bracket(of trial: Int) -> Int? {
    guard !turns.isEmpty else { return nil }
    let turn = trial % turns.count
    return turns[turn < 0 ? turn + turns.count : turn]
  }

  private mutating func makeBrackets(length: Double) {
    let first = minSteps.map { Double(max(1, $0)) } ?? length / pow(reduction, Double(Self.bracketCount - 1))
    let farther = log(max(1, length / first)) / log(reduction) + 1e-9
    let count = min(Self.bracketLimit, Int(farther) + 1)
    brackets = (0..<count).map { Rungs(first: first * pow(reduction, Double($0)), reduction: reduction) }
    let shares = (0..<count).map { bracket in
      let halvings = Double(count - 1 - bracket)
      return (Double(count) * pow(reduction, halvings) / (halvings + 1)).rounded(.up)
    }
    turns = Self.turns(shares)
  }

  /// Whose turn it is, so that each has its share and none waits long for it.
  private static func turns(_ shares: [Double]) -> [Int] {
    let total = shares.reduce(0, +)
    var credit = shares.map { _ in 0.0 }
    return (0..<Int(min(total, 10_000))).map { _ in
      var turn = 0
      for index in shares.indices {
        credit[index] += shares[index]
        if credit[index] > credit[turn] { turn = index }
      }
      credit[turn] -= total
      return turn
    }
  }
}

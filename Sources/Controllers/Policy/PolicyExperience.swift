import SearchSpace

/// What a policy has to learn from: the latest trials, and the best of all.
///
/// Trials count by their place in the order of the latest ones, never by their rewards: so the scale of rewards, outliers
/// and hard limits need no settings. Failed trials share the last place.
struct PolicyExperience: Sendable {
  /// A trial that ended.
  struct Trial: Sendable {
    let architecture: Architecture
    let standing: Standing
    /// The logarithms of the probabilities that its decisions had when it was proposed, where they are wanted.
    var logProbabilities: [Double] = []
  }

  private var latest: [Trial] = []
  /// The best trials, the best first: those that have a score.
  private var best: [Trial] = []
  private var count = 0
  /// How many trials came in since the policy last learned.
  private(set) var unlearned = 0

  /// So many trials are compared with each other, the moving baseline of a new one.
  private let most: Int
  /// The best that are learned from again: one of so many trials, within these bounds.
  private static let trialsPerElite = 20
  private static let mostElites = 10

  /// Keeps at least the trials that the policy learns from at once.
  init(batch: Int) { most = max(50, batch) }

  /// Takes in a trial; one from which nothing can be told is left out.
  mutating func insert(_ result: TrialResult, logProbabilities: [Double] = []) {
    let score = result.score
    guard score != nil || result.isFailure == true else { return }
    let trial = Trial(
      architecture: result.architecture, standing: score?.standing ?? Self.failed,
      logProbabilities: logProbabilities)
    if latest.count == most { latest.removeFirst() }
    latest.append(trial)
    count += 1
    unlearned += 1
    guard score != nil else { return }
    best.insert(trial, at: best.firstIndex { $0.standing < trial.standing } ?? best.count)
    if best.count > Self.mostElites { best.removeLast() }
  }

  /// Worse than every score.
  private static let failed = Standing(excess: .infinity, reward: 0)

  mutating func markLearned() { unlearned = 0 }

  /// The best trials so far, which are learned from again and again, as what was proposed once is not proposed twice:
  /// Abolafia, Norouzi, Shen, Zhao and Le, *Neural Program Synthesis with Priority Queue Training*, 2018 (arXiv
  /// 1801.03526). None while nothing is better than anything else.
  var elites: ArraySlice<Trial> {
    guard let first = best.first, latest.contains(where: { $0.standing < first.standing }) else { return [] }
    return best.prefix(min(Self.mostElites, max(1, count / Self.trialsPerElite)))
  }

  /// The last trials with their advantages: from -1 for the worst of the latest to 1 for the best, and 0 in the middle or
  /// where all are equal.
  func last(_ count: Int) -> [(trial: Trial, advantage: Double)] {
    Array(zip(latest, Self.advantages(latest.map(\.standing))).suffix(count)).map { ($0, $1) }
  }

  static func advantages(_ standings: [Standing]) -> [Double] {
    var advantages = [Double](repeating: 0, count: standings.count)
    let order = standings.indices.sorted { standings[$0] < standings[$1] }
    var first = 0
    while first < order.count {
      let equals = order[first...].prefix { !(standings[order[first]] < standings[$0]) }
      // Equals share the mean of their places.
      let place = Double(equals.startIndex + equals.endIndex - 1) / 2
      for position in equals { advantages[position] = 2 * place / Double(max(1, order.count - 1)) - 1 }
      first = equals.endIndex
    }
    return order.count > 1 ? advantages : advantages.map { _ in 0 }
  }
}

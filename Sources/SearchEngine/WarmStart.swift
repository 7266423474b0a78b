import PlainJSON
import SearchSpace
import TrialStore

/// Where trials come from that a search begins with.
public enum WarmStart: Sendable {
  /// The ended trials of a search on the proxy task in the same workspace.
  case search(String)
  /// Trials from anywhere.
  case trials([EarlierTrial])

  /// Trials that a search begins with at most: the latest ones.
  static let most = 10_000

  /// Checks that the searches are there.
  static func validate(_ sources: [WarmStart], in store: TrialStore) throws {
    for case .search(let name) in sources {
      guard let record = try store.search(named: name) else {
        throw SearchError.unknown(name: name, known: try store.searches().filter { $0.stage == 1 }.map(\.name))
      }
      if record.stage != 1 { throw SearchError.warmStartFromFull(name: name) }
    }
  }

  /// What messages call it.
  var name: String {
    switch self {
    case .search(let name): "'\(name)'"
    case .trials: "a list of trials"
    }
  }

  /// The trials in the order of their ends; those that were stopped or have not ended say nothing.
  func trials(in store: TrialStore) throws -> [EarlierTrial] {
    switch self {
    case .trials(let trials): return trials
    case .search(let name):
      guard let record = try store.search(named: name) else { throw SearchError.unknown(name: name, known: []) }
      let space = try StoredSearch(json: record.spec).space()
      return try store.trials(search: record.id)
        .filter { [.completed, .failed, .infeasible].contains($0.state) }
        .sorted { ($0.endedAt ?? 0, $0.number) < ($1.endedAt ?? 0, $1.number) }
        .map { trial in
          EarlierTrial(
            table: space.table(of: try space.architecture(text: trial.architecture)), state: trial.state,
            reward: trial.reward, metrics: trial.metrics, failure: trial.failure)
        }
    }
  }
}

/// An ended trial of an earlier search, in terms of no space: what was trained is the decided table.
public struct EarlierTrial: Sendable {
  /// The decided table.
  public var table: JSON
  /// `completed`, `failed` or `infeasible`.
  public var state: TrialState
  /// By the reward of the earlier search.
  public var reward: Double?
  /// The last value of each metric.
  public var metrics: [String: Double]
  /// Why it failed.
  public var failure: TrialFailure?

  /// Makes a trial.
  public init(
    table: JSON, state: TrialState, reward: Double?, metrics: [String: Double], failure: TrialFailure? = nil
  ) {
    self.table = table
    self.state = state
    self.reward = reward
    self.metrics = metrics
    self.failure = failure
  }
}

/// What tells trials apart that are given to a search more than once.
struct WarmStartKey: Hashable {
  /// The compact text of the architecture.
  let architecture: String
  let state: TrialState
  let reward: Double?
  let metrics: [String: Double]
}

/// What became of the trials of one source.
struct WarmStartCount {
  var taken = 0
  /// Those that were taken over before, from another source or from the same list.
  var repeated = 0
  /// Those that are no architectures of the space.
  var unfit = 0
  /// Those whose metrics the reward of the new search cannot do with, and why the first of them.
  var unscored = 0
  var problem: String?

  func text(_ source: WarmStart) -> String {
    var parts = ["\(taken) trial\(taken == 1 ? "" : "s") taken over"]
    if repeated > 0 { parts.append("\(repeated) \(repeated == 1 ? "was" : "were") taken over already") }
    if unfit > 0 { parts.append("\(unfit) \(unfit == 1 ? "does" : "do") not fit the space") }
    if unscored > 0 {
      parts.append(
        "\(unscored) \(unscored == 1 ? "has" : "have") no reward here\(problem.map { " (\($0))" } ?? "")")
    }
    return "warm start from \(source.name): " + parts.joined(separator: ", ")
  }
}

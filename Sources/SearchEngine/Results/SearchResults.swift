import Controllers
import Foundation
import PlainJSON
import TrialStore

/// What a search has found, in the order that its goals give.
///
/// - With a reward alone, greater rewards come first.
/// - Under limits, what keeps to them comes first, and then what exceeds them by how little it does; see `Standing`.
/// - With several objectives, what nothing else beats in all of them (the Pareto front) comes first, then the front of the
///   rest, and so on. Of a front the one with the greatest reward comes first, then always the one that differs most from
///   those before it, so that the few that are trained fully stand for the whole front.
public struct SearchResults: Sendable {
  /// What the search is after.
  public let goals: Goals
  private let store: TrialStore
  private let search: Int64

  /// Reads a search.
  ///
  /// - Throws: ``StoredGoalsError`` where the store holds goals that this version cannot read.
  public init(_ record: SearchRecord, in store: TrialStore) throws {
    goals = try StoredSearch(json: record.spec).goals
    self.store = store
    search = record.id
  }

  private struct Scored {
    let trial: TrialRecord
    let score: Score
  }

  /// The best completed trials, best first; of equal ones the first proposed.
  public func top(_ count: Int) throws -> [TrialRecord] {
    if goals == Goals() { return try store.top(search: search, count: count) }
    let all = try scored()
    let within = all.filter(\.score.isWithinLimits)
    var found: [Scored] = []
    if goals.objectives.isEmpty {
      found = within.sorted { ($1.score.reward, $0.trial.number) < ($0.score.reward, $1.trial.number) }
    } else {
      var rest = within
      while found.count < count, !rest.isEmpty {
        let front = Set(ParetoFront.indices(of: rest.map(\.score.objectives)))
        let members = rest.indices.filter(front.contains).map { rest[$0] }
        rest = rest.indices.filter { !front.contains($0) }.map { rest[$0] }
        found += Self.spread(members, count: count - found.count)
      }
    }
    if found.count < count {
      found += all.filter { !$0.score.isWithinLimits }.sorted {
        ($0.score.totalExcess, $0.trial.number) < ($1.score.totalExcess, $1.trial.number)
      }
    }
    return found.prefix(count).map(\.trial)
  }

  /// The trials within the limits that no other beats in every objective, by the first objective, best first.
  ///
  /// - Throws: ``GoalUseError/noObjectives`` for a search without objectives.
  public func front() throws -> [TrialRecord] {
    if goals.objectives.isEmpty { throw GoalUseError.noObjectives }
    let within = try scored().filter(\.score.isWithinLimits)
    return ParetoFront.indices(of: within.map(\.score.objectives)).map { within[$0] }.sorted {
      ($1.score.objectives[0], $0.trial.number) < ($0.score.objectives[0], $1.trial.number)
    }.map(\.trial)
  }

  /// The volume in the space of objectives between a reference and the front: it grows with each trial that gets past the
  /// front, in the product of the metrics' units. 0 while no trial within the limits is better than the reference.
  ///
  /// - Parameter reference: a value of each objective that is worse than what counts; the worst that any completed trial
  ///   of the search has if left out.
  /// - Throws: ``GoalUseError``.
  public func hypervolume(reference: [String: Double] = [:]) throws -> Double {
    if goals.objectives.isEmpty { throw GoalUseError.noObjectives }
    let known = goals.objectives.map(\.metric)
    for name in reference.keys.sorted() where !known.contains(name) {
      throw GoalUseError.unknownObjective(name, known: known)
    }
    let all = try scored()
    var corner: [Double] = []
    for (position, objective) in goals.objectives.enumerated() {
      let worst = all.map { $0.score.objectives[position] }.min()
      guard let given = reference[objective.metric] else {
        // Nothing was completed, and so there is no volume, whatever the reference.
        guard let worst else { return 0 }
        corner.append(worst)
        continue
      }
      if !given.isFinite { throw GoalUseError.badReference(objective.metric, given) }
      corner.append(objective.direction == .maximize ? given : -given)
    }
    let within = all.filter(\.score.isWithinLimits).map(\.score.objectives)
    return Hypervolume.value(of: within, reference: corner)
  }

  /// The metrics that the goals name, in their order.
  public var goalMetrics: [String] {
    var names = goals.objectives.map(\.metric)
    for limit in goals.limits where !names.contains(limit.metric) { names.append(limit.metric) }
    return names
  }

  /// Every trial by number.
  public func trials() throws -> [TrialRecord] { try store.trials(search: search) }

  /// Whether a trial keeps to the limits of the search; nil where there are none, or where it has no score.
  public func verdict(on trial: TrialRecord) -> Bool? {
    goals.limits.isEmpty ? nil : score(trial)?.isWithinLimits
  }

  private func scored() throws -> [Scored] {
    try trials().compactMap { trial in score(trial).map { Scored(trial: trial, score: $0) } }
  }

  private func score(_ trial: TrialRecord) -> Score? {
    guard trial.state == .completed, let reward = trial.reward else { return nil }
    return try? goals.score(reward: reward, metrics: trial.metrics)
  }

  /// Members of a front, so that any number of the first ones is spread over it: the greatest reward, then always the one
  /// whose nearest among those before it is farthest away. Each objective counts by its range over the front.
  private static func spread(_ members: [Scored], count: Int) -> [Scored] {
    guard let start = members.indices.max(by: { members[$0].score.reward < members[$1].score.reward }) else {
      return []
    }
    let ranges = members[start].score.objectives.indices.map { objective in
      let values = members.map { $0.score.objectives[objective] }
      return (values.max() ?? 0) - (values.min() ?? 0)
    }
    var order = [start]
    var distances = [Double](repeating: .infinity, count: members.count)
    while order.count < min(count, members.count), let last = order.last {
      for position in members.indices {
        let squares = ranges.indices.map { objective -> Double in
          let difference =
            members[position].score.objectives[objective] - members[last].score.objectives[objective]
          return ranges[objective] > 0 ? (difference / ranges[objective]) * (difference / ranges[objective]) : 0
        }
        distances[position] = min(distances[position], squares.reduce(0, +))
      }
      distances[last] = -1
      guard let next = distances.indices.filter({ distances[$0] >= 0 }).max(by: { distances[$0] < distances[$1] })
      else { break }
      order.append(next)
    }
    return order.map { members[$0] }
  }
}

/// Something that only a search with objectives has.
public enum GoalUseError: Error, Sendable, Equatable, CustomStringConvertible {
  case noObjectives
  case unknownObjective(String, known: [String])
  case badReference(String, Double)

  public var description: String {
    switch self {
    case .noObjectives:
      "the search has fewer than two objectives, and so no Pareto front; give nas.search the key 'objectives' with a list such as "
        + "{ nas.maximize \"accuracy\", nas.minimize \"latency_ms\" }"
    case .unknownObjective(let name, let known):
      "the reference names '\(name)', which is no objective of the search; its objectives are "
        + known.map { "'\($0)'" }.joined(separator: " and ")
    case .badReference(let name, let value): "the reference of '\(name)' must be a finite number, got \(value)"
    }
  }
}

import Controllers
import Foundation
import Launchers
import PlainJSON
import Suggestions
import TrialStore

/// Trying failed trials again.
///
/// That a trial is tried again, with what, and why is one transaction in the store, and counts are those of the store: a
/// controller that comes after this one goes on counting. One that is killed before has the failure still to hear of.
extension SearchRunner {
  /// Ends a trial as failed, unless it is tried again, or said to have an architecture that cannot be trained.
  ///
  /// - Parameter isTrained: whether the trainer itself ended well, so that an error is none of its own.
  func failed(
    _ id: Int, reason: String, failure: TrialFailure?, isTrained: Bool = false, times: (Double, Double)? = nil
  ) async throws {
    func finally() async throws {
      try await finish(id, state: .failed, reward: nil, reason: reason, failure: failure, times: times)
    }
    guard definition.retry != nil || definition.onFailure != nil, !endsForGood,
      let trial = try environment.store.trial(search: record.id, number: id)
    else { return try await finally() }
    let kind = (failure ?? .crashed).rawValue
    let retries = try environment.store.requeues(search: record.id, number: id).retries(under: definition.retry)
    switch try await answer(to: trial, retries, kind, reason) {
    case nil:
      // Interrupted: whoever goes on with the search hears of the failure again.
      running[id] = nil
      infeasible[id] = nil
      _ = await freeSlot(of: id, state: .pending, failure: nil)
      await obey()
    case .fail: try await finally()
    case .infeasible(let why):
      try await finish(id, state: .infeasible, reward: nil, reason: why ?? reason, times: times)
    case .asUsual:
      // What the functions of the script do with the same metrics again would be the same.
      let isOwn = isTrained && kind == TrialFailure.crashed.rawValue
      guard let retry = definition.retry, retry.covers(kind), !isOwn, retries < retry.times else {
        return try await finally()
      }
      try await again(trial, reason: reason, failure: kind, nil)
    case .retry(let overrides):
      let limit = definition.retry?.times ?? RetryPolicy.usualTimes
      guard retries < limit else {
        let notice = "on_failure wants it tried again, but it was tried again \(retries) times, which is the limit"
        try environment.store.log(search: record.id, trial: id, kind: "retries_used_up", payload: .string(notice))
        await listener(.notice(name: record.name, trial: id, notice))
        return try await finally()
      }
      try await again(trial, reason: reason, failure: kind, overrides)
    }
  }

  /// Whether the search is ending and will not be gone on with.
  private var endsForGood: Bool { ending.map { $0.outcome != .interrupted } ?? false }

  /// Puts a trial back and remembers why.
  private func again(
    _ trial: TrialRecord, reason: String, failure: String, _ overrides: TrialOverrides?
  ) async throws {
    let id = trial.number
    let merged = overrides.map { $0.merged(onto: TrialOverrides(json: trial.overrides)).json }
    try storeReports(of: id)
    try environment.store.requeue(
      search: record.id, number: id, reason: reason, failure: failure, overrides: merged == [:] ? nil : merged)
    // As it failed, so that devices on which trials fail are known.
    _ = await freeSlot(of: id, state: .failed, failure: TrialFailure(rawValue: failure))
    running[id] = nil
    infeasible[id] = nil
    early.restart(id)
    guard let next = try environment.store.trial(search: record.id, number: id) else { return }
    waiting.append(next)
    if ending != nil { return }
    let with = overrides.map(\.words).flatMap { $0.isEmpty ? nil : " with \($0)" } ?? ""
    let first = reason.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) } ?? failure
    await listener(
      .notice(name: record.name, trial: id, "\(first); it is tried again\(with), attempt \(next.attempt)"))
  }

  // MARK: The function

  /// What is to become of a failed trial; nil where an interrupt came before the answer.
  private func answer(
    to trial: TrialRecord, _ retries: Int, _ failure: String, _ reason: String
  ) async throws -> FailureAnswer? {
    guard let function = definition.onFailure, !failedRules.contains(Self.silentFunction) else { return .asUsual }
    let overrides = TrialOverrides(json: trial.overrides)
    let failed = FailedTrial(
      number: trial.number, architecture: definition.space.table(of: try architecture(trial.architecture)),
      attempt: trial.attempt, retries: retries, failure: failure, reason: reason,
      metrics: metrics(of: trial.number), config: config(with: overrides), log: log(of: trial.number))
    do {
      // In a task of its own, which an interrupt cancels.
      let answer = try await interruption.ending(Task { try await function(failed) })
      if case .retry(let overrides) = answer { try await check(overrides) }
      return answer
    } catch {
      if interruption.isSet { return nil }
      // Each answer that never comes holds the search up; what is wrong otherwise may be right for the next trial.
      let isSilent = error is FunctionTooSlow
      if isSilent { failedRules.insert(Self.silentFunction) }
      let words = String(describing: error)
      let notice = "on_failure failed\(isSilent ? " and is not asked any more" : ""): \(words)"
      try environment.store.log(
        search: record.id, trial: trial.number, kind: "on_failure_failed", payload: .string(notice))
      if failedRules.insert("on_failure: \(words)").inserted {
        await listener(.notice(name: record.name, trial: trial.number, notice))
      }
      return .asUsual
    }
  }

  private static var silentFunction: String { "on_failure" }

  private func log(of id: Int) -> String {
    if case .command = definition.trainer { folder(id).logTail() } else { "" }
  }

  /// A key that no configuration has is a slip, and would change nothing; what this machine can never give would be
  /// waited for without end.
  private func check(_ overrides: TrialOverrides) async throws {
    let known = Set(definition.proxy.keys).union(definition.full?.keys ?? [:].keys)
    for key in overrides.config.keys.sorted() where !known.contains(key) {
      throw UnknownName(kind: "key of the configuration", name: key, known: Array(known))
    }
    if case .command = definition.trainer {
      try await environment.slots.check(overrides.applied(to: definition.limits.slot))
    }
  }

  // MARK: Lost trials

  /// How a trial that was lost now counts.
  enum Loss {
    /// It is started again, and the loss counts as its own, or as nobody's.
    case again(failure: String?)
    /// It was lost too often, so many times in all.
    case tooOften(Int)
  }

  /// - Parameter isOwn: whether it had begun and nobody meant to end it.
  func loss(of id: Int, isOwn: Bool) throws -> Loss {
    // Whoever interrupts and goes on often enough loses no trial by it.
    guard isOwn, ending?.outcome != .interrupted else { return .again(failure: nil) }
    let requeues = try environment.store.requeues(search: record.id, number: id)
    if let retry = definition.retry, retry.covers(RetryCause.lostTrial) {
      let retries = requeues.retries(under: retry)
      if retries >= retry.times { return .tooOften(requeues.losses + 1) }
    } else if requeues.losses >= RetryPolicy.usualLosses {
      return .tooOften(requeues.losses + 1)
    }
    return .again(failure: RetryCause.lostTrial)
  }

  // MARK: What an attempt gets

  /// The values of `{config.KEY}` of an attempt.
  func config(with overrides: TrialOverrides) -> [String: JSON] { config.merging(overrides.config) { $1 } }

  /// What the next attempt of a trial asks for: what all ask for, with what was changed for it, and its GPUs for itself
  /// where it ran out of their memory beside others.
  func request(of trial: TrialRecord) throws -> SlotRequest {
    guard trial.attempt > 1 else { return definition.limits.slot }
    var request = TrialOverrides(json: trial.overrides).applied(to: definition.limits.slot)
    request.isAlone =
      try request.isAlone || environment.store.requeues(search: record.id, number: trial.number).needSlotAlone
    return request
  }
}

/// Thrown for a function that gave no answer in its time.
public struct FunctionTooSlow: Error, Sendable, CustomStringConvertible {
  public let description: String

  /// Says it in words.
  public init(_ description: String) { self.description = description }
}

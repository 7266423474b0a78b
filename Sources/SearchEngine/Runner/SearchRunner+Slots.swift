import Foundation
import Launchers
import PlainJSON
import TrialStore

/// Why a trial is not started yet.
struct SlotWait: Sendable {
  let trial: Int
  let wait: Wait
  /// Whether it has not been proposed yet: what is proposed late knows more.
  let isProposed: Bool
}

/// Where trials run: what they occupy of this machine, and what they make of it.
extension SearchRunner {
  /// A trainer that is a function runs in this process and occupies nothing.
  private var occupiesSlots: Bool {
    if case .command = definition.trainer { return true }
    return false
  }

  /// Refuses what this machine can never give, before anything is started.
  func checkSlots() async throws {
    guard occupiesSlots else { return }
    do { try await environment.slots.check(definition.limits.slot) } catch {
      try environment.store.update(search: record.id, state: .interrupted, reason: String(describing: error))
      throw error
    }
    if definition.limits.useBusyDevices { await environment.slots.useBusyDevices() }
  }

  func ticket(_ number: Int) -> SlotTicket { SlotTicket(search: record.id, trial: number) }

  /// Whether nothing runs and something could, if it had a slot.
  var isWaiting: Bool { ending == nil && wait != nil }

  /// The slot of the trial that is started next, or nil where it has to wait.
  ///
  /// - Parameter request: what it asks for, where that is not what all ask for.
  func takeSlot(for number: Int, asking request: SlotRequest? = nil) async throws -> Slot? {
    guard occupiesSlots else { return Slot() }
    switch await environment.slots.take(request ?? definition.limits.slot, for: ticket(number)) {
    case .slot(let slot):
      if wait != nil { try logWait(nil) }
      wait = nil
      return slot
    case .wait(let why):
      let isNew = wait?.wait.resource != why.resource || wait?.trial != number
      wait = SlotWait(trial: number, wait: why, isProposed: !waiting.isEmpty)
      if isNew { try logWait(why) }
      return nil
    }
  }

  /// For whoever looks at the search from outside.
  private func logWait(_ why: Wait?) throws {
    let payload: JSON =
      why.map { ["reason": .string($0.description), "trial": .integer(wait?.trial ?? 0)] } ?? .null
    try environment.store.log(search: record.id, trial: nil, kind: "waits", payload: payload)
  }

  func giveBackSlot(of number: Int) async {
    if occupiesSlots { await environment.slots.free(ticket(number)) }
  }

  /// Counts what a trial has that an earlier controller started.
  func occupySlot(of number: Int, _ folder: TrialFolder) async {
    guard let slot = try? folder.spec().slot else { return }
    await environment.slots.occupy(slot, for: ticket(number))
    await environment.slots.watch(ticket(number), in: folder)
  }

  /// The variables that give a trainer what its slot has and nothing else.
  func variables(for slot: Slot, with overrides: TrialOverrides) async -> [String: String] {
    var variables = await environment.slots.variables(for: slot)
    variables["CLOUD_ML_HP_METRIC_TAG"] = definition.reward.metric
    // Most libraries start a thread for each core of the machine, also where they may use a few.
    if let cores = overrides.cores ?? definition.limits.slot.cores { variables["OMP_NUM_THREADS"] = String(cores) }
    return variables
  }

  /// Gives back what a trial had, and says what it used, for the store.
  func freeSlot(of id: Int, state: TrialState, failure: TrialFailure?) async -> JSON? {
    guard occupiesSlots else { return nil }
    let exit = exits[id]
    let end = await environment.slots.free(
      ticket(id), end: TrialEnd(state, failure),
      isTypical: state == .completed || failure == .outOfMemory)
    guard let exit else { return nil }
    var members: [String: JSON] = [
      "peak_memory": .integer(exit.peakMemory), "cpu_seconds": .number(exit.userSeconds + exit.systemSeconds),
    ]
    if exit.lostOutput > 0 { members["lost_output"] = .integer(exit.lostOutput) }
    // What it is to be held against, which nothing tells later.
    let devices = Slot(devices: end.devices.map(\.id))
    let cores = await environment.slots.cores(of: devices, among: definition.limits.parallel)
    // One goes without saying: there are thousands of these.
    if cores != 1 { members["cores"] = .integer(cores) }
    if let first = end.devices.first {
      members["devices"] = .array(end.devices.map { .string($0.id) })
      members["device_memory"] = .integer(first.memory)
      members["shares_device"] = .bool(end.isShared)
    }
    members["gpu"] = end.usage?.json
    await advise(id, state, exit, end)
    return .object(members)
  }

  /// Says what should be seen of how a trial used its GPUs, and once how to use them better.
  private func advise(_ id: Int, _ state: TrialState, _ exit: ExitRecord, _ end: SlotKeeper.End) async {
    guard let usage = end.usage, let first = end.devices.first else { return }
    let seconds = exit.endedAt - exit.startedAt
    if !end.isToldUnused,
      let words = UnusedDevices.words(trial: id, usage, of: end.devices, seconds: seconds, hasEnded: true)
    {
      await say("gpu_unused", words, of: id)
    }
    guard state == .completed, uses != nil else { return }
    let slot = Slot(devices: end.devices.map(\.id))
    uses?.append(
      TrialUse(
        trial: id, devices: end.devices.count, isShared: end.isShared, use: usage.meanUtilisation,
        peakMemory: usage.peakMemory, deviceMemory: first.memory,
        cpuSeconds: exit.userSeconds + exit.systemSeconds, wallSeconds: seconds,
        cores: await environment.slots.cores(of: slot, among: definition.limits.parallel)))
    guard let advice = IdleAdvice(uses ?? [], parallel: definition.limits.parallel) else { return }
    uses = nil
    await say("gpu_advice", advice.text, of: nil)
  }

  /// Tells what has happened to devices, and which trials do not use theirs.
  func hearOfDevices() async {
    for event in await environment.slots.takeEvents() {
      await say("device_\(event.kind.rawValue)", event.text, of: nil)
    }
    for (trial, words) in await environment.slots.takeUnused(among: running.keys.sorted().map(ticket)) {
      await say("gpu_unused", words, of: trial)
    }
  }

  private func say(_ kind: String, _ words: String, of trial: Int?) async {
    try? environment.store.log(search: record.id, trial: trial, kind: kind, payload: .string(words))
    await listener(.notice(name: record.name, trial: trial, words))
  }

  /// Why a trial is not running, in words.
  ///
  /// - Parameter number: the trial, or nil for the next one.
  /// - Throws: ``NoSuchTrial`` for a number that the search will never have.
  public func why(_ number: Int?) throws -> String {
    if let number, number < 1 || (number > definition.limits.max && number >= nextNumber) {
      throw NoSuchTrial(search: record.name, number: number, count: definition.limits.max)
    }
    if let number, let words = whyMeasuring(number) { return words }
    if let number, running[number] != nil { return "trial \(number) runs" }
    if let number, let trial = try environment.store.trial(search: record.id, number: number), trial.state.isFinal
    {
      return "trial \(number) has ended: \(trial.state.rawValue)"
    }
    if let ending { return "the search is ending (\(ending.outcome.reason)), and nothing more is started" }
    let next = wait.map { WaitWords.Wait(trial: $0.trial, reason: $0.wait.description) }
    if let words = WaitWords.of(number, next, running: running.count, of: definition.limits.parallel) {
      return words
    }
    if let number, !waiting.contains(where: { $0.number == number }) { return "there is no trial \(number) yet" }
    return nextNumber > definition.limits.max && waiting.isEmpty
      ? "all \(definition.limits.max) trials were started" : "it is about to be started"
  }
}

/// Thrown where somebody asks for a trial that is none.
public struct NoSuchTrial: Error, Sendable, CustomStringConvertible {
  let search: String
  let number: Int
  /// How many it has, or may have.
  let count: Int

  /// Describes a trial that is none.
  public init(search: String, number: Int, count: Int) {
    (self.search, self.number, self.count) = (search, number, count)
  }

  public var description: String {
    let known =
      count == 0 ? "it has none yet" : count == 1 ? "its only trial is 1" : "its trials are 1 to \(count)"
    return "the search '\(search)' has no trial \(number); \(known)"
  }
}

extension TrialEnd {
  /// What the end of a trial tells of its devices.
  init(_ state: TrialState, _ failure: TrialFailure?) {
    switch (state, failure) {
    case (.completed, _): self = .succeeded
    case (.failed, .deviceLost?): self = .failedByDevice
    case (.failed, .crashed?), (.failed, nil): self = .failed
    default: self = .other
    }
  }
}

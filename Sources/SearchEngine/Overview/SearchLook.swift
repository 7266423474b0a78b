import Foundation
import Launchers
import PlainJSON
import TrialStore

/// The trials of one search that run or wait, as its store and their folders tell.
struct SearchLook {
  private let search: SearchRecord
  private let store: TrialStore
  private let workspace: Workspace
  private let stored: StoredSearch
  /// Whether the process that has the workspace runs this search.
  private let isConducted: Bool
  private let controllerPID: Int?

  init(
    _ search: SearchRecord, in store: TrialStore, _ workspace: Workspace, controller: WorkspaceLock.Holder?
  ) throws {
    (self.search, self.store, self.workspace) = (search, store, workspace)
    stored = StoredSearch(json: search.spec)
    let last = try store.lastEvent(search: search.id, kind: WorkspaceOverview.controllerEvent)?.payload
    controllerPID = controller?.pid
    isConducted =
      search.state == .running && controller != nil && last?["pid"]?.intValue == controller?.pid
      && last?["host"]?.stringValue == controller?.host
  }

  func trials() throws -> [TrialOverview] {
    let unfinished = try store.unfinished(search: search.id)
    let runningCount = unfinished.count { $0.state == .running }
    let wait = isConducted ? try lastWait() : nil
    var trials: [TrialOverview] = []
    for trial in unfinished where trial.state == .running {
      var row = try running(trial)
      // One that is measured comes to its training when it has a slot.
      if row.state == .starting, row.id == wait?.trial { (row.state, row.why) = (.waiting, wait?.reason) }
      trials.append(row)
    }
    for trial in unfinished where trial.state == .pending {
      var row = TrialOverview(search: search.name, id: trial.number, state: .waiting, attempt: trial.attempt)
      row.why =
        isConducted
        ? WaitWords.of(trial.number, wait, running: runningCount, of: stored.parallel)
        : (controllerPID == nil ? "no controller runs: " : "the controller that runs has other searches: ")
          + resuming("goes on")
      trials.append(row)
    }
    if let wait, try store.trial(search: search.id, number: wait.trial) == nil {
      // It is proposed when it has a slot: what is proposed late knows more.
      trials.append(
        TrialOverview(search: search.name, id: wait.trial, state: .waiting, why: wait.reason))
    }
    return trials
  }

  private func lastWait() throws -> WaitWords.Wait? {
    guard let payload = try store.lastEvent(search: search.id, kind: "waits")?.payload,
      let trial = payload["trial"]?.intValue, let reason = payload["reason"]?.stringValue
    else { return nil }
    // One that has ended waits no more, whatever was written last.
    if try store.trial(search: search.id, number: trial)?.state.isFinal == true { return nil }
    return WaitWords.Wait(trial: trial, reason: reason)
  }

  /// What goes on with the search, and what that does.
  private func resuming(_ verb: String) -> String {
    stored.script == nil
      ? "search:run() at the prompt, where '\(search.name)' is defined as before, \(verb)"
      : "'lunas resume \(search.name)\(workspace.option)' \(verb)"
  }

  // MARK: Running

  private func running(_ trial: TrialRecord) throws -> TrialOverview {
    var row = TrialOverview(search: search.name, id: trial.number, state: .running, attempt: trial.attempt)
    row.started = trial.startedAt
    row.seconds = trial.startedAt.map { max(0, Date().timeIntervalSince1970 - $0) }
    if stored.trainsByFunction {
      row.state = isConducted ? .running : .lost
      row.why =
        isConducted
        ? "a function of the script, in the controller" : "its controller is gone: \(resuming("starts it again"))"
    } else {
      describe(&row, TrialFolder(workspace.trialFolder(search: search.name, number: trial.number)))
    }
    let last = try store.lastMeasurement(search: search.id, number: trial.number, attempt: trial.attempt)
    if row.metrics.isEmpty, let last { (row.step, row.metrics) = (last.step, last.metrics) }
    return row
  }

  private func describe(_ row: inout TrialOverview, _ folder: TrialFolder) {
    let spec = try? folder.spec()
    // A folder that still tells of an earlier attempt means that this one has not begun.
    let isCurrent = spec?.attempt == row.attempt
    if let spec, isCurrent {
      row.devices = spec.slot.devices.map { TrialOverview.DevicePart(id: $0) }
      row.cores = spec.slot.cores
      // Without a controller nobody brings the store up to date.
      if !isConducted { addReports(to: &row, folder, readsOutput: spec.readsOutput) }
    }
    switch folder.standing {
    case .supervised(let pid):
      row.supervisor = isCurrent ? pid : nil
      if !isCurrent { row.state = .starting }
      if !isConducted { row.why = "its controller is gone: \(resuming("takes it over"))" }
    case .ended(let exit) where isCurrent:
      row.state = .ended
      row.seconds = exit.endedAt - exit.startedAt
      row.why =
        isConducted ? "its controller is about to take note" : "its controller is gone: \(resuming("takes note"))"
    case .ended, .abandoned:
      if !isCurrent, let (measure, pid) = measure(in: folder, attempt: row.attempt) {
        (row.state, row.supervisor) = (.measuring, pid)
        row.devices = measure.slot.devices.map { TrialOverview.DevicePart(id: $0) }
        row.cores = measure.slot.cores
        if !isConducted { row.why = "its controller is gone: \(resuming("takes it over"))" }
        return
      }
      row.state = isConducted && !isCurrent ? .starting : .lost
      row.seconds = nil
      if row.state == .lost {
        row.why =
          "its supervisor is gone without a word: "
          + (isConducted ? "its controller is about to start it again" : resuming("starts it again"))
      }
    }
  }

  /// The measure that runs for a trial, with its supervisor.
  private func measure(in folder: TrialFolder, attempt: Int) -> (TrialSpec, Int32?)? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(Measure.folderPrefix) {
      let measure = TrialFolder("\(folder.path)/\(name)")
      if case .supervised(let pid) = measure.standing, let spec = try? measure.spec(), spec.attempt == attempt {
        return (spec, pid)
      }
    }
    return nil
  }

  private func addReports(to row: inout TrialOverview, _ folder: TrialFolder, readsOutput: Bool) {
    var reports = TrialMetrics(folder, readsOutput: readsOutput)
    repeat {
      for report in reports.look(final: false) {
        if case .measurement(let measurement) = report, !measurement.metrics.isEmpty {
          (row.step, row.metrics) = (measurement.step, measurement.metrics)
        }
      }
    } while reports.isBehind
  }
}

extension StoredSearch {
  /// Trials at once.
  var parallel: Int? { json["limits"]?["parallel"]?.intValue }
  /// Whether the trainer is a function of the script.
  var trainsByFunction: Bool { json["trainer"]?.arrayValue == nil }
}

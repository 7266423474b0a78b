import Foundation
import Launchers
import SearchEngine

/// The trials of a workspace that run and wait, as people read them.
enum ProcessesTable {
  static func text(_ overview: WorkspaceOverview) -> String {
    var text = controller(overview) + "\n"
    let running = overview.trials.filter { $0.state != .waiting }
    if !running.isEmpty {
      let hasDevices = running.contains { !$0.devices.isEmpty }
      let head =
        ["search", "trial", "state", "time", "pid", "CPU", "memory"] + (hasDevices ? ["GPU"] : []) + ["last"]
      text += "\n" + TrialTable.table([head] + running.map { row($0, hasDevices: hasDevices) })
      let notes = running.filter { $0.why != nil }
      if !notes.isEmpty { text += "\n" + TrialTable.table([["search", "trial", "note"]] + reasons(notes)) }
    }
    let waiting = overview.trials.filter { $0.state == .waiting }
    if !waiting.isEmpty {
      text += "\n" + TrialTable.table([["search", "trial", "waits because"]] + reasons(waiting))
    }
    if running.isEmpty, waiting.isEmpty { text += "no trial runs or waits\n" }
    for leftover in overview.leftovers {
      text += "\n\(leftover.text); it is ended when a search begins or goes on\n"
    }
    return text
  }

  private static func controller(_ overview: WorkspaceOverview) -> String {
    guard let controller = overview.controller else { return "no controller runs in this workspace" }
    let host = controller.host.map { " on \($0)" } ?? ""
    return "controller: pid \(controller.pid.map(String.init) ?? "unknown")\(host)"
  }

  private static func row(_ trial: TrialOverview, hasDevices: Bool) -> [String] {
    var cells = [trial.search, name(trial), trial.state.rawValue, trial.seconds.map(Span.text) ?? "-"]
    cells += [
      trial.supervisor.map(String.init) ?? "-", processor(trial), trial.memory.map(SlotWords.bytes) ?? "-",
    ]
    if hasDevices { cells.append(trial.devices.isEmpty ? "-" : trial.devices.map(device).joined(separator: "; ")) }
    let metrics = trial.metrics.sorted { $0.key < $1.key }.map { "\($0)=\(Format.number($1))" }
    let last = (trial.step.map { ["step \($0)"] } ?? []) + metrics
    return cells + [last.isEmpty ? "-" : last.joined(separator: " ")]
  }

  private static func name(_ trial: TrialOverview) -> String {
    trial.attempt > 1 ? "\(trial.id) (attempt \(trial.attempt))" : String(trial.id)
  }

  /// How many cores it keeps busy, of those of its own.
  private static func processor(_ trial: TrialOverview) -> String {
    guard let cpu = trial.cpu else { return "-" }
    let busy = String(format: "%.1f", cpu)
    return trial.cores.isEmpty ? busy : "\(busy) of \(trial.cores.count)"
  }

  private static func device(_ part: TrialOverview.DevicePart) -> String {
    let facts = [
      part.utilisation.map { "\(Int(($0 * 100).rounded())) %" }, part.memory.map(SlotWords.bytes),
    ].compactMap { $0 }
    return (part.index.map { "\($0)" } ?? "gone") + (facts.isEmpty ? "" : ": \(facts.joined(separator: ", "))")
  }

  /// Trials of which the same is to be said are told in one line.
  private static func reasons(_ trials: [TrialOverview]) -> [[String]] {
    var groups: [(trials: [TrialOverview], why: String)] = []
    for trial in trials {
      let why = trial.why ?? "it is about to be started"
      if let place = groups.firstIndex(where: { $0.why == why && $0.trials[0].search == trial.search }) {
        groups[place].trials.append(trial)
      } else {
        groups.append(([trial], why))
      }
    }
    return groups.map { group in
      let names = group.trials.prefix(8).map(name).joined(separator: ", ")
      let more = group.trials.count > 8 ? " and \(group.trials.count - 8) more" : ""
      return [group.trials[0].search, names + more, group.why]
    }
  }
}

import Foundation
import LineEditor
import Locking
import SearchEngine
import TrialStore

/// Shows how a search goes: a bar on a terminal, plain lines elsewhere, and at the prompt lines above the entry that is
/// being typed.
final class ProgressReporter: Sendable {
  private struct State {
    var lastName: String?
    var editor: LineEditor?
    /// Whether lines go to standard error, as standard output is for data.
    var isAside = false
    /// At the prompt, trials that ended too soon after others to have a line of their own.
    var unshown = 0
    var lastShown = ContinuousClock.now - .seconds(1)
  }

  private let state = Locked(State())

  /// The search that was shown last.
  var lastName: String? { state.withLock { $0.lastName } }

  /// Shows everything from now on above the entry that is being typed.
  func report(into editor: LineEditor) { state.withLock { $0.editor = editor } }

  /// Shows everything from now on beside the data that a verb prints.
  func reportAside() { state.withLock { $0.isAside = true } }

  func show(_ update: SearchUpdate) async {
    switch update {
    case .began(let progress, let resumed):
      state.withLock { $0.lastName = progress.name }
      line("stage \(progress.stage): search '\(progress.name)', \(progress.max) trials")
      if let resumed {
        line(
          "resumed: \(resumed.ended) trials had ended, \(resumed.adopted) still run, \(resumed.collected) ended meanwhile, "
            + "\(resumed.restarted) start again")
      }
      bar(progress)
    case .started(let progress, _): bar(progress)
    case .ended(let progress, let trial):
      let unshown = state.withLock { $0.unshown }
      if shows(trial, progress) {
        line(Self.text(trial, progress) + (unshown > 0 ? "  (+\(unshown) others)" : ""))
      }
      bar(progress)
    case .notice(let name, let trial, let text):
      line("\(name)\(trial.map { ", trial \($0)" } ?? ""): \(text)")
    case .broke(let name, let message): line("search '\(name)' broke off: \(message)")
    case .finished(let progress, let outcome):
      line(
        "stage \(progress.stage) of '\(progress.name)' ended after \(Span.text(progress.view.elapsed)): "
          + outcome.reason)
    }
  }

  /// Whether a trial has a line of its own: a bar tells of most; a prompt shows what is new, and others now and then.
  private func shows(_ trial: TrialRecord, _ progress: SearchUpdate.Progress) -> Bool {
    state.withLock { state in
      guard state.editor != nil else { return !Terminal.isInteractive || trial.state != .completed }
      let isNews = trial.state != .completed || progress.view.best?.number == trial.number
      let now = ContinuousClock.now
      guard isNews || now - state.lastShown > .milliseconds(500) else {
        state.unshown += 1
        return false
      }
      (state.unshown, state.lastShown) = (0, now)
      return true
    }
  }

  private static func text(_ trial: TrialRecord, _ progress: SearchUpdate.Progress) -> String {
    let view = progress.view
    var text = "\(progress.name), trial \(trial.number) \(trial.state.rawValue)"
    if let reward = trial.reward { text += "  reward \(Format.number(reward))" }
    if let start = trial.startedAt, let end = trial.endedAt { text += "  \(Format.number(end - start)) s" }
    text += "  (\(view.ended)/\(progress.max) done, \(view.failed) failed"
    if let best = view.best { text += ", best \(Format.number(best.reward)) by trial \(best.number)" }
    if let remaining = progress.remaining, view.ended < progress.max { text += ", \(Span.text(remaining)) left" }
    return text + ")" + (trial.reason.map { "\n    \($0.replacing("\n", with: "\n    "))" } ?? "")
  }

  /// A line that stays. On a terminal the bar below it is drawn anew.
  private func line(_ text: String) {
    if let editor = state.withLock({ $0.editor }) { return editor.notify(text) }
    if Terminal.isInteractive { Terminal.write("\r\u{1B}[K") }
    if state.withLock({ $0.isAside }) { return Terminal.write(text + "\n") }
    print(text)
    fflush(nil)  // a log shows what has happened so far
  }

  private func bar(_ progress: SearchUpdate.Progress) {
    if let editor = state.withLock({ $0.editor }) { return editor.refresh() }
    guard Terminal.isInteractive else { return }
    let view = progress.view
    let share = Double(view.ended) / Double(max(1, progress.max))
    let cells = 20
    let full = Int((share * Double(cells)).rounded(.down))
    var text =
      "\(progress.name) [" + String(repeating: "█", count: full) + String(repeating: "·", count: cells - full)
    text += "] \(view.ended)/\(progress.max) done, \(view.failed) failed, \(view.running) running"
    if let best = view.best { text += ", best \(Format.number(best.reward))" }
    if let remaining = progress.remaining { text += ", \(Span.text(remaining)) left" }
    Terminal.write("\r\u{1B}[K" + text.prefix(Terminal.width - 1))
  }
}

/// Numbers for people.
enum Format {
  /// Four significant digits and no needless zeros.
  static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}

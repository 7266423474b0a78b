import Foundation
import SearchEngine
import Synchronization
import TrialStore

/// Shows how a search goes: a bar on a terminal, plain lines elsewhere.
final class ProgressReporter: Sendable {
  private let name = Mutex<String?>(nil)

  /// The search that was shown last.
  var lastName: String? { name.withLock { $0 } }

  func show(_ update: SearchUpdate) async {
    switch update {
    case .began(let progress, let resumed):
      name.withLock { $0 = progress.name }
      line("stage \(progress.stage): search '\(progress.name)', \(progress.max) trials")
      if let resumed {
        line(
          "resumed: \(resumed.ended) trials had ended, \(resumed.adopted) still run, \(resumed.collected) ended meanwhile, "
            + "\(resumed.restarted) start again")
      }
      bar(progress)
    case .started(let progress, _): bar(progress)
    case .ended(let progress, let trial):
      if !Terminal.isInteractive || trial.state != .completed { line(Self.text(trial, progress)) }
      bar(progress)
    case .notice(_, let trial, let text): line("\(trial.map { "trial \($0): " } ?? "")\(text)")
    case .broke(let name, let message): line("search '\(name)' broke off: \(message)")
    case .finished(let progress, let outcome):
      line("stage \(progress.stage) ended after \(Span.text(progress.view.elapsed)): \(outcome.reason)")
    }
  }

  private static func text(_ trial: TrialRecord, _ progress: SearchUpdate.Progress) -> String {
    let view = progress.view
    var text = "trial \(trial.number) \(trial.state.rawValue)"
    if let reward = trial.reward { text += "  reward \(Format.number(reward))" }
    if let start = trial.startedAt, let end = trial.endedAt { text += "  \(Format.number(end - start)) s" }
    text += "  (\(view.ended)/\(progress.max) done, \(view.failed) failed"
    if let best = view.best { text += ", best \(Format.number(best.reward)) by trial \(best.number)" }
    if let remaining = progress.remaining, view.ended < progress.max { text += ", \(Span.text(remaining)) left" }
    return text + ")" + (trial.reason.map { "\n    \($0.replacing("\n", with: "\n    "))" } ?? "")
  }

  /// A line that stays. On a terminal the bar below it is drawn anew.
  private func line(_ text: String) {
    if Terminal.isInteractive { Terminal.write("\r\u{1B}[K") }
    print(text)
  }

  private func bar(_ progress: SearchUpdate.Progress) {
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

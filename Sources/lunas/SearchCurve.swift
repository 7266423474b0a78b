import Foundation
import TrialStore

/// The search curve for a terminal: trials against rewards, with the best so far.
enum SearchCurve {
  static func text(_ trials: [TrialRecord], width: Int = 60, height: Int = 10) -> String {
    let scored = trials.compactMap { trial in trial.reward.map { (number: trial.number, reward: $0) } }
    guard let low = scored.map(\.reward).min(), let high = scored.map(\.reward).max(),
      let last = trials.last?.number
    else {
      return "no trial has a reward yet\n"
    }
    let range = high > low ? high - low : 1
    let columns = min(width, max(1, last))
    var cells = [[Character]](repeating: [Character](repeating: " ", count: columns), count: height)
    func column(_ number: Int) -> Int { (number - 1) * columns / last }
    func row(_ reward: Double) -> Int { height - 1 - Int(((reward - low) / range * Double(height - 1)).rounded()) }
    var best = -Double.infinity
    var filled = 0
    for (number, reward) in scored.sorted(by: { $0.number < $1.number }) {
      if best.isFinite { for x in filled..<column(number) { cells[row(best)][x] = "─" } }
      filled = max(filled, column(number))
      best = max(best, reward)
      if cells[row(reward)][column(number)] == " " { cells[row(reward)][column(number)] = "•" }
    }
    for x in filled..<columns { cells[row(best)][x] = "─" }
    var lines = cells.enumerated().map { position, cells in
      let value = high - range * Double(position) / Double(height - 1)
      let label = position == 0 || position == height - 1 || position == height / 2 ? Format.number(value) : ""
      return String(repeating: " ", count: max(0, 8 - label.count)) + label + " │" + String(cells)
    }
    lines.append(String(repeating: " ", count: 9) + "└" + String(repeating: "─", count: columns))
    let end = String(last)
    lines.append(
      String(repeating: " ", count: 10) + "1" + String(repeating: " ", count: max(1, columns - 1 - end.count))
        + end)
    return lines.joined(separator: "\n") + "\n    • reward of a trial   ─ best so far\n"
  }
}

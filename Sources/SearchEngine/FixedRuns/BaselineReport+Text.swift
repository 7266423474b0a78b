import Foundation
import PlainJSON

/// The report as people read it.
extension BaselineReport {
  /// Steps of the curve that are shown: more would say no more.
  private static let shown = 12

  /// The report in lines, with a line break at the end.
  public var text: String {
    let count = trainings.count
    var lines = [
      "baseline of '\(search)' (\(record.name)): \(completed) of \(count) full training\(count == 1 ? "" : "s") of "
        + architecture.text
    ]
    for training in trainings where training.trial.state != .completed {
      let why = training.trial.reason.map { ": \($0)" } ?? ""
      lines.append("training \(training.trial.number) is \(training.trial.state.rawValue)\(why)")
    }
    lines += [scoreWords] + curveLines + timeLines
    return lines.joined(separator: "\n") + "\n"
  }

  private var scoreWords: String {
    let name = record.spec["reward"]?.stringValue ?? "reward"
    guard let reward else { return "no training was completed, so nothing is known of its \(name)" }
    guard let deviation = reward.deviation, let low = reward.values.min(), let high = reward.values.max() else {
      return "\(name) \(Self.number(reward.mean)); how much it varies is known from two trainings on (seeds = 3, "
        + "--seeds 3)"
    }
    return "\(name) \(Self.number(reward.mean)) ± \(Self.number(deviation)) (standard deviation of "
      + "\(reward.values.count)), from \(Self.number(low)) to \(Self.number(high))"
  }

  private var curveLines: [String] {
    guard let metric else {
      return ["no curve: nothing tells which metric is meant; name it with metric = \"...\" (--metric)"]
    }
    if curve.isEmpty {
      return [
        "no curve: '\(metric)' was reported with no step; report {\"step\": 3, \"\(metric)\": 0.9} while training"
      ]
    }
    let stride = max(1, (curve.count + Self.shown - 1) / Self.shown)
    let rows = curve.enumerated().filter { place, _ in place % stride == stride - 1 || place == curve.count - 1 }
    let cells = rows.map { _, step in
      [
        String(step.step),
        Self.number(step.values.mean) + (step.values.deviation.map { " ± \(Self.number($0))" } ?? ""),
        Self.time(step.seconds),
      ]
    }
    return [""] + Self.aligned([["step", metric, "after"]] + cells)
  }

  private var timeLines: [String] {
    guard let time else { return [] }
    var lines = ["", "a training took \(Self.time(time.seconds))" + startUpWords(time)]
    if let gpus = time.gpus {
      let use = gpus.use.map { "busy \(Int(($0 * 100).rounded())) % of the time" } ?? "use not known"
      let memory = gpus.peakMemory.map { ", \(ByteCount.text($0)) at most" } ?? ""
      lines.append("\(gpus.count) GPU\(gpus.count == 1 ? "" : "s"): \(use)\(memory)")
    }
    if let busy = time.busyCores, let cores = time.cores {
      lines.append("\(String(format: "%.1f", busy)) of \(cores) core\(cores == 1 ? "" : "s") busy on average")
    }
    if time.losses.isEmpty { return lines + ["nothing that was measured shows time that is lost"] }
    lines += ["", "where time is lost"]
    return lines
      + Self.aligned(
        time.losses.map { loss in
          [
            loss.kind.rawValue.replacing("_", with: " "), Self.time(loss.seconds),
            "\(Int((loss.share * 100).rounded())) %", loss.words,
          ]
        })
  }

  private func startUpWords(_ time: TimeUse) -> String {
    guard let startUp = time.startUp else { return "; start-up is not known, as nothing was reported" }
    return "; start-up \(Self.time(startUp.seconds)) (\(startUp.sign.words))"
  }

  /// Four significant digits.
  static func number(_ value: Double) -> String { String(format: "%.4g", value) }

  /// Tenths where seconds are few.
  static func time(_ seconds: Double) -> String {
    seconds < 10 ? String(format: "%.1f s", seconds) : Span.text(seconds)
  }

  static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).dropLast().map { $0 + String(repeating: " ", count: $1 - $0.count) + "  " }.joined()
        + (row.last ?? "")
    }
  }
}

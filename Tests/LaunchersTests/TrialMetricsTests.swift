import Foundation
import Testing

@testable import Launchers

/// The sources of a trial's reports are joined, however trainers write them.
@Suite struct TrialMetricsTests {
  let scratch = ScratchFolder()
  var folder: TrialFolder { scratch.folder }

  private func measurements(_ reports: [TrialReport]) -> [TrialMeasurement] {
    reports.compactMap { if case .measurement(let measurement) = $0 { measurement } else { nil } }
  }

  private func notices(_ reports: [TrialReport]) -> [String] {
    reports.compactMap {
      if case .notice(let notice) = $0 { "\(notice.kind.rawValue): \(notice.text)" } else { nil }
    }
  }

  // MARK: metrics.jsonl

  @Test func `lines are told as they come, and the last one without its end when nothing more will`() throws {
    var metrics = TrialMetrics(folder, readsOutput: false)
    #expect(metrics.look(final: false).isEmpty)
    scratch.append("{\"step\":1,\"a\":1}\n{\"step\":2,", to: folder.metricsPath)
    #expect(
      metrics.look(final: false) == [.measurement(TrialMeasurement(line: 1, step: 1, metrics: ["a": 1]))])
    #expect(metrics.look(final: false).isEmpty)
    scratch.append("\"a\":2}\r\n\n  \n{\"a\":3}", to: folder.metricsPath)
    #expect(
      metrics.look(final: false) == [.measurement(TrialMeasurement(line: 2, step: 2, metrics: ["a": 2]))])
    #expect(metrics.look(final: true) == [.measurement(TrialMeasurement(line: 5, step: nil, metrics: ["a": 3]))])
    #expect(metrics.look(final: true).isEmpty)
  }

  @Test func `numbers in texts are metrics, NaN and the infinities stay what they are`() throws {
    scratch.append(
      """
      {"step":"3","a":NaN,"b":Infinity,"c":-Infinity,"d":"0.5","e":"nan","f":"-inf","g":"1e-3","h":"x","i":null,"j":"0x10"}
      {"step":1.5,"a":1,"done":true}

      """, to: folder.metricsPath)
    var metrics = TrialMetrics(folder, readsOutput: false)
    let found = measurements(metrics.look(final: false))
    let first = try #require(found.first)
    #expect(first.step == 3)
    #expect(Set(first.metrics.keys) == ["a", "b", "c", "d", "e", "f", "g"])
    #expect(first.metrics["a"]?.isNaN == true && first.metrics["e"]?.isNaN == true)
    #expect(
      first.metrics["b"] == .infinity && first.metrics["c"] == -.infinity && first.metrics["f"] == -.infinity)
    #expect(first.metrics["d"] == 0.5 && first.metrics["g"] == 0.001)
    #expect(found.last == TrialMeasurement(line: 2, step: nil, metrics: ["a": 1]))
  }

  @Test func `a line that is no report says why, and a damaged file says it twenty times`() throws {
    scratch.append("rubbish\n{\"done\":true}\n{\"eval\":{\"a\":1}}\n", to: folder.metricsPath)
    scratch.append([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D, 0x0A], to: folder.metricsPath)
    var metrics = TrialMetrics(folder, readsOutput: false)
    #expect(
      notices(metrics.look(final: false)) == [
        "malformed_metrics: line 1 of its metrics is no JSON: expected a value, got 'r': rubbish",
        "malformed_metrics: line 2 of its metrics has no number besides the step; 'done' is a boolean: write 1 or 0 for a "
          + "metric: {\"done\":true}",
        "malformed_metrics: line 3 of its metrics has no number besides the step; 'eval' is an object: write its numbers "
          + "under names of their own: {\"eval\":{\"a\":1}}",
        "malformed_metrics: line 4 of its metrics is no JSON: a string is not valid UTF-8: {\"\u{FFFD}\":1}",
      ])
    scratch.append(String(repeating: "\u{0}\n", count: 500) + "{\"a\":1}\n", to: folder.metricsPath)
    let reports = metrics.rest()
    #expect(measurements(reports) == [TrialMeasurement(line: 505, step: nil, metrics: ["a": 1])])
    #expect(notices(reports).count == 17)
    #expect(notices(reports).last == "malformed_metrics: 484 more lines of its metrics are none")
  }

  @Test func `steps that go back are kept and said once`() throws {
    scratch.append(
      "{\"step\":5,\"a\":1}\n{\"step\":5,\"a\":2}\n{\"step\":3,\"a\":3}\n{\"step\":1,\"a\":4}\n",
      to: folder.metricsPath)
    var metrics = TrialMetrics(folder, readsOutput: false)
    let reports = metrics.look(final: true)
    #expect(measurements(reports).map(\.step) == [5, 5, 3, 1])
    #expect(
      notices(reports) == ["metrics_step_back: line 3 of its metrics has step 3 after step 5; both are kept"])
  }

  @Test func `a mark of Windows before the first line is passed over, and a step that is no whole number is said`()
  {
    scratch.append(
      "\u{FEFF}{\"step\":1,\"a\":1}\n{\"step\":1.5,\"a\":2}\n{\"step\":2.5,\"a\":3}\n", to: folder.metricsPath)
    scratch.append("step=0.5 b=4\n", to: folder.outputPath)
    var metrics = TrialMetrics(folder, readsOutput: true)
    let reports = metrics.look(final: true)
    #expect(measurements(reports).map(\.step) == [1, nil, nil, nil])
    #expect(measurements(reports).compactMap { $0.metrics["a"] ?? $0.metrics["b"] } == [1, 2, 3, 4])
    #expect(notices(reports).count { $0.hasPrefix("metrics_step_dropped: ") } == 2)
    #expect(notices(reports).first?.contains("has the step 1.5, which is no whole number") == true)
  }

  @Test func `a file that cannot be read is said once, and read when it can be`() throws {
    // A folder stands in the way: the tests may run as root, whom no permission stops.
    try FileManager.default.createDirectory(atPath: folder.metricsPath, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: folder.metricsPath + "/x", withIntermediateDirectories: true)
    var metrics = TrialMetrics(folder, readsOutput: false)
    #expect(
      notices(metrics.look(final: false)) == ["metrics_unreadable: its metrics cannot be read: Is a directory"])
    #expect(metrics.look(final: false).isEmpty)
    try FileManager.default.removeItem(atPath: folder.metricsPath)
    scratch.append("{\"a\":1}\n", to: folder.metricsPath)
    #expect(measurements(metrics.look(final: false)).count == 1)
  }

  // MARK: Standard output

  @Test func `lines on standard output are reports where that is asked for`() throws {
    scratch.append(
      """
      Downloading data: 100%
      {"step":1,"loss":0.5}
      step=2 loss=0.25, val/top-5=nan
      Epoch: 3
      {"event":"started"}
      \u{1B}[32mloss=1\u{1B}[0m
      \r 10%|#   |\r100%|####|\rstep=3 loss=0.125
      loss=0.0625
      """, to: folder.outputPath)
    var silent = TrialMetrics(folder, readsOutput: false)
    #expect(silent.look(final: true).isEmpty)
    var metrics = TrialMetrics(folder, readsOutput: true)
    let reports = metrics.look(final: true)
    #expect(notices(reports).isEmpty)
    let found = measurements(reports)
    #expect(found.map { MetricsPlace(line: $0.line).source } == [.output, .output, .output, .output])
    #expect(found.map(\.step) == [1, 2, 3, nil])
    #expect(found.map { $0.metrics["loss"] } == [0.5, 0.25, 0.125, 0.0625])
    #expect(found[1].metrics["val/top-5"]?.isNaN == true)
    #expect(Set(found.map(\.line)).count == 4)
  }

  // MARK: cloudml-hypertune

  /// As `report_hyperparameter_tuning_metric` does it: the last 100 entries, written in place.
  private func writeHypertune(_ range: ClosedRange<Int>, step: (Int) -> Int = { $0 }) throws {
    let lines = range.suffix(100).map { number in
      "{\"accuracy\": \"0.\(number)\", \"global_step\": \"\(step(number))\", "
        + "\"timestamp\": \(1_525_851_440 + Double(number) / 4), \"trial\": \"7\"}\n"
    }
    try lines.joined().write(toFile: folder.hypertunePath, atomically: false, encoding: .utf8)
  }

  @Test func `each hypertune entry is told once, although the file holds only the last hundred`() throws {
    var metrics = TrialMetrics(folder, readsOutput: false)
    var found: [TrialMeasurement] = []
    for number in 1...250 {
      try writeHypertune(1...number)
      // The controller does not see each of them.
      if number % 7 == 0 { found += measurements(metrics.look(final: false)) }
    }
    found += measurements(metrics.look(final: true))
    #expect(found.map(\.step) == Array(1...250))
    #expect(found.last?.metrics == ["accuracy": 0.25])
    #expect(found.map(\.line) == found.map(\.line).sorted() && Set(found.map(\.line)).count == 250)

    // A controller that takes over gives the same numbers, so that the store knows them.
    var later = TrialMetrics(folder, readsOutput: false)
    let again = measurements(later.look(final: true))
    #expect(again.count == 100 && again.map(\.line) == found.suffix(100).map(\.line))
  }

  @Test func `hypertune entries without steps, with more metrics and of one moment`() throws {
    scratch.append(
      """
      {"checkpoint_path":"","global_step":"0","key_0":"latency","model_flops":"1.5","nas_reward":"nan","timestamp":1525851440.5,"trial":"7","value_0":"3.0"}
      {"global_step":"0","nas_reward":"0.5","timestamp":1525851440.5,"trial":"7"}
      {"global_step":"0","nas_reward":"0.75","trial":"7"}
      {"global_step":"0","trial":"7"}

      """, to: folder.hypertunePath)
    var metrics = TrialMetrics(folder, readsOutput: false)
    let reports = metrics.look(final: true)
    let found = measurements(reports)
    #expect(found.map(\.step) == [0, nil, nil])
    #expect(found.first?.metrics["nas_reward"]?.isNaN == true)
    #expect(found.first?.metrics["latency"] == 3 && found.first?.metrics["model_flops"] == 1.5)
    #expect(found.first?.metrics.count == 3)
    #expect(found.map(\.line) == [1_525_851_440_500_000, 1_525_851_440_500_001, 1 << 41 + 3])
    #expect(
      notices(reports) == [
        "malformed_metrics: line 4 of its hypertune file has no number besides the step: "
          + "{\"global_step\":\"0\",\"trial\":\"7\"}"
      ])
  }

  @Test func `places share the whole numbers and keep those of metrics.jsonl`() {
    for place in [
      MetricsPlace(.metrics, 1), MetricsPlace(.metrics, 1_000_000), MetricsPlace(.output, 1),
      MetricsPlace(.output, 1 << 39), MetricsPlace(.hypertune, 1), MetricsPlace(.hypertune, 1_525_851_440_500_000),
    ] {
      #expect(MetricsPlace(line: place.line) == place)
      #expect(place.line < 1 << 53)
    }
    #expect(MetricsPlace(line: 17) == MetricsPlace(.metrics, 17))
  }

  @Test func `a trainer of Vertex finds its environment`() {
    #expect(
      VertexEnvironment.variables(folder, id: 7, tag: "nas_reward") == [
        "CLOUD_ML_HP_METRIC_FILE": folder.hypertunePath, "CLOUD_ML_HP_METRIC_TAG": "nas_reward",
        "CLOUD_ML_TRIAL_ID": "7", "AIP_MODEL_DIR": folder.artifactsPath,
      ])
    #expect(VertexEnvironment.variables(folder, id: 7, tag: nil)["CLOUD_ML_HP_METRIC_TAG"] == nil)
  }
}

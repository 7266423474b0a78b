import DataSplit
import Foundation
import PlainJSON
import SearchEngine
import Testing
import TrialStore

/// Rewards of the same architectures in both stages.
@Suite struct StageComparisonTests {
  /// Compares rewards of stage 1 with those of the same architectures in stage 2; nil ones have failed.
  private func comparison(
    _ first: [Double], _ second: [Double?], reward name: String = "score", metric: String? = nil
  ) throws -> StageComparison? {
    let path = FileManager.default.temporaryDirectory.appending(path: "lunas-stages-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let store = try TrialStore(opening: Workspace(creating: path).databasePath)
    let record = try store.createSearch(
      name: "k", stage: 1, parent: nil, seed: 1,
      spec: ["reward": .string(name), "data": ["items": ["stage1.validation": 2000]]])
    let full = try store.createSearch(name: "k-full", stage: 2, parent: record.id, seed: 1, spec: [:])
    for (position, reward) in first.enumerated() {
      try store.propose(search: record.id, number: position + 1, architecture: "\(position)")
      try store.finish(
        search: record.id, number: position + 1, state: .completed, reward: reward,
        metrics: [metric ?? name: reward], reason: nil)
    }
    for (position, reward) in second.enumerated() {
      // Stage 2 numbers its trials anew, the best of stage 1 first.
      let number = second.count - position
      try store.propose(search: full.id, number: number, architecture: "\(position)", source: position + 1)
      try store.finish(
        search: full.id, number: number, state: reward == nil ? .failed : .completed, reward: reward, metrics: [:],
        reason: nil)
    }
    #expect(try StageComparison(record, in: store) == nil)
    return try StageComparison(full, in: store)
  }

  @Test func `trials are paired by the trial of stage 1 that they train, and failed ones left out`() throws {
    let found = try #require(try comparison([0.5, 0.6, 0.7, 0.75, 0.8, 0.85], [0.6, 0.7, nil, 0.8, 0.85, 0.9]))
    #expect(found.pairs.map(\.source) == [6, 5, 4, 2, 1] && found.pairs.map(\.trial) == [1, 2, 3, 5, 6])
    #expect(
      found.bias.verdict == .good && found.text.hasPrefix("stage 1 against stage 2: good\n  Both stages agree"))
    #expect(found.json["count"] == 5 && found.json["kendall"]?.doubleValue == 1)
    #expect(found.json["pairs"]?.arrayValue?.first?["stage2"]?.doubleValue == 0.9)
  }

  @Test func `accuracies are as certain as the validation of stage 1 is large`() throws {
    let first = [0.5, 0.6, 0.7, 0.75, 0.8]
    for name in ["accuracy", "val_acc", "validation/top1", "top-1 accuracy"] {
      let bias = try #require(try comparison(first, first, reward: name)).bias
      // The standard error of a share of 2000 items, of which 0.67 are right on average.
      #expect(bias.noise.map { abs($0 - (0.67 * 0.33 / 2000).squareRoot()) < 1e-12 } == true, "\(name)")
      #expect(bias.expectedOptimism != nil)
    }
  }

  @Test func `of what is no accuracy, or may be none, no certainty is told`() throws {
    let first = [0.5, 0.6, 0.7, 0.75, 0.8]
    for name in ["score", "balanced_accuracy", "accuracy_gap", "f1", "-accuracy_loss", "latency(accuracy)"] {
      #expect(try comparison(first, first, reward: name)?.bias.noise == nil, "\(name)")
    }
    #expect(try comparison([0.5, 0.6, 71], [0.5, 0.6, 0.7], reward: "accuracy")?.bias.noise == nil)
    // A function called so, whose values are not the metric's.
    #expect(try comparison(first, first, reward: "accuracy", metric: "loss")?.bias.noise == nil)
  }

  @Test func `an order that turns around is said to be a bias`() throws {
    let found = try #require(try comparison([0.5, 0.6, 0.7, 0.8, 0.9], [0.99, 0.98, 0.97, 0.96, 0.95]))
    #expect(found.json["verdict"] == "bad" && found.text.contains("The split biased the search"))
  }

  @Test func `without a completed trial there is nothing to compare`() throws {
    #expect(try comparison([0.5], [nil]) == nil)
  }
}

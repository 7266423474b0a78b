import DataSplit
import Foundation
import PlainJSON
import SearchEngine
import Testing
import TrialStore

/// Rewards of the same architectures in both stages.
@Suite struct StageComparisonTests {
  /// Compares rewards of stage 1 with those of the same architectures in stage 2; nil ones have failed.
  private func comparison(_ first: [Double], _ second: [Double?]) throws -> StageComparison? {
    let path = FileManager.default.temporaryDirectory.appending(path: "lunas-stages-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let store = try TrialStore(opening: Workspace(creating: path).databasePath)
    let record = try store.createSearch(name: "k", stage: 1, parent: nil, seed: 1, spec: [:])
    let full = try store.createSearch(name: "k-full", stage: 2, parent: record.id, seed: 1, spec: [:])
    for (position, reward) in first.enumerated() {
      try store.propose(search: record.id, number: position + 1, architecture: "\(position)")
      try store.finish(
        search: record.id, number: position + 1, state: .completed, reward: reward, metrics: [:], reason: nil)
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
    return try StageComparison(full, in: store, validationSize: 2000)
  }

  @Test func `trials are paired by the trial of stage 1 that they train, and failed ones left out`() throws {
    let found = try #require(try comparison([0.5, 0.6, 0.7, 0.75, 0.8, 0.85], [0.6, 0.7, nil, 0.8, 0.85, 0.9]))
    #expect(found.pairs.map(\.source) == [6, 5, 4, 2, 1] && found.pairs.map(\.trial) == [1, 2, 3, 5, 6])
    #expect(
      found.bias.verdict == .good && found.text.hasPrefix("stage 1 against stage 2: good\n  Both stages agree"))
    #expect(found.bias.expectedOptimism != nil)
    #expect(found.json["count"] == 5 && found.json["kendall"]?.doubleValue == 1)
    #expect(found.json["pairs"]?.arrayValue?.first?["stage2"]?.doubleValue == 0.9)
  }

  @Test func `an order that turns around is said to be a bias`() throws {
    let found = try #require(try comparison([0.5, 0.6, 0.7, 0.8, 0.9], [0.99, 0.98, 0.97, 0.96, 0.95]))
    #expect(found.json["verdict"] == "bad" && found.text.contains("The split biased the search"))
  }

  @Test func `without a completed trial there is nothing to compare`() throws {
    #expect(try comparison([0.5], [nil]) == nil)
  }
}

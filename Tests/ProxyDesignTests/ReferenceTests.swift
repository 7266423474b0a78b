import ProxyDesign
import Randomness
import Testing

@Suite struct ReferenceTests {
  private static let seven = [
    (0.1, 10), (0.12, 11), (0.3, 20), (0.5, 25), (0.52, 26), (0.7, 40), (0.9, 50),
  ].map { ScoredModel(accuracy: $0, cost: $1) }

  @Test func `of the closest two the one with the nearer second neighbour is dropped`() {
    #expect(DropRule.order(Self.seven, dropping: 3) == [1, 3, 2])
    let line = [0.1, 0.11, 0.3, 0.5, 0.9].map { ScoredModel(accuracy: $0) }
    #expect(DropRule.order(line, dropping: 2) == [1, 2])
  }

  @Test func `two models always stay, and equal ones are dropped without an end`() {
    #expect(DropRule.order(Self.seven, dropping: 99).count == 5)
    #expect(DropRule.order(Self.seven, dropping: 0).isEmpty)
    let equal = Array(repeating: ScoredModel(accuracy: 0.5, cost: 1), count: 6)
    #expect(DropRule.order(equal, dropping: 99).count == 4)
    #expect(DropRule.order([], dropping: 3).isEmpty)
  }

  @Test func `failed models count toward the drops`() {
    var models = Self.seven
    models[5].accuracy = nil
    models[0].accuracy = .nan
    #expect(DropRule.order(models, dropping: 2) == [0, 5])
    #expect(DropRule.order(models, dropping: 1) == [0, 5])
    #expect(DropRule.order(models, dropping: 3).prefix(2) == [0, 5])
    #expect(DropRule.order(models, dropping: 3).count == 3)
    models[2].cost = nil
    #expect(DropRule.order(models, dropping: 0) == [0, 2, 5])
  }

  @Test func `thirty models become ten for the price of twelve trainings`() throws {
    let schedule = try ReferenceSchedule()
    #expect(schedule.rounds.map(\.models) == [30, 25, 20, 15, 10])
    for (round, percent) in zip(schedule.rounds, [3.33, 7.33, 12.33, 19.0, 100]) {
      #expect((round.percent - percent).magnitude < 0.005)
    }
    #expect((schedule.cost - 12.1).magnitude < 1e-9)
    #expect(schedule.maxFailed == 6)
  }

  @Test func `a schedule ends at its number of models, whatever the drops`() throws {
    #expect(try ReferenceSchedule(start: 12, final: 10, drops: 5).rounds.map(\.models) == [12, 10])
    #expect(try ReferenceSchedule(start: 10, final: 10).rounds.map(\.percent) == [100])
    let small = try ReferenceSchedule(start: 40, final: 5, drops: 1)
    #expect(small.rounds.allSatisfy { $0.percent <= 100 })
    #expect(zip(small.rounds, small.rounds.dropFirst()).allSatisfy { $0.percent <= $1.percent })
    for (start, final, drops) in [(30, 4, 5), (9, 10, 5), (30, 10, 0)] {
      #expect(throws: ReferenceSchedule.Impossible.self) {
        try ReferenceSchedule(start: start, final: final, drops: drops)
      }
    }
  }

  @Test func `a selection keeps the spread and is the same when heard again`() throws {
    let run = {
      var selection = ReferenceSelection(try ReferenceSchedule())
      var generator = SeededGenerator(seed: 2)
      let models = (0..<30).map { _ in ScoredModel(accuracy: generator.unit(), cost: generator.unit()) }
      while selection.next != nil { selection.hear(selection.models.map { models[$0] }) }
      return (selection, models)
    }
    let (selection, models) = try run()
    #expect(selection.state == .done && selection.models.count == 10)
    #expect(selection.dropped.map(\.count) == [5, 5, 5, 5, 0])
    #expect(selection == (try run().0))
    let kept = selection.models.compactMap { models[$0].accuracy }
    let all = models.compactMap(\.accuracy)
    #expect(
      try #require(kept.max()) - (try #require(kept.min())) > 0.8
        * (try #require(all.max()) - (try #require(all.min()))))
  }

  @Test func `more failures than drops leave fewer to drop later, and too many end it`() throws {
    var selection = ReferenceSelection(try ReferenceSchedule())
    let score = { (model: Int, failed: Int) in
      ScoredModel(accuracy: model < failed ? nil : Double(model) / 30, cost: Double(model))
    }
    selection.hear((0..<30).map { score($0, 6) })
    #expect(selection.models == Array(6..<30))
    #expect(selection.state == .running && selection.dropped == [Array(0..<6)])
    selection.hear(selection.models.map { score($0, 0) })
    #expect(selection.models.count == 20)
    selection.hear(selection.models.map { score($0, 7) })
    #expect(selection.state == .tooManyFailed && selection.next == nil)
    #expect(selection.failed == Array(0..<7))
  }
}

import ControllerContract
import Controllers
import PlainJSON
import SearchSpace
import Testing

@Suite struct GridSearchTests {
  /// Everything that the grid proposes, as choices.
  private func proposals(_ space: SearchSpace) throws -> [[Int]] {
    var controller: any Controller = try GridSearch(space: space)
    var found: [[Int]] = []
    while let result = try controller.step(found.count + 1, { _ in .failed(.crashed) }) {
      found.append(result.architecture.choices)
    }
    return found
  }

  @Test func `a space is covered in the order of its numbers`() throws {
    #expect(try proposals(try digits([2, 3])) == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    let space = try digits([3, 4, 5])
    #expect(try proposals(space) == space.architectures.map(\.choices))
  }

  @Test func `what a tested constraint refuses is left out`() throws {
    let space = try digits([3, 3]).adding(
      Constraint(.test { ($0["d0"]?.intValue ?? 0) != ($0["d1"]?.intValue ?? 0) }))
    #expect(try proposals(space) == [[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]])
  }

  @Test func `a network with several architectures is proposed once`() throws {
    let space = try digits([3, 3]).with(
      canonical: CanonicalForm { table in
        .array([table["d0"]?.intValue ?? 0, table["d1"]?.intValue ?? 0].sorted().map { .integer($0) })
      })
    #expect(try proposals(space) == [[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]])
  }

  @Test func `what was proposed out of turn is left out`() throws {
    let space = try digits([2, 2])
    var controller: any Controller = try GridSearch(space: space)
    try controller.began(Proposal(number: 1, architecture: Architecture(choices: [0, 1])))
    let next = try (2...5).map { number in try controller.step(number) { _ in .stopped(nil) }?.architecture.choices
    }
    #expect(next == [[0, 0], [1, 0], [1, 1], nil])
  }

  @Test func `a constraint that refuses a great many in a row ends the search`() throws {
    let space = try digits([2, 2000]).adding(Constraint(.test { $0["d0"]?.intValue == 1 }))
    var controller = try GridSearch(space: space, mostSkipped: 1000)
    #expect(throws: ControllerError.self) { try controller.ask(number: 1) }
  }

  @Test func `a continuous decision is refused with the way out`() throws {
    let rate = Decision(.float(FloatRange(lower: 0, upper: 1)))
    let space = try SearchSpace(.table(["rate": .decision(rate)]))
    do {
      _ = try ControllerCatalog.make("grid", .init(space: space, seed: 1, maxTrials: 10))
      Issue.record("it was accepted")
    } catch {
      #expect(
        String(describing: error)
          == "the controller grid cannot count the values of 'rate', which is any number of a range; write it as "
          + "nas.one_of or nas.int, or use the controller random")
    }
  }
}

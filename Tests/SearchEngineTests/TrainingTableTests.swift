import Controllers
import Foundation
import PlainJSON
import SearchEngine
import SearchSpace
import Testing

/// Tables of finished trainings as trainers.
@Suite(.timeLimit(.minutes(5))) struct TrainingTableTests {
  private func table(_ text: String) throws -> TrainingTable {
    let path = FileManager.default.temporaryDirectory.appending(path: "lunas-table-\(UUID()).csv").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try TrainingTable(file: path)
  }

  private static func choice(_ values: JSON...) -> Template {
    .decision(Decision(.oneOf(values.map { .constant($0) })))
  }

  private static func space(_ members: [String: Template]) throws -> SearchSpace {
    try SearchSpace(.table(members))
  }

  private static let small = """
    op,width,valid_0,valid_1,valid_2,valid,seconds,note
    conv,3,1,2,,1.5,10,a
    conv,5.0,3,,,3,20,b
    pool,3,4,5,6,5,30,c
    """

  private static func smallSpace() throws -> SearchSpace {
    try space(["op": choice("conv", "pool"), "width": choice(3, 5)])
  }

  private func message(_ options: TableOptions, of text: String = small, for space: SearchSpace? = nil) throws
    -> String
  {
    do {
      let table = try table(text)
      _ = try TableTrainer(table, options, for: space ?? Self.smallSpace())
      return "no error"
    } catch { return "\(error)".replacing(/.*\.csv/, with: "FILE") }
  }

  @Test func `an architecture is looked up by columns that are called like its decisions`() async throws {
    var options = TableOptions()
    options.duration = "seconds"
    let trainer = try TableTrainer(try table(Self.small), options, for: Self.smallSpace())
    let training = try await trainer.training(of: ["op": "conv", "width": 5], seed: 0)
    // Every column with numbers is a metric, but for the key; an empty cell is none.
    #expect(training.metrics == ["valid_0": 3, "valid": 3, "seconds": 20])
    #expect(training.duration == 20)
    let missing = try await trainer.training(of: ["op": "pool", "width": 5], seed: 0)
    guard case .infeasible(let reason) = missing.end else {
      Issue.record("a row that is not there")
      return
    }
    #expect(reason.hasSuffix("has no row for the architecture {\"op\":\"pool\",\"width\":5}"))
    options.missingIsInfeasible = false
    let strict = try TableTrainer(try table(Self.small), options, for: Self.smallSpace())
    await #expect(throws: (any Error).self) { try await strict.training(of: ["op": "pool", "width": 5], seed: 0) }
  }

  @Test func `columns may be named by place, and a value that does not exist stands in an empty cell`()
    async throws
  {
    let space = try Self.space([
      "ops": .list([Self.choice("a", "b"), Self.choice("a", "b")]),
      "head": .decision(Decision(.oneOf([.constant(.null), .table(["size": Self.choice(1, 2)])]))),
    ])
    var options = TableOptions()
    options.key = .columns(["ops[0]": "first", "ops[1]": "second", "head.size": "head"])
    let trainer = try TableTrainer(
      try table("first,second,head,y\na,a,,1\na,b,,2\nb,a,2,3\n"), options, for: space)
    #expect(try await trainer.training(of: ["ops": ["a", "b"]], seed: 0).metrics == ["y": 2])
    #expect(
      try await trainer.training(of: ["ops": ["b", "a"], "head": ["size": 2]], seed: 0).metrics == ["y": 3])
  }

  @Test func `a function may give the key, of which leading zeros are a part`() async throws {
    var options = TableOptions()
    options.key = .function(column: "code") { architecture in "0\(architecture["x"]?.text ?? "")" }
    let space = try Self.space(["x": Self.choice(1, 2)])
    let trainer = try TableTrainer(try table("code,y\n1,10\n01,11\n02,12\n"), options, for: space)
    #expect(try await trainer.training(of: ["x": 1], seed: 0).metrics == ["y": 11])
    #expect(try await trainer.training(of: ["x": 2], seed: 0).metrics == ["y": 12])
  }

  @Test func `the row of the same network counts where a spelling has none`() async throws {
    let space = try SearchSpace(
      .table(["a": Self.choice(1, 2), "b": Self.choice(1, 2)]),
      canonical: CanonicalForm { table in
        let values = [table["a"]?.intValue ?? 0, table["b"]?.intValue ?? 0].sorted()
        return ["a": .integer(values[0]), "b": .integer(values[1])]
      })
    let trainer = try TableTrainer(try table("a,b,y\n1,1,5\n1,2,6\n2,2,7\n"), TableOptions(), for: space)
    #expect(try await trainer.training(of: ["a": 2, "b": 1], seed: 0).metrics == ["y": 6])
  }

  @Test func `noise draws one of several columns by the seed, never an empty cell`() async throws {
    var options = TableOptions()
    options.metrics = ["valid"]
    options.noise = [.init(columns: ["valid_0", "valid_1", "valid_2"], metric: "drawn")]
    let trainer = try TableTrainer(try table(Self.small), options, for: Self.smallSpace())
    var counts: [Double: Int] = [:]
    for seed in 0..<300 {
      let metrics = try await trainer.training(of: ["op": "conv", "width": 3], seed: UInt64(seed)).metrics
      #expect(metrics["valid"] == 1.5 && metrics.count == 2)
      counts[metrics["drawn"] ?? .nan, default: 0] += 1
    }
    // A fair coin is within 5 standard deviations of half but once in a million times.
    #expect(Set(counts.keys) == [1, 2] && abs((counts[1] ?? 0) - 150) < 44)
    let again = try await trainer.training(of: ["op": "pool", "width": 3], seed: 7).metrics
    #expect(try await trainer.training(of: ["op": "pool", "width": 3], seed: 7).metrics == again)
  }

  @Test func `several rows of one architecture are trainings of which one is drawn, where that is said`()
    async throws
  {
    let text = "op,width,y\nconv,3,1\nconv,3.0,2\n"
    var options = TableOptions()
    #expect(
      try message(options, of: text)
        == "FILE:3: a row for another architecture expected, got that of line 2 again (op = conv, width = 3); if these are "
        + "several trainings of it, of which one is to be drawn, say repeats = 'draw'")
    options.allowsRepeats = true
    let trainer = try TableTrainer(try table(text), options, for: Self.smallSpace())
    var seen: Set<Double> = []
    for seed in 0..<50 {
      seen.insert(
        try await trainer.training(of: ["op": "conv", "width": 3], seed: UInt64(seed)).metrics["y"] ?? 0)
    }
    #expect(seen == [1, 2])
  }

  @Test func `a curve is reported step by step, and one that breaks off fails after its part of the time`()
    async throws
  {
    var options = TableOptions()
    options.curves = [.init(prefix: "loss_", metric: "loss")]
    options.duration = "seconds"
    let text = "x,seconds,loss_0,loss_2,loss_1,loss_10\n1,40,4,2,3,1\n2,40,4,,3,\n"
    let space = try Self.space(["x": Self.choice(1, 2)])
    let trainer = try TableTrainer(try table(text), options, for: space)
    let whole = try await trainer.training(of: ["x": 1], seed: 0)
    #expect(
      whole.reports.map(\.step) == [0, 1, 2, 10] && whole.reports.map { $0.metrics["loss"] } == [4, 3, 2, 1])
    #expect(whole.metrics == ["loss": 1, "seconds": 40] && whole.duration == 40 && whole.share == 1)
    let cut = try await trainer.training(of: ["x": 2], seed: 0)
    #expect(cut.reports.map(\.step) == [0, 1] && cut.duration == 40 && cut.share == 0.5)
    guard case .failed(.crashed, let reason) = cut.end else {
      Issue.record("a curve that breaks off")
      return
    }
    #expect(reason == "the curve of loss breaks off after step 1, of 10")
    options.curves = [.init(prefix: "loss_", metric: "loss", failsWhenCut: false)]
    let kept = try await TableTrainer(try table(text), options, for: space).training(of: ["x": 2], seed: 0)
    guard case .completed = kept.end else {
      Issue.record("a curve that ends early")
      return
    }
    #expect(kept.metrics["loss"] == 3 && kept.share == 0.5)
  }

  @Test func `mistakes name file, line and column`() throws {
    func options(_ change: (inout TableOptions) -> Void) -> TableOptions {
      var options = TableOptions()
      change(&options)
      return options
    }
    #expect(
      try message(options { $0.duration = "secnds" })
        == "FILE:1: the column 'secnds' (duration) expected, got none; did you mean 'seconds'?")
    #expect(
      try message(options { $0.metrics = ["note"] })
        == "FILE:2: the column 'note' (a metric): a number expected, got 'a'")
    #expect(
      try message(options { $0.curves = [.init(prefix: "loss", metric: "loss")] })
        == "FILE:1: columns 'loss0', 'loss1' and so on (curve) expected, got none")
    #expect(
      try message(options { $0.key = .function(column: "code") { _ in "" } })
        == "FILE:1: the column 'code' (the key) expected, got none; did you mean 'note'?")
    let other = try Self.space(["op": Self.choice("conv", "pool"), "wide": Self.choice(3, 5)])
    #expect(
      try message(TableOptions(), for: other)
        == "FILE:1: a column 'wide' for the decision 'wide' expected, got none; did you mean 'width'?; say which with "
        + "columns = { [\"wide\"] = \"COLUMN\" }, or give a key")
    let foreign = try Self.space(["op": Self.choice("Conv", "Pool"), "width": Self.choice(3, 5)])
    #expect(
      try message(TableOptions(), for: foreign)
        == "FILE: the column 'op': values of the decision 'op' expected ('Conv', 'Pool'), got 'conv', 'pool'")
    #expect(
      try message(TableOptions(), of: "op,width\n") == "FILE: at least one row below the names expected, got none")
  }

  @Test func `a duration that is missing is told with its line`() async throws {
    var options = TableOptions()
    options.duration = "s"
    let trainer = try TableTrainer(
      try table("op,width,s\nconv,3,1\nconv,5,\n"), options, for: Self.smallSpace())
    let error = await #expect(throws: (any Error).self) {
      try await trainer.training(of: ["op": "conv", "width": 5], seed: 0)
    }
    #expect(
      "\(try #require(error))".hasSuffix(
        ":3: the column 's': the seconds of a training expected, got an empty cell"))
  }

  @Test(.timeLimit(.minutes(5))) func `ten thousand trials of a table take little time`() async throws {
    var text = "x,y\n"
    for value in 1...20_000 { text += "\(value),\(value % 997)\n" }
    let space = try Self.space(["x": .decision(Decision(.integer(IntegerRange(lower: 1, upper: 20_000))))])
    let trainer = try TableTrainer(try table(text), TableOptions(), for: space)
    var simulation = Simulation(space: space, trainer: trainer.simulated, reward: .metric("y"))
    simulation.controller = ControllerChoice.named("random")
    (simulation.limits.max, simulation.limits.parallel) = (10_000, 64)
    // A quadratic loop would take longer than the time limit.
    #expect(try await simulation.run().trials.count == 10_000)
  }
}

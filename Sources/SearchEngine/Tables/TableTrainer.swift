import CSV
import Controllers
import PlainJSON
import Randomness
import SearchSpace
import Suggestions

/// A table of finished trainings as the trainer of one space.
///
/// Where an architecture has no row, that of the same network in the space's canonical form counts. Values are compared as
/// text, numbers as numbers; a value that does not exist in an architecture stands in an empty cell.
public struct TableTrainer: Sendable {
  private let table: TrainingTable
  private let options: TableOptions
  private let space: SearchSpace
  private let rows: TableRows
  private let metrics: [(name: String, values: [Double])]
  private let noise: [(name: String, values: [[Double]])]
  private let curves: [TableCurve]
  private let durations: [Double]?

  /// Prepares a table for a space.
  ///
  /// - Throws: `CSVError` with file, line and column for a column that is not there or holds something else, two rows of one
  ///   architecture, and a decision that the table does not have.
  public init(_ table: TrainingTable, _ options: TableOptions, for space: SearchSpace) throws {
    self.table = table
    self.options = options
    self.space = space
    let rows = try TableRows(table, options, for: space)
    let curves = try options.curves.map { try TableCurve($0, of: table) }
    let drawn = Set(options.noise.flatMap(\.columns))
    let stepped = Set(curves.flatMap(\.columns))
    let names =
      options.metrics
      ?? table.columns.filter {
        table.isNumeric($0) && !rows.columns.contains($0) && !drawn.contains($0) && !stepped.contains($0)
      }
    (self.rows, self.curves) = (rows, curves)
    metrics = try names.map { ($0, try table.numbers(of: $0, for: "a metric")) }
    noise = try options.noise.map { noise in
      (noise.metric, try noise.columns.map { try table.numbers(of: $0, for: "noise") })
    }
    durations = try options.duration.map { try table.numbers(of: $0, for: "duration") }
  }

  /// What the training of an architecture comes to.
  ///
  /// - Parameters:
  ///   - architecture: the decided table.
  ///   - seed: what decides where several columns or rows may be drawn.
  /// - Throws: `CSVError` for an architecture without a row where that is an error, or an empty cell where the duration
  ///   should be; what the canonical form or the function of the key throws.
  public func training(of architecture: JSON, seed: UInt64) async throws -> SimulatedTraining {
    var candidates = try await rows.of(architecture)
    if candidates.isEmpty, space.canonical != nil {
      candidates = try await rows.of(try space.canonicalTable(of: try space.architecture(of: architecture)))
    }
    var generator = SeededGenerator(seed: seed, stream: 0x7AB1E)
    guard let first = candidates.first else { return try missing(architecture) }
    let row = candidates.count == 1 ? first : candidates[generator.index(candidates.count)]
    var training = SimulatedTraining()
    if let durations {
      guard durations[row].isFinite else {
        throw CSVError(
          file: table.file, line: table.line(of: row),
          problem: "the column '\(options.duration ?? "")': the seconds of a training expected, got an empty cell")
      }
      training.duration = durations[row]
    }
    for (name, values) in metrics where !values[row].isNaN { training.metrics[name] = values[row] }
    for (name, columns) in noise {
      let values = columns.map { $0[row] }.filter { !$0.isNaN }
      if !values.isEmpty { training.metrics[name] = values[generator.index(values.count)] }
    }
    for curve in curves { training.share = min(training.share, curve.add(row, to: &training)) }
    return training
  }

  /// Checks that a metric can come of it.
  ///
  /// - Parameter purpose: what needs it, in words: `the reward`.
  /// - Throws: `CSVError` that names what is there, or the cell because of which a column is no metric.
  public func require(_ metric: String, for purpose: String) throws {
    let known = metrics.map(\.name) + noise.map(\.name) + curves.map(\.metric)
    if known.contains(metric) { return }
    guard table.columns.contains(metric) else {
      let advice = UnknownName(kind: "metric", name: metric, known: known).advice
      throw CSVError(
        file: table.file, line: 1,
        problem: "a column with the metric '\(metric)' (\(purpose)) expected, got none; \(advice)")
    }
    _ = try table.numbers(of: metric, for: purpose)
    throw CSVError(
      file: table.file,
      problem: "the column '\(metric)' (\(purpose)): a metric expected, got a column of another use; name it in "
        + "metrics = { \"\(metric)\" }")
  }

  /// The trainer of a simulation.
  public var simulated: SimulatedTrainer {
    SimulatedTrainer { request in
      try await training(of: request.table, seed: request.seed)
    }
  }

  /// The trainer of a search.
  public var trainer: Trainer {
    .function { architecture, _, report in
      // Without a seed of its own, a trial has that of its architecture: not all rows draw from the same column.
      let seed = TrialSeed.current ?? Self.seed(of: architecture)
      let training = try await training(of: architecture, seed: seed)
      for step in training.reports { try await report(step.step, step.metrics) }
      switch training.end {
      case .completed: return training.metrics
      case .failed(_, let reason): throw TableFailure(reason: reason)
      case .infeasible(let reason): throw InfeasibleArchitecture(reason: reason)
      }
    }
  }

  /// FNV-1a of the text: the same in every run.
  private static func seed(of architecture: JSON) -> UInt64 {
    architecture.text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private func missing(_ architecture: JSON) throws -> SimulatedTraining {
    let problem = "no row for the architecture \(architecture.text)"
    guard options.missingIsInfeasible else { throw CSVError(file: table.file, problem: problem) }
    return SimulatedTraining(end: .infeasible(reason: "\(table.file) has \(problem)"))
  }
}

/// A training that failed, as a table tells.
private struct TableFailure: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}

/// A curve with its columns in the order of the steps.
struct TableCurve: Sendable {
  let columns: [String]
  private let steps: [(step: Int, values: [Double])]
  private let curve: TableOptions.Curve
  /// The metric's name.
  var metric: String { curve.metric }

  init(_ curve: TableOptions.Curve, of table: TrainingTable) throws {
    self.curve = curve
    let found = table.columns.compactMap { column -> (step: Int, column: String)? in
      guard column.hasPrefix(curve.prefix), let step = Int(column.dropFirst(curve.prefix.count)) else {
        return nil
      }
      return (step, column)
    }.sorted { $0.step < $1.step }
    if found.isEmpty {
      throw CSVError(
        file: table.file, line: 1,
        problem: "columns '\(curve.prefix)0', '\(curve.prefix)1' and so on (curve) expected, got none")
    }
    columns = found.map(\.column)
    steps = try found.map { ($0.step, try table.numbers(of: $0.column, for: "curve")) }
  }

  /// Reports a row's curve as far as it goes.
  ///
  /// - Returns: the share of the steps that there are.
  func add(_ row: Int, to training: inout SimulatedTraining) -> Double {
    let length = steps.firstIndex { !$0.values[row].isFinite } ?? steps.count
    for (position, step) in steps.prefix(length).enumerated() {
      let metrics = [curve.metric: step.values[row]]
      if position < training.reports.count {
        let before = training.reports[position]
        training.reports[position] = .init(step: before.step, metrics: before.metrics.merging(metrics) { $1 })
      } else {
        training.reports.append(.init(step: step.step, metrics: metrics))
      }
    }
    if length > 0 { training.metrics[curve.metric] = steps[length - 1].values[row] }
    if length < steps.count, curve.failsWhenCut {
      let last = length == 0 ? "before its first step" : "after step \(steps[length - 1].step)"
      training.end = .failed(
        .crashed, reason: "the curve of \(curve.metric) breaks off \(last), of \(steps[steps.count - 1].step)")
    }
    return Double(length) / Double(steps.count)
  }
}

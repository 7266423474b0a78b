import Foundation
import Randomness
import SearchSpace

/// Learns which choices make trials fail, so that a search of architectures that do not fit the memory stops to propose
/// them: a logistic regression over the choices, kept up to date trial by trial.
///
/// Whether an architecture fits a memory or a time limit is close to a threshold of a sum over its decisions, which is what
/// such a model can say. Each trial is taken in at once, together with a few earlier ones (experience replay), so that ten
/// failures are enough to learn from and the cost of a trial does not grow. Steps are scaled as in AdaGrad (Duchi, Hazan
/// and Singer, JMLR 12, 2011). Without failures there is no risk, and nothing is spent.
struct FailureModel: Sendable {
  private let columns: DecisionColumns
  private var weights: [Double]
  private var squares: [Double]
  private var bias = 0.0
  private var biasSquare = 0.0
  private var failures = Remembered()
  private var successes = Remembered()

  private static let replays = 4
  private static let rate = 0.5
  private static let decay = 1e-3
  /// Risks below this are taken as none, so that a few accidents do not narrow the search.
  private static let tolerated = 0.25

  init(space: SearchSpace) {
    columns = DecisionColumns(space: space)
    weights = [Double](repeating: 0, count: columns.count)
    squares = weights
  }

  /// Whether nothing has failed yet.
  var isEmpty: Bool { failures.isEmpty }

  /// Takes in a trial that ended.
  mutating func learn(_ result: TrialResult) {
    guard let isFailure = result.isFailure else { return }
    if isFailure {
      failures.insert(result.architecture)
    } else {
      successes.insert(result.architecture)
    }
    // Until something fails there is nothing to tell apart.
    if isEmpty { return }
    step(result.architecture, isFailure)
    // Equally many of both kinds, so that the rarer is not drowned.
    var generator = SeededGenerator(seed: UInt64(bitPattern: Int64(result.number)), stream: 0xFA11)
    for turn in 0..<Self.replays {
      let isFailure = turn.isMultiple(of: 2)
      if let known = (isFailure ? failures : successes).draw(using: &generator) { step(known, isFailure) }
    }
  }

  /// The probability that an architecture fails.
  func risk(of architecture: Architecture) -> Double { isEmpty ? 0 : 1 / (1 + exp(-logit(architecture))) }

  /// Whether to propose an architecture: the riskier it is, the less often.
  func accepts(_ architecture: Architecture, using generator: inout SeededGenerator) -> Bool {
    isEmpty || risk(of: architecture) <= drawTolerance(using: &generator)
  }

  /// The greatest risk that one proposal may have.
  func drawTolerance(using generator: inout SeededGenerator) -> Double {
    isEmpty ? 1 : max(Self.tolerated, generator.unit())
  }

  private mutating func step(_ architecture: Architecture, _ isFailure: Bool) {
    let error = 1 / (1 + exp(-logit(architecture))) - (isFailure ? 1 : 0)
    biasSquare += error * error
    bias -= Self.rate * error / (biasSquare + 1e-9).squareRoot()
    let columns = columns
    columns.forEach(of: architecture) { column, value in
      let gradient = error * value + Self.decay * weights[column]
      squares[column] += gradient * gradient
      weights[column] -= Self.rate * gradient / (squares[column] + 1e-9).squareRoot()
    }
  }

  private func logit(_ architecture: Architecture) -> Double {
    var sum = bias
    columns.forEach(of: architecture) { sum += weights[$0] * $1 }
    return sum
  }
}

/// The latest trials of a kind, at most so many.
private struct Remembered: Sendable {
  private var ring: [Architecture] = []
  private var oldest = 0
  private static let most = 500

  var isEmpty: Bool { ring.isEmpty }

  mutating func insert(_ architecture: Architecture) {
    if ring.count < Self.most {
      ring.append(architecture)
    } else {
      ring[oldest] = architecture
      oldest = (oldest + 1) % Self.most
    }
  }

  func draw(using generator: inout SeededGenerator) -> Architecture? {
    ring.isEmpty ? nil : ring[generator.index(ring.count)]
  }
}

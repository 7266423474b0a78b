/// How much a learning curve falls on its way up.
public enum Smoothness: Sendable, Equatable {
  /// A curve with a larger sum of falling slopes is not smooth.
  public static let limit = 10.0

  /// The sum of the falling slopes; 0 for a curve that never falls.
  case measured(Double)
  /// All accuracies are the same: nothing was learnt, which is not smooth.
  case flat
  /// Fewer than two readings, percents that do not rise, or numbers that are not finite.
  case undefined

  /// Measures a curve.
  ///
  /// Percents and accuracies are scaled to 0...1 and joined by lines. Slopes are read at 30 places, of which two thirds
  /// lie in the last 30 % of the training: ten each in [0, 0.7), [0.7, 0.9) and [0.9, 1), evenly from the left. Where a
  /// place is that of a reading, the slope is that of the line to the next.
  ///
  /// - Parameters:
  ///   - percents: how much of the training is done at each reading, rising.
  ///   - accuracies: as many.
  public init(percents: [Double], accuracies: [Double]) {
    precondition(percents.count == accuracies.count, "as many percents as accuracies")
    let rises = zip(percents, percents.dropFirst()).allSatisfy(<)
    guard percents.count > 1, rises, (percents + accuracies).allSatisfy(\.isFinite),
      let start = percents.first, let end = percents.last, let low = accuracies.min(), let high = accuracies.max()
    else {
      self = .undefined
      return
    }
    if low == high {
      self = .flat
      return
    }
    let places = percents.map { ($0 - start) / (end - start) }
    let slopes = zip(zip(places, places.dropFirst()), zip(accuracies, accuracies.dropFirst())).map {
      ($1.1 - $1.0) / (high - low) / ($0.1 - $0.0)
    }
    var (line, sum) = (0, 0.0)
    for place in Self.samples {
      // Rounding must not put a place before its own reading.
      while line + 1 < slopes.count, places[line + 1] <= place + 1e-9 { line += 1 }
      sum += min(slopes[line], 0)
    }
    self = .measured(-sum)
  }

  /// The sum of the falling slopes, where there is one.
  public var value: Double? { if case .measured(let value) = self { value } else { nil } }

  /// Whether the curve is smooth enough for its last score to be trusted.
  public var isGood: Bool { value.map { $0 <= Self.limit } ?? false }

  private static let samples = section(0, 0.7) + section(0.7, 0.9) + section(0.9, 1)

  private static func section(_ start: Double, _ end: Double) -> [Double] {
    (0..<10).map { start + (end - start) * Double($0) / 10 }
  }
}

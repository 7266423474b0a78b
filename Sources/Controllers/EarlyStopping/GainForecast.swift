import Foundation

/// What a curve shows at a position.
struct Features: Sendable {
  /// The best value so far.
  let value: Double
  /// How much the running average rose over the latest doubling of the position, times the doublings that are left.
  let trend: Double

  /// Nil where the curve had no finite value in time.
  init?(of curve: LearningCurve, at position: Int, length: Double) {
    guard let now = curve.point(at: position), let first = curve.points.first else { return nil }
    let half = curve.point(at: position - position / 2) ?? first
    guard now.best.isFinite, half.mean.isFinite else { return nil }
    value = now.best
    trend = (now.mean - half.mean) * max(0, log2(length / Double(max(1, position))))
  }
}

/// A ridge regression of what curves gained until their end on what they showed at one position.
struct GainForecast: Sendable {
  private let count: Double
  private let value: Scale
  private let trend: Scale
  private let meanGain: Double
  private let slopes: (value: Double, trend: Double)
  /// The inverse of the regression's matrix, which is symmetric.
  private let inverse: (value: Double, trend: Double, both: Double)
  private let variance: Double

  /// Weighs the slopes as one more curve would that shows none.
  private static let ridge = 1.0

  private struct Scale {
    let mean: Double
    let deviation: Double

    init(_ values: [Double]) {
      let (count, mean) = (Double(values.count), values.reduce(0, +) / Double(values.count))
      self.mean = mean
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      deviation = max(variance.squareRoot(), abs(mean) * 1e-12, .leastNormalMagnitude)
    }

    func callAsFunction(_ value: Double) -> Double { (value - mean) / deviation }
  }

  /// Fits it to at least four curves.
  init(_ rows: [(features: Features, gain: Double)]) {
    count = Double(rows.count)
    value = Scale(rows.map(\.features.value))
    trend = Scale(rows.map(\.features.trend))
    meanGain = rows.reduce(0) { $0 + $1.gain } / count
    var (valueSquares, trendSquares, products) = (Self.ridge, Self.ridge, 0.0)
    var (valueGains, trendGains) = (0.0, 0.0)
    for (features, gain) in rows {
      let (v, t, g) = (value(features.value), trend(features.trend), gain - meanGain)
      valueSquares += v * v
      trendSquares += t * t
      products += v * t
      valueGains += v * g
      trendGains += t * g
    }
    let determinant = valueSquares * trendSquares - products * products
    inverse = (trendSquares / determinant, valueSquares / determinant, -products / determinant)
    slopes = (
      inverse.value * valueGains + inverse.both * trendGains,
      inverse.both * valueGains + inverse.trend * trendGains
    )
    var squares = 0.0
    for (features, gain) in rows {
      let residual =
        gain - meanGain - slopes.value * value(features.value) - slopes.trend * trend(features.trend)
      squares += residual * residual
    }
    variance = squares / max(1, count - 3)
  }

  /// What a curve will gain, with the standard deviation of that prediction.
  func gain(_ features: Features) -> (mean: Double, deviation: Double) {
    let (v, t) = (value(features.value), trend(features.trend))
    let leverage =
      1 / count + v * v * inverse.value + 2 * v * t * inverse.both + t * t * inverse.trend
    return (meanGain + slopes.value * v + slopes.trend * t, (variance * (1 + leverage)).squareRoot())
  }
}

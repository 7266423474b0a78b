import PlainJSON

/// Repeated results of the same thing.
public struct Spread: Sendable, Equatable {
  public let values: [Double]
  public let mean: Double
  /// The sample's standard deviation; nil of fewer than two.
  public let deviation: Double?

  /// Sums up values; nil of none.
  public init?(_ values: [Double]) {
    if values.isEmpty { return nil }
    self.values = values
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    deviation = values.count < 2 ? nil : (squares / Double(values.count - 1)).squareRoot()
  }

  /// The members are values, mean, deviation (null of fewer than two), low and high.
  public var json: JSON {
    [
      "values": .array(values.map { .number($0) }), "mean": .number(mean), "deviation": JSON(deviation),
      "low": JSON(values.min()), "high": JSON(values.max()),
    ]
  }
}

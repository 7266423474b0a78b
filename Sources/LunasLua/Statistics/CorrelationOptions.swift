import LuaHost
import PlainJSON
import ProxyDesign
import Statistics

/// How many pairs a correlation needs.
struct PairOptions: LuaOptions, Sendable {
  var fewest = ScorePairs.fewest
  static let fields = [
    LuaField("fewest", "pairs of scores that there must be at least; 2 or more", \PairOptions.fewest)
  ]
}

/// What `nas.stats.kendall_tau` takes.
struct CorrelationOptions: LuaOptions, Sendable {
  var interval = false
  var confidence = 0.95
  var method = "percentile"
  var resamples = 1000
  var seed = 0
  var fewest = ScorePairs.fewest
  static let fields = [
    LuaField("interval", "whether to give a bootstrap interval as well", \CorrelationOptions.interval),
    LuaField("confidence", "the share of intervals that should hold the true tau", \CorrelationOptions.confidence),
    LuaField(
      "method", "how the interval is taken: 'bca' is corrected for bias, and undefined for full agreement",
      \CorrelationOptions.method, stub: "\"percentile\"|\"bca\""),
    LuaField("resamples", "how often to draw, 1 to 1000000", \CorrelationOptions.resamples),
    LuaField("seed", "of the draws", \CorrelationOptions.seed),
    LuaField("fewest", "pairs of scores that there must be at least; 2 or more", \CorrelationOptions.fewest),
  ]

  func pairs(_ x: [ScoreArgument], _ y: [ScoreArgument]) throws -> ScorePairs {
    try ScorePairs(x, y, fewest: fewest)
  }

  /// The interval as a table, null where it is not asked for.
  func interval(of pairs: ScorePairs) throws -> JSON {
    let method = try checkedMethod()
    guard interval,
      let interval = BootstrapInterval(
        kendall: pairs.first, pairs.second, confidence: confidence, method: method, resamples: resamples,
        seed: UInt64(bitPattern: Int64(seed)))
    else { return .null }
    return [
      "low": .number(interval.low), "high": .number(interval.high), "confidence": .number(interval.confidence),
      "method": .string(interval.method.rawValue), "resamples": .integer(interval.resamples),
    ]
  }

  private func checkedMethod() throws -> BootstrapInterval.Method {
    guard let method = BootstrapInterval.Method(rawValue: method) else {
      throw LuaConversionError(expected: "'percentile' or 'bca'", got: "'\(method)'", path: ["method"])
    }
    guard confidence > 0, confidence < 1 else {
      throw LuaConversionError(expected: "a share between 0 and 1", got: "\(confidence)", path: ["confidence"])
    }
    guard (1...1_000_000).contains(resamples) else {
      throw LuaConversionError(expected: "1 to 1000000", got: "\(resamples)", path: ["resamples"])
    }
    return method
  }
}

extension ScorePairs {
  /// Pairs that a correlation can be made of, or an error that says why not.
  init(_ x: [ScoreArgument], _ y: [ScoreArgument], fewest: Int) throws {
    guard x.count == y.count else {
      throw LuaConversionError(
        expected: "\(x.count) scores, as many as x,", got: "\(y.count)", path: ["y"])
    }
    if fewest < 2 { throw LuaConversionError(expected: "2 or more", got: "\(fewest)", path: ["fewest"]) }
    self.init(x.map(\.value), y.map(\.value))
    switch problem(fewest: fewest) {
    case nil: return
    case .allEqual(let isFirst, let value):
      throw BindingError("all scores of \(isFirst ? "x" : "y") are \(value): they have no order to compare")
    case .tooFew(let valid, let total, let fewest):
      throw BindingError(
        "\(valid) valid \(valid == 1 ? "pair" : "pairs") of \(total): at least \(fewest) expected, as fewer say nothing; "
          + "train more models, or set fewest")
    case .some(let problem): throw BindingError("\(problem)")
    }
  }
}

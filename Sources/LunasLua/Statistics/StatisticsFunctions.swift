import LuaHost
import PlainJSON
import ProxyDesign
import Statistics

/// The statistics by which a proxy task is judged.
enum StatisticsFunctions {
  static let module = LuaModule(
    "nas.stats", "The statistics by which a proxy task is judged, and the noise of its scores.",
    functions: [
      kendallTau, spearman, variation, smoothness, dropOrder, ProxyFunctions.correlationCurve,
      ProxyFunctions.proxyEnd,
      ProxyFunctions.referenceSchedule,
    ])

  static let records = [
    LuaRecordType(
      "Interval", "Between which values a coefficient lies.",
      fields: [
        .init("low", "the lower end", "number"), .init("high", "the upper end", "number"),
        .init("confidence", "the share of such intervals that should hold the true coefficient", "number"),
        .init("method", "how it was made: by percentiles also where 'bca' is undefined", "\"percentile\"|\"bca\""),
        .init("resamples", "resamples that it comes from", "integer"),
      ]),
    LuaRecordType(
      "ScoredModel", "A model by the two numbers that models should differ in.",
      fields: [
        .init("accuracy", "its accuracy; left out for a model that failed", "number?"),
        .init("latency", "its latency, or another cost, of all models or of none", "number?"),
      ]),
  ]

  private static let scores = "a number for each model, or false where it failed"

  private static let kendallTau = LuaFunction(
    "kendall_tau",
    "Kendall's tau-b: how far two lists of scores agree on the order of the same models, from -1 to 1.",
    LuaParameter<[ScoreArgument]>("x", scores), LuaParameter<[ScoreArgument]>("y", "as many, of the same models"),
    LuaParameter<CorrelationOptions>("options", "an interval, and how many pairs there must be"),
    gives: LuaResult<Double>("tau-b"),
    LuaResult<Double>(
      "its p value: exact without ties up to 33 pairs, by the normal distribution otherwise"),
    LuaResult<JSON>("the bootstrap interval, where it is asked for", stub: "Interval?")
  ) { x, y, options in
    let pairs = try options.pairs(x, y)
    let tau = KendallTau(pairs.first, pairs.second)
    return (tau.coefficient, tau.pValue, try options.interval(of: pairs))
  }

  private static let spearman = LuaFunction(
    "spearman", "Spearman's coefficient: the correlation of ranks, where equal scores share their mean rank.",
    LuaParameter<[ScoreArgument]>("x", scores), LuaParameter<[ScoreArgument]>("y", "as many, of the same models"),
    LuaParameter<PairOptions>("options", "how many pairs there must be"),
    returns: LuaResult<Double>("from -1 to 1")
  ) { x, y, options in
    let pairs = try ScorePairs(x, y, fewest: options.fewest)
    return RankCorrelation.spearman(pairs.first, pairs.second)
  }

  private static let variation = LuaFunction(
    "variation",
    "How far scores of repeats of one training lie apart: their standard deviation as a share of their mean.",
    LuaParameter<[Double]>("values", "the final scores"),
    returns: LuaResult<Double>("0 for one value; a proxy task with more than 0.4 cannot be ranked by")
  ) { values in
    if values.isEmpty {
      throw LuaConversionError(expected: "at least one number", got: "an empty list", path: ["values"])
    }
    guard let variation = Variation.coefficient(of: try ScoreArgument.finite(values, "values")) else {
      throw BindingError("values: their mean is 0, and nothing is a share of 0: add the same number to each")
    }
    return variation
  }

  private static let smoothness = LuaFunction(
    "smoothness",
    "How much a learning curve falls on its way up: the sum of falling slopes at 30 places, most of them near its end.",
    LuaParameter<[Double]>("percents", "how much of the training is done at each reading, rising"),
    LuaParameter<[Double]>("accuracies", "as many"),
    gives: LuaResult<Double?>(
      "0 for a curve that never falls, up to 10 for one that is smooth; nil for a flat one"),
    LuaResult<String>(
      "what that means; a curve that is flat has learnt nothing", stub: "\"smooth\"|\"rough\"|\"flat\"")
  ) { percents, accuracies in
    _ = (try ScoreArgument.finite(percents, "percents"), try ScoreArgument.finite(accuracies, "accuracies"))
    guard accuracies.count == percents.count else {
      throw LuaConversionError(
        expected: "\(percents.count) numbers, as many as percents,", got: "\(accuracies.count)",
        path: ["accuracies"])
    }
    guard percents.count > 1 else {
      throw LuaConversionError(expected: "at least two readings", got: "\(percents.count)", path: ["percents"])
    }
    let curve = Smoothness(percents: percents, accuracies: accuracies)
    switch curve {
    case .measured(let value): return (value, curve.isGood ? "smooth" : "rough")
    case .flat: return (nil, "flat")
    case .undefined:
      let fall = percents.indices.dropFirst().first { percents[$0] <= percents[$0 - 1] } ?? 1
      throw LuaConversionError(
        expected: "more than the \(percents[fall - 1]) before it", got: "\(percents[fall])",
        path: ["percents", "[\(fall + 1)]"])
    }
  }

  struct ModelOptions: LuaOptions, Sendable {
    var accuracy: Double?
    var latency: Double?
    static let fields = [
      LuaField("accuracy", "its accuracy; left out for a model that failed", \ModelOptions.accuracy),
      LuaField("latency", "its latency, or another cost, of all models or of none", \ModelOptions.latency),
    ]
  }

  private static let dropOrder = LuaFunction(
    "drop_order",
    "Which models to drop so that the others still span all accuracies and latencies: of the closest two, the one whose "
      + "second-nearest neighbour is nearer, one at a time. Failed models go first, and two models always stay.",
    LuaParameter<[ModelOptions]>(
      "models", "a table with accuracy and latency for each", stub: "ScoredModel[]"),
    LuaParameter<Int>("count", "how many to drop"),
    returns: LuaResult<[Int]>("their positions in the list, in the order in which they are dropped")
  ) { models, count in
    if count < 0 { throw LuaConversionError(expected: "0 or more", got: "\(count)", path: ["count"]) }
    let scored = try models.enumerated().map { index, model in
      let finite = { (value: Double?, name: String) in
        try value.map {
          try ScoreArgument.finite(
            $0, "a finite number, or no accuracy for a model that failed,",
            path: ["models", "[\(index + 1)]", name])
        }
      }
      return ScoredModel(
        accuracy: try finite(model.accuracy, "accuracy"), cost: try finite(model.latency, "latency"))
    }
    return DropRule.order(scored, dropping: count).map { $0 + 1 }
  }
}

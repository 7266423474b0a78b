import LuaHost
import PlainJSON
import SearchEngine
import TrialStore

/// The function that measures how noisy the score of the proxy task is.
enum NoiseFunctions {
  struct Options: LuaOptions {
    static var luaStubType: String { "NoiseOptions" }
    var search: LuaSearch?
    var architecture: JSON?
    var repeats: Int?
    var metric: String?
    static let fields = [
      LuaField(
        "search", "whose trainer, data and values of 'proxy' it trains with", \Options.search, required: true),
      LuaField(
        "architecture", "what is trained, as a table or a trial; every decision's default if left out",
        \Options.architecture),
      LuaField("repeats", "how many trainings, each with a seed of its own; five if left out", \Options.repeats),
      LuaField("metric", "whose curve has to be smooth; that of the reward if left out", \Options.metric),
    ]
  }

  static let noise = LuaFunction(
    "noise", "Defines repeats of one architecture on the proxy task, to measure its noise; nothing runs yet.",
    LuaParameter<Options>("options", "what to train, and how often"),
    returns: LuaResult<LuaNoise>("the measurement; lunas noise FILE runs what a file returns")
  ) { options in
    guard let search = options.search else {
      throw LuaConversionError(expected: "search", got: "nil", path: ["search"])
    }
    if let repeats = options.repeats, repeats < 2 {
      throw LuaConversionError(expected: "at least 2", got: "\(repeats)", path: ["repeats"])
    }
    return try LuaNoise(
      of: search, options.architecture, repeats: options.repeats, metric: options.metric)
  }
}

/// Repeats of one architecture on the proxy task in Lua.
public struct LuaNoise: LuaFixedTrainings {
  /// What is trained.
  public let trainings: FixedTrainings

  /// Trains the given architecture, or the space's defaults.
  public init(
    of search: LuaSearch, _ architecture: JSON? = nil, repeats: Int? = nil, metric: String? = nil
  ) throws {
    trainings = try FixedTrainings(
      .noise, of: search, architecture, count: repeats, usual: 5, metric: metric, for: "nas.noise")
  }

  /// The same with other settings; nil leaves one as it is.
  public func with(repeats: Int?, metric: String?) throws -> LuaNoise {
    let space = trainings.search.definition.space
    return try LuaNoise(
      of: trainings.search, space.table(of: trainings.architecture), repeats: repeats ?? trainings.count,
      metric: metric ?? trainings.metric)
  }

  public static let luaType = LuaObjectType("Noise", "Repeats of one architecture on the proxy task.") {
    LuaProperty("name", "the name under which its trainings are kept") { (own: LuaNoise) in
      try own.trainings.part().name
    }
    LuaFunction(
      "run", "Trains what has not been trained yet, and says how noisy the score is.",
      LuaParameter<LuaNoise>("self", "the measurement"),
      LuaParameter<RunAgainOptions>("options", "whether anew"),
      returns: LuaResult<LuaNoiseReport>("the report; printing it shows the verdicts")
    ) { (own: LuaNoise, options: RunAgainOptions) async throws -> LuaNoiseReport in
      try await own.run(again: options.again)
    }
    LuaFunction(
      "report", "What is known so far, without training.", LuaParameter<LuaNoise>("self", "the measurement"),
      returns: LuaResult<LuaNoiseReport?>("the report; nil where nothing was trained")
    ) { own in try own.report() }
    LuaFunction(
      "trainings", "The trainings as a search: to be started in the background, stopped and looked at.",
      LuaParameter<LuaNoise>("self", "the measurement"), returns: LuaResult<LuaSearch>("the search")
    ) { own in try own.trainings.part() }
  }

  public var luaText: String { "Noise(\(trainings.search.name))" }

  public static func report(
    on record: SearchRecord, metric: String?, in store: TrialStore
  ) throws -> LuaNoiseReport? {
    try NoiseReport(record, metric: metric, in: store).map { LuaNoiseReport(report: $0) }
  }
}

/// How noisy the score of a proxy task is, in Lua.
public struct LuaNoiseReport: LuaObject {
  /// The report.
  public let report: NoiseReport

  public static let luaType = LuaObjectType(
    "NoiseReport", "How noisy the score of the proxy task is: printing it shows the verdicts."
  ) {
    LuaProperty("name", "the name under which its trainings are kept") { (own: LuaNoiseReport) in
      own.report.record.name
    }
    LuaProperty("architecture", "the decided table") { (own: LuaNoiseReport) -> JSON in own.report.architecture }
    LuaProperty("completed", "how many repeats were completed") { (own: LuaNoiseReport) in own.report.completed }
    LuaProperty("reward", "the rewards, a Spread, or nil where no repeat was completed") {
      (own: LuaNoiseReport) -> JSON in own.report.reward?.json ?? .null
    }
    LuaProperty("variation", "the coefficient of variation of the rewards, good up to 0.4, or nil") {
      (own: LuaNoiseReport) in own.report.variation
    }
    LuaProperty("smoothness", "the mean smoothness of the curves, good up to 10, or nil") {
      (own: LuaNoiseReport) in own.report.smoothness
    }
    LuaProperty("flat", "how many curves never change") { (own: LuaNoiseReport) in own.report.flat }
    LuaProperty("good", "whether a search can rank by this score, or nil where nothing tells") {
      (own: LuaNoiseReport) in own.report.isGood
    }
    LuaProperty("trainings", "each repeat, a list of Training") { (own: LuaNoiseReport) in
      own.report.trainings.map(\.json)
    }
    LuaProperty("text", "The report as lines of text.") { (own: LuaNoiseReport) in own.luaText }
    LuaFunction(
      "to_json", "Everything as JSON, as lunas noise --format json prints it.",
      LuaParameter<LuaNoiseReport>("self", "the report"), returns: LuaResult<String>("the text")
    ) { $0.report.json.text(nonFinite: .string, indent: 2) }
  }

  public var luaText: String { String(report.text.dropLast()) }
}

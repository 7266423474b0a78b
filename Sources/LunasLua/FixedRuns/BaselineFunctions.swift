import LuaHost
import PlainJSON
import SearchEngine
import TrialStore

/// The function that measures the reference architecture.
enum BaselineFunctions {
  struct Options: LuaOptions {
    static var luaStubType: String { "BaselineOptions" }
    var search: LuaSearch?
    var architecture: JSON?
    var seeds: Int?
    var metric: String?
    static let fields = [
      LuaField(
        "search", "whose trainer, data and values of 'full' it trains with", \Options.search, required: true),
      LuaField(
        "architecture", "the reference architecture, as a table or a trial; every decision's default if left out",
        \Options.architecture),
      LuaField("seeds", "how many trainings, each with a seed of its own; one if left out", \Options.seeds),
      LuaField("metric", "whose validation curve is kept; that of the reward if left out", \Options.metric),
    ]
  }

  static let baseline = LuaFunction(
    "baseline", "Defines the full training of the reference architecture; nothing runs yet.",
    LuaParameter<Options>("options", "what to train, and how often"),
    returns: LuaResult<LuaBaseline>("the baseline; lunas baseline FILE runs what a file returns")
  ) { options in
    guard let search = options.search else {
      throw LuaConversionError(expected: "search", got: "nil", path: ["search"])
    }
    if let seeds = options.seeds, seeds < 1 {
      throw LuaConversionError(expected: "at least 1", got: "\(seeds)", path: ["seeds"])
    }
    return try LuaBaseline(
      of: search, options.architecture, seeds: options.seeds, metric: options.metric)
  }
}

/// The full training of the reference architecture in Lua.
public struct LuaBaseline: LuaFixedTrainings {
  /// What is trained.
  public let trainings: FixedTrainings

  /// Trains the given architecture, or the space's defaults.
  public init(of search: LuaSearch, _ architecture: JSON? = nil, seeds: Int? = nil, metric: String? = nil) throws {
    trainings = try FixedTrainings(
      .baseline, of: search, architecture, count: seeds, usual: 1, metric: metric, for: "nas.baseline")
  }

  /// The same with other settings; nil leaves one as it is.
  public func with(seeds: Int?, metric: String?) throws -> LuaBaseline {
    let space = trainings.search.definition.space
    return try LuaBaseline(
      of: trainings.search, space.table(of: trainings.architecture), seeds: seeds ?? trainings.count,
      metric: metric ?? trainings.metric)
  }

  public static let luaType = LuaObjectType(
    "Baseline", "The full training of the reference architecture, once or several times."
  ) {
    LuaProperty("name", "the name under which its trainings are kept") { (own: LuaBaseline) in
      try own.trainings.part().name
    }
    LuaFunction(
      "run", "Trains what has not been trained yet, and says what it gives and costs.",
      LuaParameter<LuaBaseline>("self", "the baseline"),
      LuaParameter<RunAgainOptions>("options", "whether anew"),
      returns: LuaResult<LuaBaselineReport>("the report; printing it shows the table")
    ) { (own: LuaBaseline, options: RunAgainOptions) async throws -> LuaBaselineReport in
      try await own.run(again: options.again)
    }
    LuaFunction(
      "report", "What is known so far, without training.", LuaParameter<LuaBaseline>("self", "the baseline"),
      returns: LuaResult<LuaBaselineReport?>("the report; nil where nothing was trained")
    ) { own in try own.report() }
    LuaFunction(
      "trainings", "The trainings as a search: to be started in the background, stopped and looked at.",
      LuaParameter<LuaBaseline>("self", "the baseline"), returns: LuaResult<LuaSearch>("the search")
    ) { own in try own.trainings.part() }
  }

  public var luaText: String { "Baseline(\(trainings.search.name))" }

  public static func report(
    on record: SearchRecord, metric: String?, in store: TrialStore
  ) throws -> LuaBaselineReport? {
    try BaselineReport(record, metric: metric, in: store).map { LuaBaselineReport(report: $0) }
  }
}

/// What a baseline gives and costs, in Lua.
public struct LuaBaselineReport: LuaObject {
  /// The report.
  public let report: BaselineReport

  public static let luaType = LuaObjectType(
    "BaselineReport",
    "What full training of the reference architecture gives and costs: printing it shows the table."
  ) {
    LuaProperty("name", "the name under which its trainings are kept") { (own: LuaBaselineReport) in
      own.report.record.name
    }
    LuaProperty("architecture", "the decided table") { (own: LuaBaselineReport) -> JSON in own.report.architecture
    }
    LuaProperty("metric", "whose curve it is, or nil where nothing tells") { (own: LuaBaselineReport) in
      own.report.metric
    }
    LuaProperty("completed", "how many trainings were completed") { (own: LuaBaselineReport) in
      own.report.completed
    }
    LuaProperty("reward", "the rewards, a Spread, or nil where no training was completed") {
      (own: LuaBaselineReport) -> JSON in own.report.reward?.json ?? .null
    }
    LuaProperty("curve", "the validation curve, a list of CurveStep") { (own: LuaBaselineReport) -> JSON in
      own.report.json["curve"] ?? .null
    }
    LuaProperty("time", "where the time went, a TimeUse, or nil where no training was completed") {
      (own: LuaBaselineReport) -> JSON in own.report.time?.json ?? .null
    }
    LuaProperty("trainings", "each training, a list of Training") { (own: LuaBaselineReport) in
      own.report.trainings.map(\.json)
    }
    LuaProperty("text", "The report as lines of text.") { (own: LuaBaselineReport) in own.luaText }
    LuaFunction(
      "to_json", "Everything as JSON, as lunas baseline --format json prints it.",
      LuaParameter<LuaBaselineReport>("self", "the report"), returns: LuaResult<String>("the text")
    ) { $0.report.json.text(nonFinite: .string, indent: 2) }
  }

  public var luaText: String { String(report.text.dropLast()) }
}

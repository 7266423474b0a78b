import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace
import TrialStore

/// Trainings of one architecture that belong to a search, before they have run: what a baseline and a measurement of
/// noise have in common.
public struct FixedTrainings: Sendable {
  /// The search that they belong to.
  public let search: LuaSearch
  public let kind: FixedRun.Kind
  public let architecture: Architecture
  /// How many; nil for as many as there are, or the usual number.
  public let count: Int?
  /// How many where nothing says.
  private let usualCount: Int
  /// Whose curve is shown; that of the reward if nil.
  public let metric: String?

  /// Trains the given architecture, or the space's defaults.
  ///
  /// - Parameter function: the function that takes them, for errors.
  public init(
    _ kind: FixedRun.Kind, of search: LuaSearch, _ argument: JSON? = nil, count: Int?, usual: Int,
    metric: String? = nil,
    for function: String
  ) throws {
    if case .proxy = search.stage {} else { throw NoStage1(name: search.name, function: function) }
    let space = search.definition.space
    if kind.stage == 2, search.definition.full == nil { throw SearchError.noFullTraining(name: search.name) }
    let found = try argument.map {
      try ArchitecturesArgument(data: $0).architectures(of: space, for: "the key 'architecture'")
    }
    if let found, found.count != 1 {
      throw LuaConversionError(expected: "one architecture", got: "\(found.count)", path: ["architecture"])
    }
    (self.kind, self.search, self.count, self.metric) = (kind, search, count, metric)
    usualCount = usual
    architecture = found?.first ?? space.baseline
  }

  /// Reads those that a script has returned.
  public init?(_ stack: LuaStack, at index: Int32) {
    if let baseline = try? stack.peek(LuaBaseline.self, at: index) {
      self = baseline.trainings
    } else if let noise = try? stack.peek(LuaNoise.self, at: index) {
      self = noise.trainings
    } else {
      return nil
    }
  }

  /// Trains what is missing, or everything anew, and gives what the store has then.
  func run(again: Bool) async throws -> (record: SearchRecord, store: TrialStore) {
    if !again, let found = try stored(), found.record.state.isFinal,
      try count == nil || !Searches.hasMore(run(in: found.store), than: found.record)
    {
      return found
    }
    let store = try search.context.environment().store
    let part = search.training(try run(in: store, again: again))
    _ = try await part.run()
    guard let record = try store.search(named: part.name) else { throw NotTrained(self) }
    return (record, store)
  }

  /// What the store has; nil where nothing was trained.
  ///
  /// - Throws: ``FixedRunError`` where that is something else.
  func stored() throws -> (record: SearchRecord, store: TrialStore)? {
    guard let store = try search.context.storeToRead(),
      let (record, _) = try FixedRun.latest(kind, of: search.name, in: store)
    else { return nil }
    try Searches.check(run(in: store), of: search.definition, against: record)
    return (record, store)
  }

  /// As a search, to be started, stopped and looked at.
  func part() throws -> LuaSearch { search.training(try run(in: search.context.storeToRead())) }

  private func run(in store: TrialStore?, again: Bool = false) throws -> FixedRun {
    try FixedRun(kind, of: search.name, architecture, count: count ?? usualCount, again: again, in: store)
  }

  /// Thrown where nothing was trained yet.
  struct NotTrained: Error, CustomStringConvertible {
    let trainings: FixedTrainings
    init(_ trainings: FixedTrainings) { self.trainings = trainings }
    var description: String {
      "there is no \(trainings.kind.rawValue) of '\(trainings.search.name)' yet; call run()"
    }
  }

  /// Thrown for what is no search of stage 1.
  struct NoStage1: Error, CustomStringConvertible {
    let name: String
    let function: String
    var description: String { "\(function): '\(name)' is no search of stage 1; give it what nas.search gives" }
  }
}

/// How often something is run.
struct RunAgainOptions: LuaOptions {
  var again = false
  static let fields = [
    LuaField("again", "whether to train anew what has been trained; the earlier stays", \RunAgainOptions.again)
  ]
}

/// The records in what is reported of trainings.
enum TrainingDocument {
  static let spreadRecord = LuaRecordType(
    "Spread", "Repeated results of the same thing.",
    fields: [
      .init("values", "all of them", "number[]"), .init("mean", "their mean", "number"),
      .init("deviation", "the sample's standard deviation; nil of one", "number?"),
      .init("low", "the least", "number"), .init("high", "the greatest", "number"),
    ])
  static let stepRecord = LuaRecordType(
    "CurveStep", "A step of a curve, over all trainings that were completed.",
    fields: [
      .init("step", "the step", "integer"), .init("mean", "the mean of the metric", "number"),
      .init("deviation", "the sample's standard deviation; nil of one", "number?"),
      .init("low", "the least", "number"), .init("high", "the greatest", "number"),
      .init("seconds", "since the start of the training, as the median", "number"),
    ])
  static let trainingRecord = LuaRecordType(
    "Training", "One training of a baseline or of a measurement of noise. Times are in seconds.",
    fields: [
      .init("id", "the number of its trial", "integer"), .init("state", "how it ended", "string"),
      .init("attempt", "how many times it was started", "integer"), .init("reward", "its reward", "number?"),
      .init("seconds", "from its start to its end", "number?"),
      .init("start_up", "before it trained", "number?"),
      .init("start_up_from", "what tells", "\"gpu\"|\"reports\"|\"only_report\"|nil"),
      .init("first_report", "until the first report", "number?"),
      .init("interval", "between two reports, as the median", "number?"),
      .init("after_last_report", "from the last report to the end", "number?"),
      .init(
        "curve", "the metric along the steps", "{ step: integer, value: number, seconds: number }[]"),
      .init("reason", "why it failed or was stopped", "string?"),
    ])
  static let timeRecord = LuaRecordType(
    "TimeUse",
    "Where the time of trainings went, as medians over those that were completed. Times are in seconds.",
    fields: [
      .init("training", "a whole training", "number"), .init("start_up", "before it trains", "number?"),
      .init("start_up_from", "what tells", "\"gpu\"|\"reports\"|\"only_report\"|nil"),
      .init("first_report", "until the first report", "number?"),
      .init("interval", "between two reports", "number?"),
      .init("after_last_report", "from the last report to the end", "number?"),
      .init(
        "gpu", "its GPUs: the mean of their use from 0 to 1, and the peak on one in bytes; nil without GPUs",
        "{ count: integer, mean_utilisation: number?, peak_memory: integer? }?"),
      .init("busy_cores", "cores that were busy, on average", "number?"),
      .init("cores", "cores that it could use", "integer?"),
      .init(
        "losses", "time that trained nothing, the greatest first",
        "{ what: \"start_up\"|\"idle_gpu\"|\"waiting\"|\"after_last_report\", seconds: number, "
          + "share: number, words: string }[]"),
    ])
}

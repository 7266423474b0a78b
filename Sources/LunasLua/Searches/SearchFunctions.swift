import Foundation
import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace
import Suggestions

/// The function that defines a search.
enum SearchFunctions {
  struct Options: LuaOptions {
    static var luaStubType: String { "SearchOptions" }
    var name = ""
    var space: SpaceArgument?
    var trainer: TrainerArgument = .command([])
    var data: LuaSplit?
    var force = false
    var proxy: JSON?
    var full: JSON?
    var reward: RewardArgument?
    var objectives: [ObjectiveArgument] = []
    var limits: [LimitArgument] = []
    var controller: ControllerArgument = .named("auto", options: [:])
    var seed = 0
    var trials = TrialOptions()
    var metrics: MetricsArgument?
    var measure = LuaOneOrMore<MeasureOptions>()
    var jobLimit: JobLimitArgument?
    var stop: [StopArgument] = []
    var earlyStopping: EarlyStoppingArgument?
    var retry: RetryArgument?
    var onFailure: FailureArgument?
    var wrap: [String] = []
    var unwrap: [String] = []
    var env = EnvironmentArgument()
    var enqueue: ArchitecturesArgument?
    var warmStart = WarmStartArgument()
    static let fields =
      [
        LuaField("name", "the name, under which it is kept and resumed", \Options.name, required: true),
        LuaField("space", "what is searched", \Options.space, required: true),
        LuaField(
          "trainer",
          "a list of program and arguments with placeholders, a function(arch, config, report), or a table of nas.table",
          \Options.trainer, required: true),
        LuaField(
          "data",
          "what nas.split gives: its files are the placeholders {data.train}, {data.stage1.train} and so on",
          \Options.data),
        LuaField(
          "force", "whether to search on data that is too small or too imbalanced for it", \Options.force),
        LuaField(
          "proxy", "values of {config.KEY} for the cheap training of stage 1", \Options.proxy,
          stub: "table<string, any>?"),
        LuaField(
          "full", "values of {config.KEY} for the full training of stage 2", \Options.full,
          stub: "table<string, any>?"),
        LuaField(
          "reward", "a metric's name, a reward, or a function of the metrics; the first objective if left out",
          \Options.reward),
        LuaField(
          "objectives", "what is traded against each other: nas.maximize and nas.minimize of metrics",
          \Options.objectives),
        LuaField(
          "limits", "what every architecture has to keep: nas.at_most and nas.at_least of metrics", \Options.limits
        ),
        LuaField(
          "controller",
          "who proposes: a name, a table with the name and settings, a table with ask(history) and tell(trial), or a function "
            + "of the space that makes such a table", \Options.controller),
        LuaField("seed", "where all randomness comes from", \Options.seed),
        LuaField("trials", "how many, how many at once, and what each may have", \Options.trials),
        LuaField(
          "metrics",
          "'stdout' where trainers report on standard output too: lines of JSON, or name=value", \Options.metrics),
        LuaField(
          "measure",
          "what is measured before an architecture is trained, and what it must keep to: one measure or a list",
          \Options.measure),
        LuaField(
          "job_limit",
          "how long one run may take before it is interrupted, to be resumed with as much again; '14d' if left out, false "
            + "for no limit", \Options.jobLimit),
        LuaField("stop", "a list of stop rules or functions of the search's view", \Options.stop),
        LuaField(
          "early_stopping", "a rule of nas.early_stopping, or a function of a trial that has just reported",
          \Options.earlyStopping),
      ] + SurroundingOptions.fields + [
        LuaField(
          "enqueue", "what is trained first: architectures or trials, such as { space:default() }",
          \Options.enqueue,
          stub: "any[]"),
        LuaField(
          "warm_start",
          "earlier searches whose trials the controller begins with: names, searches, or trials",
          \Options.warmStart),
      ]
  }

  static func search(_ context: LunasContext) -> LuaFunction {
    LuaFunction(
      "search", "Defines a search; nothing runs yet.", LuaParameter<Options>("options", "what to search and how"),
      returns: LuaResult<LuaSearch>("the search")
    ) { options in
      guard let space = options.space?.space else {
        throw LuaConversionError(expected: "table", got: "nil", path: ["space"])
      }
      let aims = try Aims(
        reward: options.reward?.reward(context), objectives: options.objectives, limits: options.limits)
      let measures = try options.measure.measures(context)
      // A table of trainings need not have what is measured.
      let measured = Set(measures.flatMap(\.metrics))
      let needs =
        aims.metrics.filter { !measured.contains($0.metric) }
        + (options.earlyStopping?.metrics ?? []).map { ($0, "early stopping") }
      var definition = SearchDefinition(
        name: options.name, space: space, trainer: try options.trainer.trainer(context, for: space, needs),
        proxy: try members(options.proxy, "proxy") ?? [:], full: try members(options.full, "full"),
        reward: aims.reward, goals: aims.goals, controller: options.controller.choice(context),
        seed: context.overrides.seed ?? UInt64(bitPattern: Int64(options.seed)),
        limits: try options.trials.limits(context.overrides),
        stopRules: options.stop.enumerated().map { $0.element.rule(context, position: $0.offset + 1) },
        earlyStopping: try options.earlyStopping?.earlyStopping(
          context, reward: aims.reward, objectives: aims.goals.objectives),
        directory: FileManager.default.currentDirectoryPath, script: context.script)
      if let limit = options.jobLimit { definition.limits.job = limit.seconds }
      try options.addData(to: &definition)
      definition.warmStart = options.warmStart.sources
      try options.surround(&definition, context)
      definition.measures = measures
      definition.readsOutput = options.metrics != nil
      try validate(definition)
      let first = try options.enqueue?.architectures(of: space, for: "the key 'enqueue'") ?? []
      let pending = PendingArchitectures()
      let report = try pending.add(first.map { EnqueueRequest(architecture: $0) }, space: space)
      if !report.leftOut.isEmpty {
        let places = report.leftOut.map { "[\($0.position + 1)]" }.joined(separator: ", ")
        definition.notices.append("the key 'enqueue': \(places) left out, which the list has before")
      }
      return LuaSearch(definition: definition, context: context, stage: .proxy, pending: pending)
    }
  }

  /// Checks a definition, and names the other way to a controller where its name is not known.
  private static func validate(_ definition: SearchDefinition) throws {
    do { try Searches.validate(definition) } catch let unknown as UnknownName where unknown.kind == "controller" {
      throw BindingError(
        "\(unknown); a controller of your own is a table: controller = { ask = function(history) ... end }")
    }
  }

  /// A configuration as keys and values; an empty table has no keys.
  private static func members(_ json: JSON?, _ key: String) throws -> [String: JSON]? {
    guard let json, json != .array([]) else { return json == nil ? nil : [:] }
    guard let members = json.objectValue else {
      throw LuaConversionError(expected: "a table with names as keys", got: "a \(json.kind)", path: [key])
    }
    return members
  }
}

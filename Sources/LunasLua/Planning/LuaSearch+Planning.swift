import LuaHost
import Planning
import SearchEngine
import TrialStore

extension LuaSearch {
  /// The method that plans.
  static let planning = LuaFunction(
    "plan",
    "Plans the search: from its settings, from what its trials so far took, where there are any, and from what is given.",
    LuaParameter<LuaSearch>("self", "the search"),
    LuaParameter<PlanOptions>("options", "what is known better, as nas.plan takes it"),
    returns: LuaResult<LuaPlan>("the plan; printing it shows the table")
  ) { (own: LuaSearch, options: PlanOptions) in
    try own.plan(options, store: own.context.environment().store)
  }

  /// Plans the search.
  ///
  /// - Parameter store: the workspace's; nil where there is none.
  func plan(_ options: PlanOptions, store: TrialStore?) throws -> LuaPlan {
    let all = options.filled(from: try planOptions(store, besides: options))
    if all.trialHours == nil && all.scaling.all.isEmpty {
      throw BindingError(
        "how long a trial of '\(definition.name)' takes is not known, as this workspace has no completed trial of it; give "
          + "trial_hours (--trial-hours on the command line)")
    }
    return try all.filledFull(of: definition).plan()
  }

  /// What the search says of itself, and what its trials so far say.
  ///
  /// - Parameter given: what is known better, so that nobody needs to hear where it would come from.
  private func planOptions(_ store: TrialStore?, besides given: PlanOptions) throws -> PlanOptions {
    var options = PlanOptions()
    let limits = definition.limits
    (options.name, options.space) = (definition.name, SpaceArgument(space: definition.space))
    options.controller = definition.controller.name
    (options.maxTrials, options.parallel) = (limits.max, limits.parallel)
    options.jobLimit = JobLimitArgument(seconds: limits.job)
    options.gpus = limits.slot.gpus
    options.cores = limits.slot.cores
    let isWhole = given.trials == nil
    guard let store else { return isWhole ? options.ofAllTrials(limits.max) : options }
    if let record = try store.search(named: definition.name) {
      options.take(try SearchMeasurements(record, in: store), withTimes: given.trialHours == nil)
    }
    if options.trialHours == nil, given.trialHours == nil, let repeats = try measured(["noise"], in: store) {
      options.trialHours = AmountArgument(amount: .measured(repeats.trialHours))
      options.sources.append(Self.source("a trial", repeats))
    }
    if definition.full != nil, given.full.hours == nil, let full = try measured(["full", "baseline"], in: store) {
      options.full.hours = AmountArgument(amount: .measured(full.trialHours))
      options.sources.append(Self.source("a full training", full))
    }
    return isWhole ? options.ofAllTrials(limits.max) : options
  }

  /// What the trainings beside the search say, of the first kind of which there are completed ones: stage 2, or runs of
  /// known architectures such as the baseline, the latest of them.
  private func measured(_ kinds: [String], in store: TrialStore) throws -> SearchMeasurements? {
    let own = definition.name
    for kind in kinds {
      let records =
        kind == "full"
        ? [try store.search(named: Searches.fullName(of: own))].compactMap(\.self)
        : try store.searches().filter {
          $0.spec["run"]?["kind"]?.stringValue == kind && $0.spec["run"]?["of"]?.stringValue == own
        }
      for record in records.reversed() {
        let found = try SearchMeasurements(record, in: store)
        if !found.trialHours.isEmpty { return found }
      }
    }
    return nil
  }

  fileprivate static func source(_ what: String, _ measured: SearchMeasurements) -> String {
    let count = measured.trialHours.count
    return "the time of \(what) is that of \(count) completed trial\(count == 1 ? "" : "s") of '\(measured.name)'"
  }
}

extension PlanOptions {
  /// Takes what trials say.
  fileprivate mutating func take(_ measured: SearchMeasurements, withTimes: Bool) {
    if withTimes, !measured.trialHours.isEmpty {
      trialHours = AmountArgument(amount: .measured(measured.trialHours))
      sources.append(LuaSearch.source("a trial", measured))
    }
    (failureRate, failedShare) = (measured.failureRate.map { min($0, 0.99) }, measured.failedShare)
    earlyStopping = measured.earlyStopping.map { min($0, 0.99) }
    pilot = measured.rewards
  }

  /// Plans for all trials that the search may start, and says how many it may need.
  fileprivate func ofAllTrials(_ max: Int) -> PlanOptions {
    var options = self
    options.trials = .given(.exact(Double(max) * (1 - (failureRate ?? 0))))
    guard let space = space?.space else { return options }
    let guess = Self.guess(space, controller: controller, pilot: pilot)
    let range = "\(PlanText.number(guess.trials.low)) to \(PlanText.number(guess.trials.high))"
    options.sources.append(
      "planned for all \(max) trials; a search like this settles after about \(PlanText.number(guess.trials.median)) (\(range)): \(guess.words)"
    )
    return options
  }

  /// With the time of a full training guessed from the one number that proxy and full training have in common and that
  /// grows, as epochs do, where nothing else tells it.
  fileprivate func filledFull(of definition: SearchDefinition) -> PlanOptions {
    guard full.hours == nil, let full = definition.full, let trial = trialHours?.amount else { return self }
    let grown = definition.proxy.compactMap { key, value -> (String, Double)? in
      guard let less = value.doubleValue, let more = full[key]?.doubleValue, less > 0, more > less else {
        return nil
      }
      return (key, more / less)
    }
    guard grown.count == 1, let (key, ratio) = grown.first else { return self }
    var options = self
    options.full.hours = AmountArgument(amount: .exact(trial.mean * ratio))
    options.sources.append(
      "no full training is known: it is taken to take \(PlanText.number(ratio)) times as long as a trial, as '\(key)' is so much more"
    )
    return options
  }
}

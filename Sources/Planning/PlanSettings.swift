/// What a plan is computed from. Times are hours.
public struct PlanSettings: Sendable, Equatable {
  /// What it is called where several stand side by side.
  public var name: String?
  /// Trials with a reward that the search needs; failed ones come on top.
  public var trials: Amount
  /// Trials that it may start in all, failed ones among them; nil for as many as it needs.
  public var maxTrials: Int?
  /// Trials at once.
  public var parallel: Int
  /// The training of one trial, without its start-up.
  public var trialHours: Amount
  /// From the start of a trial until it trains.
  public var startup: Amount = .exact(0)
  /// GPUs of each trial.
  public var gpus: Int
  /// CPU cores of each trial; nil where they do not matter.
  public var cores: Int?
  /// GPUs that there are; nil where there are as many as wanted.
  public var available: Int?
  /// The share of started trials that fail, from 0 up to but not including 1.
  public var failureRate = 0.0
  /// How much of a trial's time a failed one takes, 0 to 1.
  public var failedShare = 1.0
  /// The share of the training time that early stopping saves, from 0 up to but not including 1.
  public var earlyStopping = 0.0
  /// Stage 2; nil where there is none.
  public var full: Full?
  /// What the design of the proxy task costs, in full trainings.
  public var designTrainings = 0.0
  public var price: Price?
  /// Hours after which a job ends and has to be resumed; nil for no limit.
  public var jobLimit: Double? = 14 * 24
  /// How often the search is simulated.
  public var draws = 400
  public var seed: UInt64 = 0

  /// Stage 2: the full training of the best.
  public struct Full: Sendable, Equatable {
    /// How many.
    public var top: Int
    /// One full training.
    public var hours: Amount
    /// GPUs of each.
    public var gpus: Int
    /// How many at once; nil for all, or as many as there are GPUs for.
    public var parallel: Int?

    /// Makes a stage 2.
    public init(top: Int = 10, hours: Amount, gpus: Int = 1, parallel: Int? = nil) {
      self.top = top
      self.hours = hours
      self.gpus = gpus
      self.parallel = parallel
    }
  }

  /// Makes settings without stage 2, start-up, failures and prices.
  public init(trials: Amount, parallel: Int, trialHours: Amount, gpus: Int) {
    self.trials = trials
    self.parallel = parallel
    self.trialHours = trialHours
    self.gpus = gpus
  }

  // MARK: Checking

  /// - Throws: ``PlanError`` for the first setting that cannot be.
  public func validate() throws(PlanError) {
    try Self.check("trials", trials)
    try Self.check("trial_hours", trialHours)
    try Self.check("startup_hours", startup, allowsZero: true)
    try Self.check("parallel", parallel, atLeast: 1)
    try Self.check("gpus", gpus, atLeast: 0)
    try Self.check("max_trials", maxTrials ?? 1, atLeast: 1)
    try Self.check("cores", cores ?? 1, atLeast: 1)
    try Self.check("available", available ?? 1, atLeast: 1)
    try Self.check("draws", draws, atLeast: 1)
    try Self.check("failure_rate", failureRate, in: 0..<1)
    try Self.check("early_stopping", earlyStopping, in: 0..<1)
    try Self.check("failed_share", failedShare, in: 0..<1.0000001)
    if let available, gpus > available {
      throw PlanError(
        "gpus", expected: "at most the \(available) GPUs that there are (the setting 'available')", got: "\(gpus)")
    }
    if let jobLimit, !(jobLimit > longestTrial) {
      throw PlanError(
        "job_limit",
        expected: "more than a trial takes (\(PlanError.text(longestTrial)) h), or false for no limit",
        got: "\(PlanError.text(jobLimit)) h")
    }
    try validateFull()
    for (name, value) in [("price.gpu_hour", price?.gpuHour), ("price.machine_hour", price?.machineHour)] {
      if let value, !(value >= 0 && value.isFinite) {
        throw PlanError(name, expected: "at least 0", got: PlanError.text(value))
      }
    }
  }

  private func validateFull() throws(PlanError) {
    guard designTrainings >= 0, designTrainings.isFinite else {
      throw PlanError("design_trainings", expected: "at least 0", got: PlanError.text(designTrainings))
    }
    guard let full else {
      if designTrainings == 0 { return }
      throw PlanError(
        "design_trainings", expected: "it together with 'full', which says how long a full training takes",
        got: "no 'full'")
    }
    try Self.check("full.top", full.top, atLeast: 1)
    try Self.check("full.gpus", full.gpus, atLeast: 0)
    try Self.check("full.parallel", full.parallel ?? 1, atLeast: 1)
    try Self.check("full.hours", full.hours)
    if let available, full.gpus > available {
      throw PlanError(
        "full.gpus", expected: "at most the \(available) GPUs that there are (the setting 'available')",
        got: "\(full.gpus)")
    }
    if trialHours.median > full.hours.median {
      throw PlanError(
        "trial_hours",
        expected: "a proxy that is shorter than a full training (\(PlanError.text(full.hours.median)) h)",
        got: PlanError.text(trialHours.median))
    }
  }

  /// The longest that one trial is expected to take.
  private var longestTrial: Double {
    let most = { (amount: Amount) -> Double in
      switch amount {
      case .exact(let value): value
      case .range(let range): range.high
      case .measured(let values): values.max() ?? 0
      }
    }
    return most(trialHours) + most(startup)
  }

  private static func check(_ name: String, _ amount: Amount, allowsZero: Bool = false) throws(PlanError) {
    if let problem = amount.problem(allowsZero: allowsZero) {
      throw PlanError(
        name,
        expected:
          "\(allowsZero ? "at least 0" : "above 0"): a number, a list of measured ones, or low, median and high in order",
        got: problem)
    }
  }

  private static func check(_ name: String, _ value: Int, atLeast least: Int) throws(PlanError) {
    if value < least { throw PlanError(name, expected: "at least \(least)", got: "\(value)") }
  }

  private static func check(_ name: String, _ value: Double, in range: Range<Double>) throws(PlanError) {
    if range.contains(value) { return }
    let end = range.upperBound > 1 ? "a share from 0 to 1" : "a share from 0, and below 1"
    throw PlanError(name, expected: end, got: PlanError.text(value))
  }

  // MARK: What follows from them

  /// Trials that really run at once, for the GPUs that there are.
  var effectiveParallel: Int {
    guard let available, gpus > 0 else { return parallel }
    return max(1, min(parallel, available / gpus))
  }

  /// Full trainings that really run at once.
  var effectiveFullParallel: Int {
    guard let full else { return 1 }
    let wanted = min(full.parallel ?? full.top, full.top)
    guard let available, full.gpus > 0 else { return wanted }
    return max(1, min(wanted, available / full.gpus))
  }

  /// Trainings of the design that run at once.
  var designParallel: Int { max(1, min(effectiveFullParallel, Int(designTrainings.rounded(.up)))) }

  /// Trials that are started so that so many have a reward, as far as the search may start them.
  func started(for trials: Double) -> Double {
    let needed = (trials / (1 - failureRate)).rounded(.up)
    return maxTrials.map { min(Double($0), needed) } ?? needed
  }
}

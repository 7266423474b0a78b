import ArgumentParser
import LuaHost
import LunasLua
import PlainJSON
import SearchEngine
import TrialStore

struct PlanVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say what the search that a file returns will take: days, GPUs, GPU-hours, money.",
    discussion: """
      Nothing runs. What trials take is read from those that the workspace has of the search, or given by --trial-hours. \
      Lists (--parallel 10,20,50) give plans side by side. Files may also return nas.plan { ... } or nas.plans(...).
      """)

  @Argument(help: "A Lua file that returns a search, a plan or plans.") var file: String
  @Option(
    help: "Trials with a reward that the search needs, or 'auto' for a guess; what the file says if left out.")
  var trials: String?
  @Option(help: "Trials at once: a number or several, as 10,20,50.") var parallel: NumberList?
  @Option(help: "GPUs of each trial: a number or several, as 1,2,4.") var gpus: NumberList?
  @Option(help: "Hours that a trial trains.") var trialHours: Double?
  @Option(help: "Hours from the start of a trial until it trains.") var startupHours: Double?
  @Option(help: "The share of trials that fail, 0 to 1.") var failureRate: Double?
  @Option(help: "The share of training that early stopping saves, 0 to 1.") var earlyStopping: Double?
  @Option(help: "GPUs that there are.") var available: Int?
  @Option(help: "Hours of a full training.") var fullHours: Double?
  @Option(help: "GPUs of a full training.") var fullGpus: Int?
  @Option(help: "Full trainings at once.") var fullParallel: Int?
  @Option(help: "How many of the best are trained fully.") var top: Int?
  @Option(help: "What the design of the proxy task costs, in full trainings.") var designTrainings: Double?
  @Option(help: "The price of a GPU for an hour.") var price: Double?
  @Option(help: "What the price is in, as EUR.") var currency: String?
  @Option(help: "When a job ends and has to be resumed, as 14d; 'none' for never.") var jobLimit: String?
  @Option(help: "How often it is simulated.") var draws: Int?
  @Option(help: "The seed of the simulation.") var seed: Int?
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func validate() throws { _ = try flags() }

  func run() async throws {
    let (flags, file, format) = (try flags(), file, format)
    // A workspace that is not there yet has nothing to tell.
    let store = try? workspace.reading()
    try await ScriptRun(path: file, workspace: workspace.workspace, isChecking: true).run { lua, results in
      guard let result = results.first else { throw CommandError.noPlan(file: file, got: "nothing") }
      let plans: LuaPlans
      do { plans = try await flags.plans(of: result, in: lua, store: store) } catch let error as LuaConversionError
      {
        if error.expected == PlanFlags.expected {
          throw CommandError.noPlan(file: file, got: "a \(result.typeName)")
        }
        throw CommandError.script(message: "\(file): \(error)", traceback: nil)
      }
      switch format {
      case .table: print(plans.table, terminator: "")
      case .json: print(plans.json.text(indent: 2))
      case .csv: print(TrialTable.csv(plans.csv, keys: LuaPlans.csvColumns), terminator: "")
      }
    }
  }

  private func flags() throws -> PlanFlags {
    var flags = PlanFlags()
    flags.guessesTrials = trials == "auto"
    if let trials, !flags.guessesTrials {
      guard let count = Int(trials), count > 0 else {
        throw ValidationError("--trials must be a number above 0 or 'auto', got '\(trials)'")
      }
      flags.trials = count
    }
    (flags.parallel, flags.gpus) = (parallel?.numbers ?? [], gpus?.numbers ?? [])
    (flags.trialHours, flags.startupHours) = (trialHours, startupHours)
    (flags.failureRate, flags.earlyStopping, flags.available) = (failureRate, earlyStopping, available)
    (flags.fullHours, flags.fullGPUs, flags.fullParallel, flags.top) = (fullHours, fullGpus, fullParallel, top)
    (flags.designTrainings, flags.gpuHour, flags.currency) = (designTrainings, price, currency)
    if let jobLimit {
      let seconds = jobLimit == "none" ? .infinity : Span.seconds(jobLimit) ?? 0
      guard seconds > 0 else {
        throw ValidationError("--job-limit must be a time such as 14d, or 'none', got '\(jobLimit)'")
      }
      flags.jobLimit = seconds
    }
    (flags.draws, flags.seed) = (draws, seed)
    return flags
  }
}

/// Whole numbers with commas between them.
struct NumberList: ExpressibleByArgument {
  let numbers: [Int]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0.trimmingPrefix(" ")) }
    guard !numbers.isEmpty, numbers.count == parts.count else { return nil }
    self.numbers = numbers
  }
}

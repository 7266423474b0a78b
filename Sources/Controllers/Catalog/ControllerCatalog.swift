import PlainJSON
import SearchSpace
import Suggestions

/// The one list of controllers, by the names that scripts use.
public enum ControllerCatalog {
  /// What a controller is made from.
  public struct Request: Sendable {
    /// What it searches.
    public var space: SearchSpace
    /// Where its randomness comes from.
    public var seed: UInt64
    /// Settings that the script gave, by name.
    public var options: [String: JSON]
    /// How many trials the search may have.
    public var maxTrials: Int

    /// Makes a request.
    public init(space: SearchSpace, seed: UInt64, options: [String: JSON] = [:], maxTrials: Int) {
      self.space = space
      self.seed = seed
      self.options = options
      self.maxTrials = maxTrials
    }
  }

  /// One entry of the list.
  public struct Entry: Sendable {
    /// The name in scripts.
    public let name: String
    /// What it does, in one sentence.
    public let summary: String
    /// The names of its own settings; see ``commonOptions`` for the others.
    public let options: [String]
    let make: @Sendable (Request) throws -> any Controller
  }

  /// Every controller.
  public static let entries: [Entry] = [
    Entry(name: "auto", summary: "Trains what a model of the trials expects most from.", options: []) {
      SurrogateSearch(space: $0.space, seed: $0.seed, repeats: try $0.repeats)
    },
    Entry(name: "random", summary: "Uniformly random architectures, none twice.", options: []) {
      RandomSearch(space: $0.space, seed: $0.seed, repeats: try $0.repeats)
    },
    Entry(name: "grid", summary: "Every architecture in the order of their numbers.", options: []) {
      try GridSearch(space: $0.space, repeats: try $0.repeats)
    },
    Entry(
      name: "evolution", summary: "Regularized evolution (Real et al. 2019).", options: ["population", "sample"]
    ) { request in
      var settings = RegularizedEvolution.Settings(maxTrials: request.maxTrials)
      if let population = try request.count("population", atLeast: 2) {
        settings.population = population
        settings.sample = min(settings.sample, population)
      }
      if let sample = try request.count("sample", atLeast: 1) { settings.sample = sample }
      if settings.sample > settings.population {
        throw ControllerError(
          problem:
            "sample is \(settings.sample) but the population is only \(settings.population); make it smaller")
      }
      return RegularizedEvolution(
        space: request.space, seed: request.seed, settings: settings, repeats: try request.repeats)
    },
    Entry(
      name: "reinforce", summary: "Policy gradient (Williams 1992; Zoph and Le 2017).",
      options: ["learning_rate", "batch", "entropy"]
    ) { request in
      Reinforce(
        space: request.space, seed: request.seed, settings: try request.policySettings(.reinforce),
        repeats: try request.repeats)
    },
    Entry(
      name: "ppo", summary: "Proximal policy optimisation (Schulman et al. 2017; Tan et al. 2019).",
      options: ["learning_rate", "batch", "entropy"]
    ) { request in
      PPO(
        space: request.space, seed: request.seed, settings: try request.policySettings(.ppo),
        repeats: try request.repeats)
    },
    Entry(name: "local", summary: "Local search (White et al. 2020).", options: ["move", "starts"]) { request in
      var settings = LocalSearch.Settings(maxTrials: request.maxTrials)
      if let move: LocalSearch.Move = try request.choice("move") { settings.move = move }
      if let starts = try request.count("starts", atLeast: 1) { settings.starts = starts }
      return LocalSearch(
        space: request.space, seed: request.seed, settings: settings, repeats: try request.repeats)
    },
    Entry(
      name: "tpe", summary: "Tree-structured Parzen estimator (Bergstra et al. 2011).",
      options: ["startup", "candidates"]
    ) { request in
      var settings = TPE.Settings(maxTrials: request.maxTrials)
      if let startup = try request.count("startup", atLeast: 1) { settings.startup = startup }
      if let candidates = try request.count("candidates", atLeast: 1) { settings.candidates = candidates }
      return TPE(space: request.space, seed: request.seed, settings: settings, repeats: try request.repeats)
    },
    Entry(
      name: "nsga2", summary: "NSGA-II, for several objectives (Deb et al. 2002).", options: ["population"]
    ) { request in
      var settings = NSGA2.Settings(maxTrials: request.maxTrials)
      if let population = try request.count("population", atLeast: 2) { settings.population = population }
      return NSGA2(space: request.space, seed: request.seed, settings: settings, repeats: try request.repeats)
    },
  ]

  /// The names of the settings that every controller has: how often an architecture may be proposed.
  public static let commonOptions = ["repeats"]

  /// Makes the controller of a name.
  ///
  /// - Throws: ``UnknownName`` for a name or a setting that is not known, ``ControllerError`` for a bad value.
  public static func make(_ name: String, _ request: Request) throws -> any Controller {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw UnknownName(kind: "controller", name: name, known: entries.map(\.name))
    }
    let known = entry.options + commonOptions
    for option in request.options.keys.sorted() where !known.contains(option) {
      throw UnknownName(kind: "setting of the controller \(name)", name: option, known: known)
    }
    return try entry.make(request)
  }
}

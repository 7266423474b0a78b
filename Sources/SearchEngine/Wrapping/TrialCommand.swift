import PlainJSON

/// What is run for each trial of a search: the trainer in its wrapper, with its variables.
struct TrialCommand: Sendable {
  private let wrap: Placeholders
  private let trainer: Placeholders
  private let variables: [(name: String, value: Placeholders)]
  private let ending: Placeholders
  /// Whether something names the file of variables, which is then written.
  let usesVariablesFile: Bool

  /// Finds the placeholders of all of it.
  ///
  /// - Parameter trainer: a program and its arguments; empty where the trainer is none.
  init(trainer: [String], _ surroundings: TrialSurroundings) {
    wrap = Placeholders(in: surroundings.wrap, of: "the argument of wrap")
    self.trainer = Placeholders(in: trainer)
    variables = surroundings.variables.sorted { $0.key < $1.key }.map { name, value in
      // The value may be a secret, so it is not shown.
      (name, Placeholders(in: [value], of: "the value of env.\(name)", isShown: false))
    }
    ending = Placeholders(in: surroundings.unwrap, of: "the argument of unwrap")
    usesVariablesFile = [wrap, self.trainer].contains { $0.contains("trial.env") }
  }

  /// The command of a definition.
  init(_ definition: SearchDefinition) {
    if case .command(let arguments) = definition.trainer {
      self.init(trainer: arguments, definition.surroundings)
    } else {
      self.init(trainer: [], TrialSurroundings())
    }
  }

  /// The program and its arguments.
  func arguments(_ values: Placeholders.Values) throws(Placeholders.Failure) -> [String] {
    try wrap.fill(from: values) + trainer.fill(from: values)
  }

  /// The variables that the script gives.
  func environment(_ values: Placeholders.Values) throws(Placeholders.Failure) -> [String: String] {
    var environment: [String: String] = [:]
    for (name, value) in variables { environment[name] = try value.fill(from: values).joined() }
    return environment
  }

  /// The command that ends what the wrapper may have left behind; empty where there is none.
  func unwrapping(_ values: Placeholders.Values) throws(Placeholders.Failure) -> [String] {
    try ending.fill(from: values)
  }
}

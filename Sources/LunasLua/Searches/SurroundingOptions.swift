import LuaHost
import SearchEngine

/// The keys of nas.search about failures and about what stands around a trainer.
enum SurroundingOptions {
  static let fields: [LuaField<SearchFunctions.Options>] = [
    LuaField(
      "retry",
      "how often a failed trial is tried again, or { times, on = { causes } }: oom, hung, crashed and device if left out; "
        + "also timeout, nan, no_metric, lost, not_started, any",
      \.retry),
    LuaField(
      "on_failure",
      "a function of a trial that has failed: nil, false, \"retry\", \"infeasible\", or what to try it again with",
      \.onFailure),
    LuaField(
      "wrap", "what is put before the trainer's program and arguments, such as a container; has placeholders",
      \.wrap),
    LuaField(
      "unwrap",
      "a command that ends what the wrapper left behind, run after trials that did not end by themselves", \.unwrap
    ),
    LuaField(
      "env",
      "variables for the trainer, NAME = value; list entries are the only ones that it inherits then", \.env),
  ]
}

extension SearchFunctions.Options {
  /// Gives a definition what these keys say.
  func surround(_ definition: inout SearchDefinition, _ context: LunasContext) throws {
    definition.retry = retry?.policy
    definition.onFailure = onFailure?.function(context)
    var surroundings = TrialSurroundings()
    surroundings.wrap = wrap
    surroundings.unwrap = unwrap
    surroundings.variables = env.values
    surroundings.inherited = env.inherited
    definition.surroundings = surroundings
    if case .command = definition.trainer {
    } else {
      let given = [("wrap", wrap.isEmpty), ("unwrap", unwrap.isEmpty), ("env", env == EnvironmentArgument())]
      if let (key, _) = given.first(where: { !$0.1 }) {
        throw BindingError(
          "the key '\(key)' is for trainers that are programs, and this one is none; leave it out, or give a list of "
            + "program and arguments")
      }
    }
    if wrap.isEmpty, !unwrap.isEmpty {
      throw BindingError("the key 'unwrap' ends what the wrapper left behind, and there is no key 'wrap'")
    }
  }
}

import LuaHost
import SearchSpace

/// The method that checks a space against the guidelines of the workflow.
enum SpaceChecking {
  static let methods: [LuaFunction] = [
    LuaFunction(
      "check",
      "Checks the space against the guidelines of the workflow: its size, candidates, what is mixed into it, and what its "
        + "constraints leave. print(space:check()) tells each finding with what to do.",
      SpaceArguments.own, returns: LuaResult<SpaceReport>("the report")
    ) { own in try SpaceReport(of: own) }
  ]
}

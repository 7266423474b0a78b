import LuaHost

extension LuaStack {
  /// Rejects a function of ours where a rule, or a function of the script, is expected: as a function of the script it
  /// would be called with something else, and do nothing.
  ///
  /// - Parameter rules: the module whose functions make what is expected.
  func rejectUncalled(at index: Int32, expected: String, rules: LuaModule) throws {
    guard let bound = boundFunction(at: index) else { return }
    let isOurs = rules.functions.contains { $0.name == bound.name && $0.summary == bound.summary }
    let name = isOurs ? "\(rules.name).\(bound.name)" : bound.name
    let advice = isOurs ? " (call it: \(name)\(bound.takesOptionsAlone ? " {}" : "(...)"))" : ""
    throw LuaConversionError(expected: expected, got: "the function \(name) itself\(advice)")
  }
}

extension LuaFunction {
  /// Whether a table of options is all that it takes.
  fileprivate var takesOptionsAlone: Bool { parameters.count == 1 && parameters[0].name == "options" }
}

import LuaHost

// The parts of a module tree, for stubs and help.
extension LuaModule {
  /// The module and those inside it, outermost first.
  public var allModules: [LuaModule] { [self] + modules.flatMap(\.module.allModules) }

  /// The functions of all modules and the methods of all types.
  public var allFunctions: [LuaFunction] { allModules.flatMap { $0.functions + $0.types.flatMap(\.methods) } }

  /// Every table of options that a function takes, also those inside others, in the order of their first use.
  public var allOptions: [LuaOptionsDocumentation] {
    var found: [LuaOptionsDocumentation] = []
    func add(_ options: LuaOptionsDocumentation?) {
      guard let options, !found.contains(where: { $0.name == options.name }) else { return }
      found.append(options)
      for field in options.fields { add(field.options) }
    }
    for function in allFunctions { for parameter in function.parameters { add(parameter.options) } }
    return found
  }
}

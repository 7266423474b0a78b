import LuaHost

/// `help(x)`: what the declarations say about a function, a type or the whole module.
enum Help {
  static func function(_ module: @escaping @Sendable () -> LuaModule) -> LuaFunction {
    LuaFunction(
      "help", "Explains a function of the module, an object, or without an argument the module.",
      LuaParameter<LuaReference?>("value", "what to explain"), returns: LuaResult<String>("the text")
    ) { stack, value in
      guard let value else { return text(of: module()) }
      stack.push(value)
      defer { stack.pop() }
      if let function = stack.boundFunction(at: -1) { return text(of: function) }
      if let type = module().types.first(where: { $0.name == value.typeName }) { return text(of: type) }
      return text(of: module())
    }
  }

  static func text(of function: LuaFunction) -> String {
    let names = function.parameters.map { $0.isOptional ? "[\($0.name)]" : $0.name }.joined(separator: ", ")
    var lines = ["\(function.name)(\(names)) -> \(function.result.typeName)", "  \(function.summary)"]
    for parameter in function.parameters {
      lines.append("  \(parameter.name): \(parameter.typeName)  \(parameter.summary)")
      for field in parameter.fields {
        lines.append(
          "    \(field.name): \(field.typeName)\(field.isRequired ? ", required" : "")  \(field.summary)")
      }
    }
    if !function.result.summary.isEmpty { lines.append("  gives \(function.result.summary)") }
    return lines.joined(separator: "\n")
  }

  private static func text(of type: LuaObjectType) -> String {
    let properties = type.properties.map { "  .\($0.name): \($0.typeName)  \($0.summary)" }
    let methods = type.methods.map { "  :\($0.name)  \($0.summary)" }
    return (["\(type.name): \(type.summary)"] + properties + methods).joined(separator: "\n")
  }

  private static func text(of module: LuaModule) -> String {
    let functions = module.functions.map { "  \(module.name).\($0.name)  \($0.summary)" }
    return (["\(module.name): \(module.summary)"] + functions + module.modules.map { text(of: $0.module) })
      .joined(separator: "\n")
  }
}

extension LuaFunction {
  /// Declares a function with several results that answers at once: `local tau, chance = kendall_tau(x, y)`.
  public init<each Argument: FromLua, each Value: ToLua>(
    _ name: String, _ summary: String, _ parameters: repeat LuaParameter<each Argument>,
    gives results: repeat LuaResult<each Value>,
    body: @escaping @Sendable (repeat each Argument) throws -> (repeat each Value)
  ) {
    let signature = LuaSignature(name: name, parameters: Self.documentation(repeat each parameters))
    var documentations: [LuaResultDocumentation] = []
    for result in repeat each results { documentations.append(result.documentation) }
    let first = documentations.first ?? LuaResult<LuaNothing>.nothing.documentation
    self.init(signature, summary, first, Array(documentations.dropFirst())) { stack in
      do {
        var reader = LuaArgumentReader(signature, stack)
        let values = try body(repeat try reader.next(each parameters))
        var count: Int32 = 0
        for value in repeat each values {
          stack.push(value)
          count += 1
        }
        return count
      } catch {
        return stack.fail(error)
      }
    }
  }
}

// The same functions for the usual numbers of parameters. A pack is read through its types at run time; these are made
// anew for the types of each declaration, wherever it is, so that a call takes about as long as one of a C function.

extension LuaFunction {
  /// Declares a function with no parameters that answers at once.
  @inlinable public init<Value: ToLua>(
    _ name: String, _ summary: String, returns: LuaResult<Value>,
    body: @escaping @Sendable () throws -> Value
  ) {
    let signature = LuaSignature(name: name, parameters: [])
    self.init(signature, summary, returns.documentation) { stack in
      do {
        try body().push(to: stack)
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }

  /// Declares a function with no parameters that answers at once and looks at the state that calls it.
  @inlinable public init<Value: ToLua>(
    _ name: String, _ summary: String, returns: LuaResult<Value>,
    withStack body: @escaping @Sendable (LuaStack) throws -> Value
  ) {
    let signature = LuaSignature(name: name, parameters: [])
    self.init(signature, summary, returns.documentation) { stack in
      do {
        stack.push(try body(stack))
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }

  /// Declares a function with one parameter that answers at once.
  @inlinable public init<First: FromLua, Value: ToLua>(
    _ name: String, _ summary: String, _ first: LuaParameter<First>, returns: LuaResult<Value>,
    body: @escaping @Sendable (First) throws -> Value
  ) {
    let signature = LuaSignature(name: name, parameters: [first.documentation])
    self.init(signature, summary, returns.documentation) { stack in
      do {
        let first = try signature.argument(1, as: First.self, on: stack)
        try body(first).push(to: stack)
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }

  /// Declares a function with one parameter that answers at once and looks at the state that calls it.
  @inlinable public init<First: FromLua, Value: ToLua>(
    _ name: String, _ summary: String, _ first: LuaParameter<First>, returns: LuaResult<Value>,
    withStack body: @escaping @Sendable (LuaStack, First) throws -> Value
  ) {
    let signature = LuaSignature(name: name, parameters: [first.documentation])
    self.init(signature, summary, returns.documentation) { stack in
      do {
        let first = try signature.argument(1, as: First.self, on: stack)
        stack.push(try body(stack, first))
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }

  /// Declares a function with two parameters that answers at once.
  @inlinable public init<First: FromLua, Second: FromLua, Value: ToLua>(
    _ name: String, _ summary: String, _ first: LuaParameter<First>, _ second: LuaParameter<Second>,
    returns: LuaResult<Value>,
    body: @escaping @Sendable (First, Second) throws -> Value
  ) {
    let signature = LuaSignature(name: name, parameters: [first.documentation, second.documentation])
    self.init(signature, summary, returns.documentation) { stack in
      do {
        let first = try signature.argument(1, as: First.self, on: stack)
        let second = try signature.argument(2, as: Second.self, on: stack)
        try body(first, second).push(to: stack)
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }

  /// Declares a function with two parameters that answers at once and looks at the state that calls it.
  @inlinable public init<First: FromLua, Second: FromLua, Value: ToLua>(
    _ name: String, _ summary: String, _ first: LuaParameter<First>, _ second: LuaParameter<Second>,
    returns: LuaResult<Value>,
    withStack body: @escaping @Sendable (LuaStack, First, Second) throws -> Value
  ) {
    let signature = LuaSignature(name: name, parameters: [first.documentation, second.documentation])
    self.init(signature, summary, returns.documentation) { stack in
      do {
        let first = try signature.argument(1, as: First.self, on: stack)
        let second = try signature.argument(2, as: Second.self, on: stack)
        stack.push(try body(stack, first, second))
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }

  /// Declares a function with three parameters that answers at once.
  @inlinable public init<First: FromLua, Second: FromLua, Third: FromLua, Value: ToLua>(
    _ name: String, _ summary: String, _ first: LuaParameter<First>, _ second: LuaParameter<Second>,
    _ third: LuaParameter<Third>, returns: LuaResult<Value>,
    body: @escaping @Sendable (First, Second, Third) throws -> Value
  ) {
    let signature = LuaSignature(
      name: name, parameters: [first.documentation, second.documentation, third.documentation])
    self.init(signature, summary, returns.documentation) { stack in
      do {
        let first = try signature.argument(1, as: First.self, on: stack)
        let second = try signature.argument(2, as: Second.self, on: stack)
        let third = try signature.argument(3, as: Third.self, on: stack)
        try body(first, second, third).push(to: stack)
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }

  /// Declares a function with three parameters that answers at once and looks at the state that calls it.
  @inlinable public init<First: FromLua, Second: FromLua, Third: FromLua, Value: ToLua>(
    _ name: String, _ summary: String, _ first: LuaParameter<First>, _ second: LuaParameter<Second>,
    _ third: LuaParameter<Third>, returns: LuaResult<Value>,
    withStack body: @escaping @Sendable (LuaStack, First, Second, Third) throws -> Value
  ) {
    let signature = LuaSignature(
      name: name, parameters: [first.documentation, second.documentation, third.documentation])
    self.init(signature, summary, returns.documentation) { stack in
      do {
        let first = try signature.argument(1, as: First.self, on: stack)
        let second = try signature.argument(2, as: Second.self, on: stack)
        let third = try signature.argument(3, as: Third.self, on: stack)
        stack.push(try body(stack, first, second, third))
        return 1
      } catch {
        return stack.fail(error)
      }
    }
  }
}

import LuaHost
import Suggestions

/// `help(x)`: what the declarations, the comments and Lua's manual say about a value or a name.
public enum Help {
  static func function(_ module: @escaping @Sendable () -> LuaModule) -> LuaFunction {
    LuaFunction(
      "help",
      "Explains a function, an object, a module, or what has a name; without an argument the whole module.",
      LuaParameter<LuaReference?>("value", "what to explain, or its name: help \"Space:sample\"", stub: "any"),
      returns: LuaResult<String>("the text")
    ) { stack, value in
      let index = HelpIndex(module())
      guard let value else { return HelpText(index: index).text(of: .module(index.module)) }
      stack.push(value)
      defer { stack.pop() }
      return try HelpLookup(index: index, stack: stack).text(at: -1)
    }
  }

  /// How a function is called, as the prompt hints at it: `converged([options])`, or with its path and its result
  /// `nas.stop.converged([options]) -> StopRule`. What is in brackets may be left out; a method's object is not shown.
  public static func signature(of function: LuaFunction, path: String? = nil, withResult: Bool = true) -> String {
    let names = function.ownParameters.map { $0.isOptional ? "[\($0.name)]" : $0.name }.joined(separator: ", ")
    let results = ([function.result] + function.furtherResults).map(\.typeName).joined(separator: ", ")
    let result = withResult && !function.result.isNothing ? " -> \(results)" : ""
    return "\(path ?? function.name)(\(names))\(result)"
  }
}

extension Help {
  /// How the function of a module in Lua is called, as the prompt hints at it before it is loaded.
  public static func signature(of member: LuaLazyMember) -> String? {
    LuaSource.library.first { $0.name == member.module }.flatMap {
      LuaMember(path: member.name, source: $0).signature
    }
  }
}

/// Finds what is to be said of a value.
private struct HelpLookup {
  let index: HelpIndex
  let stack: LuaStack
  private var layout: HelpText { HelpText(index: index) }

  init(index: HelpIndex, stack: LuaStack) {
    self.index = index
    self.stack = stack
  }

  func text(at place: Int32) throws -> String {
    let place = stack.absolute(place)
    if stack.isString(at: place) { return try text(named: stack.peek(String.self, at: place)) }
    if let function = stack.boundFunction(at: place) {
      return layout.text(of: .function(function, path: index.path(of: function)))
    }
    if stack.isTable(at: place), let module = module(at: place) { return layout.text(of: .module(module)) }
    let name = stack.isFunction(at: place) || stack.isTable(at: place) ? loadedName(of: place) : nil
    if let name, let member = index.luaMembers.first(where: { $0.source.name == name }) {
      return layout.text(of: .member(member))
    }
    if let origin = stack.functionOrigin(at: place) { return layout.text(of: origin, name: name) }
    if let name, let topic = try topic(named: name) { return layout.text(of: topic) }
    let type = stack.typeName(at: place)
    if let topic = index.module.types.first(where: { $0.name == type }) { return layout.text(of: .type(topic)) }
    return "a value of the type \(type); help() lists what there is to explain"
  }

  // MARK: Names

  private func text(named given: String) throws -> String {
    let name = String(given.prefix { $0 != "(" }.filter { !$0.isWhitespace })
    if let topic = try topic(named: name) { return layout.text(of: topic) }
    let manual = try LuaManual(stack)
    let known =
      index.topics.map(\.name) + index.libraryModules.map(\.name) + manual.entries.map(\.name)
      + index.functions.map(\.function.name)
    let nearest = UnknownName(kind: "name", name: name, known: known).nearest
    return "nothing is known of '\(given)'; "
      + (nearest.map { "did you mean '\($0)'?" } ?? "help() lists what there is to explain")
  }

  /// Ours come first, then the library's, then Lua's own.
  private func topic(named name: String) throws -> HelpTopic? {
    for source in index.libraryModules {
      if source.name == name { return .library(source) }
      if let function = source.functions.first(where: { source.name + "." + $0.name == name }) {
        return .libraryFunction(function, source: source)
      }
    }
    if let topic = index.topic(named: name) { return topic }
    let plain = name.hasPrefix("_G.") ? String(name.dropFirst(3)) : name
    return try LuaManual(stack).entries.first { $0.name == plain }.map { .manual($0) }
  }

  // MARK: Values

  /// The module of ours that a table is: one that says so, or that holds all its functions.
  private func module(at place: Int32) -> LuaModule? {
    if let name = stack.lazyMembers(at: place)?.module {
      return index.module.allModules.first { $0.name == name }
    }
    return index.module.allModules.first { module in
      !module.functions.isEmpty
        && module.functions.allSatisfy { declared in
          stack.pushField(declared.name, of: place)
          defer { stack.pop() }
          return stack.boundFunction(at: -1)?.isSameDeclaration(as: declared) == true
        }
    }
  }

  /// The name under which a loaded module gives a value, or the module's own: `string.format`, `lunas.test.run`.
  private func loadedName(of place: Int32) -> String? {
    let identity = stack.identity(at: place)
    var found: [String] = []
    stack.pushGlobals()
    defer { stack.pop() }
    stack.pushField("package", of: -1)
    defer { stack.pop() }
    guard stack.isTable(at: -1) else { return nil }
    stack.pushField("loaded", of: -1)
    defer { stack.pop() }
    guard stack.isTable(at: -1) else { return nil }
    stack.forEachPair(of: -1) {
      guard stack.isString(at: -2), let module = try? stack.peek(String.self, at: -2) else { return }
      if stack.identity(at: -1) == identity { found.append(module) }
      guard stack.isTable(at: -1) else { return }
      let prefix = module == "_G" ? "" : module + "."
      stack.forEachPair(of: -1) {
        guard stack.isFunction(at: -1), stack.identity(at: -1) == identity, stack.isString(at: -2) else { return }
        if let name = try? stack.peek(String.self, at: -2) { found.append(prefix + name) }
      }
    }
    return found.min()
  }
}

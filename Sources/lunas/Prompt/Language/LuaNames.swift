import Dispatch
import Glibc
import LineEditor
import Locking
import LuaHost
import LunasLua

/// The names that mean something in a session: what completion offers and hints say.
///
/// It looks and never runs a script's code.
struct LuaNames: Sendable {
  private let session: Session

  init(session: Session) { self.session = session }

  /// What may stand at a place, in the order of the alphabet.
  func candidates(for place: CompletionPlace) -> [Completion] {
    switch place.subject {
    case .file: FileNames.candidates(for: place.partial)
    case .module: ModuleNames.candidates(for: place.partial, in: session)
    case .member(let path, let isMethod): members(of: path, isMethod: isMethod, at: place)
    }
  }

  private func members(of path: [String], isMethod: Bool, at place: CompletionPlace) -> [Completion] {
    let types = session.context.objectTypes
    if place.isTableOfCall, let call = place.calls.last {
      let keys = options(of: call).filter { $0.name.hasPrefix(place.partial) }
      if !keys.isEmpty { return keys.map { Completion($0.name, display: "\($0.name) =", suffix: " = ") } }
    }
    var names = looking { stack in Self.members(of: path, in: stack, types: types) } ?? []
    if isMethod { names.removeAll { $0.kind != .function } }
    var candidates = names.map { Completion($0.name, suffix: $0.kind == .function ? "(" : "") }
    if path.isEmpty, !isMethod {
      candidates += LuaTokens.keywords.map { Completion($0) }
    }
    return candidates.filter {
      $0.text.hasPrefix(place.partial) && (!place.partial.isEmpty || $0.text.first != "_")
    }
    .sorted { $0.text < $1.text }
  }

  /// How the function is called that a path leads to.
  func signature(of path: [String]) -> String? {
    guard !path.isEmpty else { return nil }
    if let function = function(at: path) { return Help.signature(of: function, withResult: false) }
    return looking { stack in
      guard stack.pushPath(path) else { return Self.signature(ofLazy: path, in: stack) }
      guard let origin = stack.functionOrigin(at: -1) else { return nil }
      return "\(path.last ?? "")(\(origin.parameters.joined(separator: ", ")))"
    }
    .flatMap { $0 }
  }

  /// A member that is not loaded yet.
  private static func signature(ofLazy path: [String], in stack: LuaStack) -> String? {
    guard stack.pushPath(Array(path.dropLast())) else { return nil }
    return stack.lazyMembers(at: -1)?.members.first { $0.name == path.last }.flatMap(Help.signature)
  }

  private func options(of path: [String]) -> [LuaFieldDocumentation] {
    function(at: path)?.parameters.flatMap(\.fields) ?? []
  }

  private func function(at path: [String]) -> LuaFunction? {
    let types = session.context.objectTypes
    return looking { stack -> LuaFunction? in
      if stack.pushPath(path), let function = stack.boundFunction(at: -1) { return function }
      guard let name = path.last else { return nil }
      return Self.type(of: Array(path.dropLast()), in: stack, types: types)?.methods.first { $0.name == name }
    }
    .flatMap { $0 }
  }

  // MARK: Values

  private static func members(of path: [String], in stack: LuaStack, types: [LuaObjectType]) -> [LuaMemberName] {
    if let type = type(of: path, in: stack, types: types) {
      return type.methods.map { LuaMemberName($0.name, .function) }
        + type.properties.map { LuaMemberName($0.name, .value) }
    }
    guard stack.pushPath(path) else { return [] }
    if stack.isString(at: -1) { return stack.pushPath(["string"]) ? stack.memberNames(at: -1) : [] }
    return stack.memberNames(at: -1)
  }

  /// The type of an object of ours at a path; what follows the object is looked up in the declarations, so that no
  /// property is computed.
  private static func type(of path: [String], in stack: LuaStack, types: [LuaObjectType]) -> LuaObjectType? {
    for length in stride(from: path.count, to: 0, by: -1) {
      guard stack.pushPath(Array(path.prefix(length))) else { continue }
      let name = stack.typeName(at: -1)
      guard var type = types.first(where: { $0.name == name }) else { return nil }
      for step in path.dropFirst(length) {
        guard let property = type.properties.first(where: { $0.name == step }),
          let next = types.first(where: { $0.name == property.typeName.filter { $0 != "?" } })
        else { return nil }
        type = next
      }
      return type
    }
    return nil
  }

  /// Looks at the state, unless that is busy for longer than a person waits for a key.
  private func looking<Value: Sendable>(_ body: @escaping @Sendable (LuaStack) -> Value) -> Value? {
    let answer = Answer<Value>()
    let lua = session.lua
    Task {
      let value = await lua.withStack(body)
      answer.give(value)
    }
    return answer.wait(milliseconds: 250)
  }
}

/// A value that another thread gives.
private final class Answer<Value: Sendable>: Sendable {
  private let value = Locked<Value?>(nil)
  private let isThere = DispatchSemaphore(value: 0)

  func give(_ value: Value) {
    self.value.withLock { $0 = value }
    isThere.signal()
  }

  func wait(milliseconds: Int) -> Value? {
    _ = isThere.wait(timeout: .now() + .milliseconds(milliseconds))
    return value.withLock { $0 }
  }
}

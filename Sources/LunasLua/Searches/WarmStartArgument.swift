import LuaHost
import PlainJSON
import SearchEngine
import TrialStore

/// What a search begins with: searches, by name or as such, and trials; one, or a list of them.
struct WarmStartArgument: FromLua, Sendable {
  var sources: [WarmStart] = []

  static var luaTypeName: String { "search's name, search, or list of them and of trials" }
  static var luaStubType: String { "string|Search|(string|Search|Trial|Trial[])[]" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> WarmStartArgument {
    var argument = WarmStartArgument()
    if try argument.readSearch(stack, at: index) { return argument }
    guard stack.isTable(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    if try argument.readTrial(stack, at: index) { return argument }
    try stack.rejectNamedKeys(at: index)
    for position in 0..<stack.length(at: index) {
      stack.pushElement(position + 1, of: stack.absolute(index))
      defer { stack.pop() }
      do {
        if try argument.readSearch(stack, at: -1) { continue }
        guard stack.isTable(at: -1) else { throw stack.mismatch(expected: "search, its name or trial", at: -1) }
        if try argument.readTrial(stack, at: -1) { continue }
        try argument.readTrials(stack, at: -1)
      } catch let problem as LuaConversionError { throw problem.under("[\(position + 1)]") }
    }
    return argument
  }

  private mutating func readSearch(_ stack: LuaStack, at index: Int32) throws -> Bool {
    if stack.isString(at: index) {
      sources.append(.search(try stack.peek(at: index)))
    } else if let search = stack.object(LuaSearch.self, at: index) {
      sources.append(.search(search.name))
    } else {
      return false
    }
    return true
  }

  private mutating func readTrial(_ stack: LuaStack, at index: Int32) throws -> Bool {
    guard let data = try? stack.peek(JSON.self, at: index), data["architecture"] ?? data["arch"] != nil else {
      return false
    }
    try add(data)
    return true
  }

  private mutating func readTrials(_ stack: LuaStack, at index: Int32) throws {
    for (position, data) in (try stack.peek([JSON].self, at: index)).enumerated() {
      do { try add(data) } catch let problem as LuaConversionError { throw problem.under("[\(position + 1)]") }
    }
  }

  /// Adds a trial to those that came just before it.
  private mutating func add(_ data: JSON) throws {
    guard let trial = try EarlierTrial(data) else { return }
    guard case .trials(var trials)? = sources.last else { return sources.append(.trials([trial])) }
    // Out of the list while it grows, so that it is not copied.
    sources.removeLast()
    trials.append(trial)
    sources.append(.trials(trials))
  }
}

extension EarlierTrial {
  /// Reads a trial as search:trials() and nas.simulate give it; nil for one that has not ended or says nothing.
  fileprivate init?(_ data: JSON) throws {
    guard let table = data["architecture"] ?? data["arch"] else {
      throw LuaConversionError(expected: "a trial with the key 'architecture'", got: data.text)
    }
    let metrics = (data["metrics"]?.objectValue ?? [:]).compactMapValues(\.doubleValue)
    let reward = data["reward"]?.doubleValue
    guard let word = data["state"]?.stringValue else {
      guard reward != nil || !metrics.isEmpty else {
        throw LuaConversionError(expected: "a trial with a reward, metrics or a state", got: data.text)
      }
      self.init(table: table, state: .completed, reward: reward, metrics: metrics)
      return
    }
    guard let state = TrialState(rawValue: word) else {
      throw LuaConversionError(expected: "the state of a trial", got: "'\(word)'", path: ["state"])
    }
    guard [.completed, .failed, .infeasible].contains(state) else { return nil }
    self.init(
      table: table, state: state, reward: reward, metrics: metrics,
      failure: data["failure"]?.stringValue.flatMap(TrialFailure.init))
  }
}

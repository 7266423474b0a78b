import Controllers
import LuaHost
import PlainJSON
import SearchSpace

/// A controller in Lua: a table with `ask(history)` and, if it likes, `tell(trial)`.
///
/// Its functions are called from wherever the search runs, and each has a limited time. What it proposes is checked: an
/// architecture of the space that was not proposed before. Randomness comes from the history, so that a seed gives the
/// same search; a search that goes on tells it everything again and asks for no past trial again.
struct LuaController: Controller {
  enum Source: Sendable {
    case table(ControllerTable)
    /// A function of the space that makes the table: each run of a search has a table of its own.
    case maker(LuaCallable, place: String)
  }

  private let source: Source
  private let request: ControllerCatalog.Request
  private let answerLimit: Duration
  /// Made when it is first needed: the definition of a search calls no function of the controller.
  private var made: (table: ControllerTable, history: SearchHistory)?
  private var told = 0
  /// Why it cannot go on, of what happened where nothing can be thrown.
  private var problem: LuaControllerError?

  init(_ source: Source, _ request: ControllerCatalog.Request, answerLimit: Duration) {
    self.source = source
    self.request = request
    self.answerLimit = answerLimit
  }

  mutating func ask(number: Int) throws -> Architecture? {
    if let problem { throw problem }
    let (table, history) = try parts()
    if table.heard.count > told { throw LuaControllerError.toldByAnother(name: table.name) }
    history.beginAsking(number)
    func failure(_ problem: String) -> LuaControllerError {
      .failed(name: table.name, call: "its ask (\(table.askPlace)), asked for trial \(number),", problem: problem)
    }
    let answer: Answer
    do {
      answer = try call(table.ask, [LuaHistory(history: history)], as: Answer.self)
    } catch let error as LuaConversionError {
      throw failure("gave no architecture: \(error)")
    } catch { throw failure(Self.words(error, answerLimit)) }
    guard let decided = answer.table else {
      // With something in flight it is asked again at the next end; with nothing, nobody would ever ask again.
      if !history.running.isEmpty { return nil }
      if try history.freshSample() == nil { return nil }
      throw failure(
        "gave nil while no trial runs and architectures are left, so it would never be asked again; return an "
          + "architecture (is a 'return' missing?), history:sample() where there is no better one, or end the search with "
          + "a stop rule")
    }
    let architecture: Architecture
    do {
      architecture = try history.space.architecture(of: decided)
    } catch { throw failure("gave an architecture that is not of the space: \(error)") }
    if try history.isKnown(architecture) {
      let earlier = try history.number(of: architecture).map { ", last as trial \($0)" } ?? ""
      throw failure(
        "gave an architecture that was proposed before\(earlier); ask history:was_proposed(arch) first, or give the "
          + "controller repeats = \(table.repeats + 1)")
    }
    return architecture
  }

  mutating func began(_ proposal: Proposal) throws { try parts().history.began(proposal) }

  mutating func tell(_ result: TrialResult) {
    do {
      let (table, history) = try parts()
      history.tell(result)
      guard problem == nil, let tell = table.tell else { return }
      guard let isHeard = table.heard.contains(result, after: told) else {
        throw LuaControllerError.toldByAnother(name: table.name)
      }
      if !isHeard {
        do {
          _ = try call(tell, [PastTrial(result: result, history: history)], as: Anything.self)
        } catch {
          throw LuaControllerError.failed(
            name: table.name, call: "its tell (\(table.tellPlace)), told of trial \(result.number),",
            problem: Self.words(error, answerLimit))
        }
        table.heard.append(result)
      }
      told += 1
    } catch {
      problem = problem ?? error as? LuaControllerError ?? .other("\(error)")
    }
  }

  /// The table and its history, made where that has not been.
  private mutating func parts() throws -> (table: ControllerTable, history: SearchHistory) {
    if let made { return made }
    let table: ControllerTable
    switch source {
    case .table(let given): table = given
    case .maker(let function, let place):
      do {
        table = try call(function, [LuaSpace(space: request.space)], as: ControllerTable.self)
      } catch let error as LuaConversionError {
        throw LuaControllerError.failed(
          name: ControllerTable.plainName, call: "the function at \(place)",
          problem: "gave no controller: \(error)")
      } catch {
        throw LuaControllerError.failed(
          name: ControllerTable.plainName, call: "the function at \(place)",
          problem: Self.words(error, answerLimit))
      }
    }
    let parts = (table, SearchHistory(request, repeats: table.repeats))
    made = parts
    return parts
  }

  private func call<Value: FromLua & Sendable>(
    _ function: LuaCallable, _ arguments: [any ToLua & Sendable], as type: Value.Type
  ) throws -> Value {
    guard let lua = function.reference.state else {
      throw BindingError("belongs to a script that has ended")
    }
    return try lua.callBlocking(function.reference, arguments, as: type, within: answerLimit)
  }

  /// What a function did, after its name.
  private static func words(_ error: any Error, _ limit: Duration) -> String {
    if case LuaError.stopped(.outOfTime) = error { return "ran longer than \(limit) without an answer" }
    if error is BindingError { return "\(error)" }
    return "failed: \(error)"
  }
}

/// What `ask` gives: an architecture or nothing.
private struct Answer: FromLua, Sendable {
  let table: JSON?
  static var luaTypeName: String { "a decided table" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> Answer {
    // No nil here: JSON would take it for its null.
    Answer(table: stack.isNil(at: index) ? JSON?.none : try stack.peek(JSON.self, at: index))
  }
}

/// A result that is not looked at.
private struct Anything: FromLua, Sendable {
  static var luaTypeName: String { "any" }
  static func peek(_ stack: LuaStack, at index: Int32) throws -> Anything { Anything() }
}

/// Why a controller in Lua cannot go on.
enum LuaControllerError: Error, Sendable, CustomStringConvertible {
  case failed(name: String, call: String, problem: String)
  case toldByAnother(name: String)
  case other(String)

  var description: String {
    switch self {
    case .failed(let name, let call, let problem): "the controller '\(name)': \(call) \(problem)"
    case .toldByAnother(let name):
      "the controller '\(name)': its tell has heard of the trials of another search; give each search a controller of its "
        + "own, or a function that makes one: controller = function(space) return { ask = ..., tell = ... } end"
    case .other(let problem): problem
    }
  }
}

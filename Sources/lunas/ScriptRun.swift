import Foundation
import LuaHost
import LunasLua
import SearchEngine
import TrialStore

/// Runs a script file with the `lunas` module.
struct ScriptRun {
  var path: String
  var arguments: [String] = []
  var workspace: String = Workspaces.standard
  var overrides: LunasContext.Overrides = .init()
  var isResuming: Bool = false
  /// Whether the script is only looked at.
  var isChecking: Bool = false
  /// Whether standard output is for data, and progress goes to standard error.
  var printsData: Bool = false

  /// Runs the script, then `body` with the search that it returned.
  ///
  /// - Returns: the reason for which the last search ended, where one ran.
  @discardableResult
  func run(then body: @escaping @Sendable (LuaSearch) async throws -> Void) async throws -> SearchOutcome? {
    try await run { lua, results in
      guard let result = results.first,
        let search = await lua.withStack({ stack -> LuaSearch? in
          stack.push(result)
          if let search = try? stack.peek(LuaSearch.self, at: -1) { return search }
          // Trainings that belong to a search are gone on with by the file that returns them.
          return isResuming ? FixedTrainings(stack, at: -1)?.search : nil
        })
      else { throw CommandError.noSearch(file: path, got: results.first.map { "a \($0.typeName)" } ?? "nothing") }
      try await body(search)
    }
  }

  /// Runs the script alone.
  @discardableResult
  func run() async throws -> SearchOutcome? { try await run { _, _ in } }

  /// Runs the script, then `body` with whatever it returned.
  @discardableResult
  func run(
    _ body: @escaping @Sendable (LuaState, [LuaReference]) async throws -> Void
  ) async throws -> SearchOutcome? {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw CommandError.script(message: "the script \(path) cannot be read", traceback: nil)
    }
    let session = try Session(
      workspace: workspace, script: path, overrides: overrides, isResuming: isResuming,
      isChecking: isChecking)
    let (lua, context, reporter) = (session.lua, session.context, session.reporter)
    if printsData { reporter.reportAside() }
    await session.install()
    let arguments = arguments
    await lua.withStack { $0.setGlobal("arg", arguments) }
    let run = LuaRun()
    do {
      try await Interrupts.shared.interrupting(run) {
        let results = try await lua.run(file: path, arguments: arguments, in: run)
        // The search runs in a task of its own, which the same Ctrl-C cancels.
        let work = Task { try await body(lua, results) }
        run.whenStopped { work.cancel() }
        try await work.value
      }
    } catch LuaError.stopped {
      throw CommandError.interrupted(name: reporter.lastName, workspace: workspace)
    } catch is CancellationError {
      throw CommandError.interrupted(name: reporter.lastName, workspace: workspace)
    } catch let error as LuaError {
      throw CommandError.script(message: error.description, traceback: error.traceback)
    }
    if case .failed = context.outcome { throw CommandError.endedByFailures }
    return context.outcome
  }
}

/// Where things are.
enum Workspaces {
  static let standard: String = Workspace.standard

  /// How a command line names a workspace: ` --workspace DIR`; nothing for the standard one of this folder.
  static func option(_ workspace: String) -> String { Workspace.option(workspace) }

  /// This program, for starting supervisors, wherever it was called from.
  static let executable: String = Paths.absolute("/proc/self/exe")
}

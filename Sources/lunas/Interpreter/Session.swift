import Glibc
import LuaHost
import LunasLua
import SearchEngine

/// One Lua state with the `lunas` module and whoever watches its searches.
struct Session: Sendable {
  /// Why a script did not come to its end, as it is told.
  struct Failure: Error {
    let message: String
    let wasInterrupted: Bool
  }

  let lua: LuaState
  let context: LunasContext
  let reporter: ProgressReporter
  private let folders: [String]

  init(
    configuration: LuaState.Configuration = .init(), workspace: String, script: String?,
    overrides: LunasContext.Overrides = .init(), isResuming: Bool = false
  ) throws {
    lua = try LuaState(configuration)
    let reporter = ProgressReporter()
    self.reporter = reporter
    context = LunasContext(
      lua: lua, workspacePath: workspace, supervisor: [Workspaces.executable, "supervise"],
      script: script.map(Paths.absolute), overrides: overrides, isResuming: isResuming
    ) { await reporter.show($0) }
    folders = ModuleFolders.all(script: script, ignoresEnvironment: configuration.ignoresEnvironment)
  }

  /// Makes the module and the places where scripts look for modules known to the state.
  func install() async {
    await context.install()
    await lua.searchModules(in: folders)
  }

  /// Runs Lua code that Ctrl-C interrupts, as in `lua`: once as an error that the script may catch, twice for good.
  func running(_ body: @Sendable (LuaRun) async throws -> Void) async throws {
    let run = LuaRun(isCatchable: true)
    let interrupts = Interrupts.shared.count
    do {
      try await Interrupts.shared.interrupting(run) { try await body(run) }
    } catch let error as LuaError {
      if case .stopped(.exiting) = error { throw error }
      let traceback = error.traceback.map { "\n" + $0 } ?? ""
      throw Failure(
        message: error.description + traceback, wasInterrupted: Interrupts.shared.count > interrupts)
    }
  }

  /// Waits for what the script has left running.
  func finish() async throws {}
}

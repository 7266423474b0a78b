import Glibc
import LineEditor
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
  /// Where `require` looks first.
  let folders: [String]

  init(
    configuration: LuaState.Configuration = .init(), workspace: String, script: String?,
    overrides: LunasContext.Overrides = .init(), isResuming: Bool = false, isChecking: Bool = false
  ) throws {
    lua = try LuaState(configuration)
    let reporter = ProgressReporter()
    self.reporter = reporter
    context = LunasContext(
      lua: lua, workspacePath: workspace, supervisor: [Workspaces.executable, "supervise"],
      script: script.map(Paths.absolute), overrides: overrides, isResuming: isResuming, isChecking: isChecking
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

  /// Waits for the searches that the script has started and not waited for; Ctrl-C interrupts them in good order.
  func finish() async throws {
    guard !context.backgroundSearches.isEmpty else { return }
    let run = LuaRun()
    let context = context
    try await Interrupts.shared.interrupting(run) {
      let waiting = Task { try await context.waitForAll() }
      run.whenStopped { waiting.cancel() }
      do {
        try await waiting.value
      } catch is CancellationError {
        let resume = "lunas resume\(Workspaces.option(context.workspacePath))"
        throw Failure(message: "interrupted; '\(resume)' goes on", wasInterrupted: true)
      }
    }
  }

  /// What a prompt has besides: `nas`, `help`, and a `print` that never spoils the line being typed.
  func installPromptGlobals(printingTo editor: LineEditor) async {
    let show = LuaFunction(
      "show", "Writes lines, above the entry that is being typed.", LuaParameter<LuaBytes>("text", "the lines"),
      returns: .nothing
    ) { text in
      fflush(nil)  // what was written without `print` comes first
      editor.notify(text.text)
      return LuaNothing()
    }
    do {
      let code = "local show = ... require 'lunas.prompt'(show)"
      _ = try await lua.run(Array(code.utf8), name: "=prompt", arguments: [show])
    } catch {
      Terminal.error(String(describing: error))
    }
  }
}

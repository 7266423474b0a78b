import Glibc
import LineEditor
import LuaHost
import LunasLua

/// The prompt: entries in, values out, for as long as one likes. Searches go on in the background meanwhile.
struct Prompt: Sendable {
  private let session: Session
  private let editor: LineEditor
  private let evaluator: Evaluator
  private let status: PromptStatus

  init(session: Session) async throws {
    self.session = session
    let status = PromptStatus(context: session.context)
    self.status = status
    let language = try LuaLanguage(session: session)
    let editor = LineEditor(
      history: History(path: Self.historyPath), language: language, continuationPrompt: { status.continuation }
    ) { status.prompt }
    self.editor = editor
    evaluator = Evaluator(session: session, style: .forTerminal)
    session.reporter.report(into: editor)
  }

  /// The file of past entries, in the folder for a user's state by the XDG base directory specification.
  private static var historyPath: String? {
    let state = environment("XDG_STATE_HOME") ?? environment("HOME").map { $0 + "/.local/state" }
    return state.map { $0 + "/lunas/history.txt" }
  }

  static let banner =
    "The module is 'nas'; x? or help(x) explains, Tab completes, :help lists the rest, Ctrl-D leaves."

  /// Reads and evaluates until the end; gives the exit code.
  func run() async -> Int32 {
    await session.installPromptGlobals(printingTo: editor)
    if TerminalKind.detect(input: STDIN_FILENO, output: STDOUT_FILENO) != .none { print(Self.banner) }
    var mayLeave = false
    while true {
      status.number = await evaluator.nextNumber
      switch await editor.nextEntry() {
      case .interrupted: continue
      case .endOfInput:
        let running = session.context.backgroundSearches
        guard running.isEmpty || mayLeave else {
          let names = running.map { "'\($0.name)'" }.joined(separator: ", ")
          editor.notify("\(names) still running: Ctrl-D again interrupts and leaves; it can be resumed")
          mayLeave = true
          continue
        }
        // The editor has ended the line where it draws one.
        if TerminalKind.detect(input: STDIN_FILENO, output: STDOUT_FILENO) == .plain { print() }
        return await leave(0)
      case .entry(let text):
        mayLeave = false
        guard text.contains(where: { !$0.isWhitespace }) else { continue }
        if case .leave(let code) = await evaluator.evaluate(text) { return await leave(code) }
      }
    }
  }

  private func leave(_ code: Int32) async -> Int32 {
    if !session.context.backgroundSearches.isEmpty {
      editor.notify("interrupting what runs ...")
      await session.context.interruptAll()
    }
    return code
  }
}

extension LineEditor {
  /// Reads an entry on a thread of its own, so that nothing else waits for a person.
  func nextEntry() async -> ReadResult {
    await withCheckedContinuation { continuation in
      let request = Unmanaged.passRetained(ReadRequest(editor: self, continuation: continuation))
      var thread = pthread_t()
      pthread_create(&thread, nil, readEntryThread, request.toOpaque())
      pthread_detach(thread)
    }
  }
}

private final class ReadRequest {
  let editor: LineEditor
  let continuation: CheckedContinuation<ReadResult, Never>

  init(editor: LineEditor, continuation: CheckedContinuation<ReadResult, Never>) {
    self.editor = editor
    self.continuation = continuation
  }
}

@c private func readEntryThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let request = Unmanaged<ReadRequest>.fromOpaque(context).takeRetainedValue()
  request.continuation.resume(returning: request.editor.readEntry())
  return nil
}

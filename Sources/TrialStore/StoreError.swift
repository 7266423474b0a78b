/// Why the store could not do what was asked.
public enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  case cannotCreateWorkspace(path: String, reason: String)
  case noWorkspace(path: String)
  case cannotOpen(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  case cannotRead(path: String, reason: String)
  case nameTaken(name: String, state: SearchState)
  case badName(String)
  case workspaceBusy(path: String, pid: String, host: String)
  case illegalTransition(number: Int, to: TrialState)

  public var description: String {
    switch self {
    case .cannotCreateWorkspace(let path, let reason):
      "the workspace \(path) cannot be written (\(reason)); choose another with --workspace DIR"
    case .noWorkspace(let path):
      "there is no workspace at \(path); start a search there first, or name one with --workspace DIR"
    case .cannotOpen(let path, let reason):
      "the store \(path) cannot be opened (\(reason))"
    case .cannotWrite(let path, let reason):
      "\(path) cannot be written (\(reason)); nothing that was stored is lost, and what runs goes on: mend it, then go on "
        + "with 'lunas resume'"
    case .cannotRead(let path, let reason):
      "the store \(path) cannot be read (\(reason))"
    case .nameTaken(let name, let state):
      "the search '\(name)' exists already (\(state.rawValue)); "
        + (state.isFinal ? "" : "go on with 'lunas resume \(name)', or in Lua with search:start(), ")
        + "give the new one another name, or choose another workspace with --workspace DIR"
    case .badName(let name):
      "'\(name)' is no name for a search; use up to 100 letters, digits, '-', '_' and '.', not starting with '.'"
    case .workspaceBusy(let path, let pid, let host):
      "the workspace \(path) is in use by the lunas with pid \(pid) on \(host); wait for it, end it, or choose another "
        + "workspace with --workspace DIR"
    case .illegalTransition(let number, let state):
      "trial \(number) cannot become \(state.rawValue): it is not in a state that allows it"
    }
  }
}

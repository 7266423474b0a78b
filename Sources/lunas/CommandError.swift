import Suggestions

/// Why a command ends with something other than success.
enum CommandError: Error {
  case noVerbOrFile(String, verbs: [String])
  case script(message: String, traceback: String?)
  case noSearch(file: String, got: String)
  case noSpace(file: String, problem: String)
  case noComparison(file: String, got: String)
  case noPlan(file: String, got: String)
  /// A check found what must not be; its report says it.
  case findings
  case endedByFailures
  /// A comparison in which no trial has a reward; its report says why.
  case nothingCompleted
  case interrupted(name: String?, workspace: String = Workspaces.standard)

  var code: Int32 {
    switch self {
    case .noVerbOrFile: 2
    case .script, .noSearch, .noSpace, .noComparison, .noPlan, .findings, .nothingCompleted: 1
    case .endedByFailures: 3
    case .interrupted: 130
    }
  }

  var message: String? {
    switch self {
    case .noVerbOrFile(let name, let verbs):
      "there is no file '\(name)', and \(UnknownName(kind: "verb", name: name, known: verbs))"
    case .script(let message, let traceback): message + (traceback.map { "\n" + $0 } ?? "")
    case .noSearch(let file, let got):
      "\(file) must return the search to run, as in 'return nas.search { ... }', but it returned \(got)"
    case .noSpace(let file, let problem):
      "\(file) must return a space, a table with decisions, or a search: \(problem)"
    case .noComparison(let file, let got):
      "\(file) must return what to compare, as in 'return nas.compare { ... }', but it returned \(got)"
    case .noPlan(let file, let got):
      "\(file) must return what to plan, as in 'return nas.search { ... }' or 'return nas.plan { ... }', but it returned "
        + got
    case .endedByFailures, .findings, .nothingCompleted: nil
    case .interrupted(let name?, let workspace):
      "interrupted; go on with 'lunas resume \(name)\(Workspaces.option(workspace))'"
    case .interrupted(nil, _): "interrupted"
    }
  }
}

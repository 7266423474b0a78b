import LineEditor
import Locking
import LuaHost
import LunasLua

/// What stands before an entry: how background searches go, and the number under which its result is kept.
final class PromptStatus: Sendable {
  private let context: LunasContext
  private let state = Locked(1)
  private let style = PromptStyle.forTerminal

  init(context: LunasContext) { self.context = context }

  var number: Int {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  var prompt: String {
    let searches = context.backgroundSearches.map { search in
      guard let progress = search.progress else { return search.name }
      return "\(search.name) \(progress.view.ended)/\(progress.max)"
    }
    let status = searches.isEmpty ? "" : style.faint("[\(searches.joined(separator: ", "))] ")
    return status + style.prompt("\(number)>") + " "
  }

  var continuation: String { style.faint(String(repeating: ".", count: String(number).count + 1)) + " " }
}

/// The colours of the prompt and of what it prints, or none.
struct PromptStyle: Sendable {
  let isOn: Bool

  /// As standard output is.
  static let forTerminal = PromptStyle(isOn: TerminalColor.isOn(1))

  func prompt(_ text: String) -> String { paint(text, "1;32") }
  func faint(_ text: String) -> String { paint(text, "90") }
  func error(_ text: String) -> String { paint(text, "31") }

  var palette: LuaPalette {
    guard isOn else { return .plain }
    return LuaPalette(
      string: { paint($0, "32") }, number: { paint($0, "36") }, constant: { paint($0, "35") },
      key: { paint($0, "34") }, other: { paint($0, "90") })
  }

  private func paint(_ text: String, _ parameters: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(parameters)m\(text)\u{1B}[0m" : text
  }
}

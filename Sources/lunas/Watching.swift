import Foundation

/// Shows something once, or anew every second until Ctrl-C.
///
/// On a terminal a table stands where the one before stood; elsewhere all follow each other.
struct Watching {
  private let isOn: Bool
  private let format: OutputFormat

  init(_ isOn: Bool, _ format: OutputFormat) { (self.isOn, self.format) = (isOn, format) }

  /// - Parameter text: what is shown now; it is told whether it comes first.
  func show(_ text: (_ isFirst: Bool) throws -> String) rethrows {
    if !isOn { return print(try text(true), terminator: "") }
    var isFirst = true
    while true {
      let shown = try text(isFirst)
      if format == .table, Terminal.isScreen {
        Terminal.redraw(shown, isFirst: isFirst)
      } else {
        print(shown, terminator: format == .table ? "\n" : "")
      }
      fflush(nil)
      isFirst = false
      sleep(1)
    }
  }
}

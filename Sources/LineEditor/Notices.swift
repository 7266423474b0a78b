import Locking

/// What others have to say while an entry may be being edited.
///
/// Only the reading thread draws while an entry is edited: notices wait for it, and wake it.
final class Notices: Sendable {
  private struct State {
    var isEditing = false
    var waiting = ""
  }

  let pipe = WakePipe()
  private let output: Int32
  private let state = Locked(State())

  init(output: Int32) { self.output = output }

  var isEditing: Bool { state.withLock { $0.isEditing } }

  func add(_ text: String) {
    guard !text.isEmpty else { return }
    let lines = text.hasSuffix("\n") ? text : text + "\n"
    state.withLock { state in
      if state.isEditing {
        state.waiting += lines
        pipe.wake()
      } else {
        _ = Descriptor.writeAll(output, Array(lines.utf8))
      }
    }
  }

  func wake() { state.withLock { if $0.isEditing { pipe.wake() } } }

  // MARK: For the reading thread

  func beginEditing() { state.withLock { $0.isEditing = true } }

  /// What waits to be shown.
  func take() -> String {
    state.withLock { state in
      defer { state.waiting = "" }
      return state.waiting
    }
  }

  /// Shows what still waits and leaves the output to everybody.
  func endEditing() {
    state.withLock { state in
      if !state.waiting.isEmpty { _ = Descriptor.writeAll(output, Array(state.waiting.utf8)) }
      state = State()
    }
  }
}

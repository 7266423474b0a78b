/// A decision's place as PyGlove writes it: `blocks[0].kernel`, `op[=1/3].e`, `[a.b]`.
///
/// It differs from ``DecisionPoint/path`` in keys that are no plain words, and in what PyGlove has no construct for.
struct PyGlovePath: Sendable {
  let text: String
  /// Whether there is a step before: only then does a key need a dot.
  private let isEmpty: Bool

  /// The whole space, or the whole of a candidate where a specification starts anew.
  static let root = PyGlovePath(text: "", isEmpty: true)

  /// A member of a table.
  func member(_ key: String) -> PyGlovePath {
    if key.utf8.contains(where: { "[].".utf8.contains($0) }) { return step("[\(key)]") }
    return step(isEmpty ? key : ".\(key)")
  }

  /// An element of a list, or one of several choices.
  func element(_ position: Int) -> PyGlovePath { step("[\(position)]") }

  /// What is decided only where a candidate is chosen.
  func candidate(_ choice: Int, of count: Int) -> PyGlovePath { step("[=\(choice)/\(count)]") }

  private func step(_ suffix: String) -> PyGlovePath { PyGlovePath(text: text + suffix, isEmpty: false) }

  /// Whether PyGlove can hold a key: its reader of paths counts brackets.
  static func canHold(_ key: String) -> Bool {
    var open = 0
    for byte in key.utf8 {
      if byte == UInt8(ascii: "[") { open += 1 }
      if byte == UInt8(ascii: "]") { open -= 1 }
      if open < 0 { return false }
    }
    return open == 0 && !key.isEmpty
  }
}

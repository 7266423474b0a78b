/// What has been cut, newest last.
struct KillRing {
  private var texts: [String] = []
  private var position = 0

  private static let limit = 60

  enum Direction { case forwards, backwards }

  /// Adds a cut; right after another cut the two become one.
  mutating func add(_ text: String, _ direction: Direction, joining: Bool) {
    guard !text.isEmpty else { return }
    if joining, let last = texts.popLast() {
      texts.append(direction == .forwards ? last + text : text + last)
    } else {
      texts.append(text)
      if texts.count > Self.limit { texts.removeFirst() }
    }
    position = texts.count - 1
  }

  var current: String? { texts.indices.contains(position) ? texts[position] : nil }

  /// Goes to the cut before; from the oldest to the newest.
  mutating func rotate() -> String? {
    guard !texts.isEmpty else { return nil }
    position = position > 0 ? position - 1 : texts.count - 1
    return current
  }
}

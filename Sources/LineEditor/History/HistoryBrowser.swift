/// The way through earlier entries with Up and Down.
///
/// What was typed or changed on the way stays where it was left until the entry is submitted.
struct HistoryBrowser {
  private let entries: [String]
  private var changed: [Int: String] = [:]
  private var position: Int
  /// What entries have to begin with, for as long as one step follows another.
  private var prefix: String?

  init(_ entries: [String]) {
    self.entries = entries
    position = entries.count
  }

  private func entry(_ position: Int) -> String {
    changed[position] ?? (position < entries.count ? entries[position] : "")
  }

  /// Says that another key came between, so that the next step looks for what then stands before the cursor.
  mutating func endSteps() { prefix = nil }

  /// Goes to the nearest entry further back, or further on, that begins as `buffer` does before its cursor.
  mutating func step(_ distance: Int, from buffer: EntryBuffer) -> EntryBuffer? {
    let wanted = prefix ?? buffer.beforeCursor
    prefix = wanted
    let current = buffer.text
    var next = position + distance
    while next >= 0, next <= entries.count {
      let text = entry(next)
      // The newest place is what was being typed: it can always be gone back to.
      if text.hasPrefix(wanted), text != current || next == entries.count {
        return go(to: next, from: buffer, wanted: wanted, upwards: distance < 0)
      }
      next += distance
    }
    return nil
  }

  /// Goes to the oldest entry, or back to the one being typed.
  mutating func jump(toOldest: Bool, from buffer: EntryBuffer) -> EntryBuffer? {
    let target = toOldest ? 0 : entries.count
    guard position != target else { return nil }
    return go(to: target, from: buffer, wanted: "", upwards: false)
  }

  private mutating func go(to next: Int, from buffer: EntryBuffer, wanted: String, upwards: Bool) -> EntryBuffer {
    if entry(position) != buffer.text { changed[position] = buffer.text }
    position = next
    let text = entry(next)
    guard wanted.isEmpty else { return EntryBuffer(text, cursor: wanted.count) }
    // Upwards the cursor rests on the first line, so that the next Up goes on through the history.
    return EntryBuffer(text, cursor: upwards ? text.prefix { $0 != "\n" }.count : nil)
  }
}

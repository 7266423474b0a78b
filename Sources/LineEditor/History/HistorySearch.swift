/// A search through earlier entries that finds while one types.
struct HistorySearch {
  enum Direction { case backwards, forwards }

  private let entries: [String]
  /// What was being typed when the search began; it is the newest place of all.
  let original: EntryBuffer
  private(set) var query = ""
  private(set) var direction: Direction
  private(set) var hasFailed = false
  /// The entry found and where in it.
  private(set) var match: (text: String, range: Range<Int>)?
  private var position: Int

  init(_ entries: [String], original: EntryBuffer, direction: Direction) {
    self.entries = entries
    self.original = original
    self.direction = direction
    position = entries.count
  }

  /// What to show as the entry: the match with the cursor on it, or what was being typed.
  var buffer: EntryBuffer { match.map { EntryBuffer($0.text, cursor: $0.range.lowerBound) } ?? original }

  mutating func type(_ text: String) {
    query += text
    find(from: min(position, entries.count - 1), differentFrom: nil)
  }

  mutating func deleteBackwards() {
    guard !query.isEmpty else { return }
    query.removeLast()
    restart()
  }

  /// Looks further in a direction; with nothing typed, for what was looked for last time.
  mutating func again(_ direction: Direction, last: String) {
    self.direction = direction
    if query.isEmpty {
      query = last
      restart()
      if query.isEmpty { self.direction = direction }
    } else {
      find(from: position + (direction == .backwards ? -1 : 1), differentFrom: match?.text)
    }
  }

  private mutating func restart() {
    // From the newest place there is only one way.
    direction = .backwards
    position = entries.count
    match = nil
    hasFailed = false
    if !query.isEmpty { find(from: entries.count - 1, differentFrom: nil) }
  }

  private mutating func find(from start: Int, differentFrom current: String?) {
    // Like editors' "smart case": small letters find capitals too.
    let ignoresCase = !query.contains(where: \.isUppercase)
    var place = start
    while entries.indices.contains(place) {
      let entry = entries[place]
      if entry != current, let range = Self.range(of: query, in: entry, ignoringCase: ignoresCase) {
        position = place
        match = (entry, range)
        hasFailed = false
        return
      }
      place += direction == .backwards ? -1 : 1
    }
    hasFailed = true
  }

  static func range(of query: String, in text: String, ignoringCase: Bool) -> Range<Int>? {
    // Most entries hold no match; bytes tell that faster than characters.
    let fold: (String) -> String = { ignoringCase ? $0.lowercased() : $0 }
    let wanted = Array(fold(query))
    let folded = fold(text)
    guard folded.contains(fold(query)) else { return nil }
    let characters = ignoringCase ? text.map { Character(fold(String($0))) } : Array(text)
    guard wanted.count <= characters.count else { return nil }
    for start in 0...characters.count - wanted.count
    where characters[start..<start + wanted.count].elementsEqual(wanted) {
      return start..<start + wanted.count
    }
    return nil
  }
}

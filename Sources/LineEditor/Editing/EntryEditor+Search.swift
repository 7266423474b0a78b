extension EntryEditor {
  mutating func beginSearch(_ direction: HistorySearch.Direction) {
    search = HistorySearch(history, original: buffer, direction: direction)
  }

  /// What a key does while a search goes on; nil where it ends the search and then does what it always does.
  mutating func handleInSearch(_ input: Input) -> Outcome? {
    guard var search else { return nil }
    switch input {
    case .text(let text): search.type(text)
    case .key(.control("r")): search.again(.backwards, last: lastQuery)
    case .key(.control("s")): search.again(.forwards, last: lastQuery)
    case .key(let key) where key.name == .backspace: search.deleteBackwards()
    case .key(.control("g")):
      endSearch(taking: search.original)
      return .editing
    case .key(.control("l")): return .clearScreen
    case .key(.control("z")): return .suspend
    case .key(.control("c")):
      endSearch(taking: search.buffer)
      return .interrupted
    case .key(let key) where key.name == .escape:
      endSearch(taking: search.buffer)
      return .editing
    default:
      endSearch(taking: search.buffer)
      return nil
    }
    rang = search.hasFailed
    self.search = search
    return .editing
  }

  private mutating func endSearch(taking found: EntryBuffer) {
    if let query = search?.query, !query.isEmpty { lastQuery = query }
    search = nil
    buffer = found
  }

  /// The line under the entry that says what is searched for.
  func searchRow(width: Int) -> Row? {
    guard let search else { return nil }
    var composer = RowComposer(width: width)
    let way = search.direction == .backwards ? "back" : "forward"
    composer.put(search.hasFailed ? "no match \(way): " : "search \(way): ", style: "2", limit: width - 1)
    composer.put(search.query, style: nil, limit: width - 1 - composer.column)
    return composer.row
  }
}

/// The list of candidates under an entry, and the one that repeated Tabs have come to.
struct CompletionMenu {
  let completions: Completions
  /// The entry as it was before any candidate went in.
  let original: EntryBuffer
  private(set) var selected: Int?

  init(_ completions: Completions, original: EntryBuffer) {
    self.completions = completions
    self.original = original
  }

  /// Chooses the next candidate, or the previous one, and gives the entry with it.
  mutating func step(_ distance: Int) -> EntryBuffer {
    let count = completions.candidates.count
    let start = selected ?? (distance > 0 ? -1 : 0)
    let next = (start + distance + count) % count
    selected = next
    var buffer = original
    let candidate = completions.candidates[next]
    buffer.replace(completions.range, with: candidate.text + candidate.suffix)
    return buffer
  }

  /// What all candidates begin with.
  var commonPrefix: String {
    guard let first = completions.candidates.first else { return "" }
    return completions.candidates.dropFirst().reduce(first.text) { prefix, candidate in
      String(zip(prefix, candidate.text).prefix { $0 == $1 }.map(\.0))
    }
  }

  // MARK: Drawing

  /// The candidates in columns, read downwards, with a last line that counts those left out.
  func rows(width: Int, height: Int) -> [Row] {
    let candidates = completions.candidates
    let widest = candidates.map { DisplayWidth.of($0.display) }.max() ?? 0
    let cell = min(widest + 2, max(width, 1))
    let columns = max(1, width / cell)
    let available = max(1, height)
    let needed = (candidates.count + columns - 1) / columns
    let lines = needed <= available ? needed : max(1, available - 1)
    let capacity = lines * columns
    // The page that holds the chosen one.
    let first = (selected ?? 0) / capacity * capacity
    let page = first..<min(first + capacity, candidates.count)
    var rows = (0..<min(lines, page.count)).map { line in
      var composer = RowComposer(width: width)
      for position in stride(from: page.lowerBound + line, to: page.upperBound, by: lines) {
        composer.put(candidates[position].display, style: position == selected ? "7" : nil, limit: cell - 1)
        composer.pad(to: ((position - page.lowerBound) / lines + 1) * cell)
      }
      return composer.row
    }
    let left = candidates.count - page.upperBound
    if needed > lines, available > 1 {
      var composer = RowComposer(width: width)
      composer.put(left > 0 ? "… \(left) more" : "(end)", style: "2", limit: width - 1)
      rows.append(composer.row)
    }
    return rows
  }
}

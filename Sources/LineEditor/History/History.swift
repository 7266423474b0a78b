import Locking

/// The entries of this and earlier sessions.
///
/// With a path they are kept in a file, each at once, so that sessions side by side lose nothing of each other's.
/// A file that cannot be read or written is done without.
public final class History: Sendable {
  private struct State {
    var entries: [String]
    var file: HistoryFile?
  }

  private let limit: Int
  private let state: Locked<State>

  /// Opens the history in a file, or one that lasts as long as this object.
  public init(path: String? = nil, limit: Int = 10_000) {
    let limit = max(1, limit)
    let file = path.map(HistoryFile.init)
    self.limit = limit
    state = Locked(State(entries: file?.load(limit: limit) ?? [], file: file))
  }

  /// All entries, oldest first.
  public var entries: [String] { state.withLock { $0.entries } }

  /// Adds an entry, unless it is blank, begins with a blank or repeats the one before.
  public func add(_ entry: String) {
    guard let first = entry.first, first != " ", !entry.allSatisfy(\.isWhitespace) else { return }
    state.withLock { state in
      guard state.entries.last != entry else { return }
      state.entries.append(entry)
      if state.entries.count > limit { state.entries.removeFirst(state.entries.count - limit) }
      state.file?.append(entry)
    }
  }
}

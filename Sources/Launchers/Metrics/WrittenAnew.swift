/// Tells the new lines of a file that was written anew from those that were read before.
///
/// Some trainers write their whole history again with each report, and cloudml-hypertune the last 100 entries. So the
/// lines of the new file are compared with those of the old: as long as they are the same, from its start or from a line
/// further down, they are no news.
struct WrittenAnew {
  /// What a line of the file is.
  enum Verdict {
    case new
    /// It was read before.
    case known
    /// The first line that is not what stood there before: the file is another one.
    case differs
  }

  private enum State {
    case appending
    /// Lines of the old file that were met again in the new one.
    case comparing(matched: Int)
  }

  private var hashes: [Int] = []
  /// Lines of the file, of which no more hashes are kept than ``limit``.
  private var count = 0
  private var state = State.appending

  /// No trainer writes longer histories again and again; beyond, lines count as known by their number.
  private static let limit = 10_000

  /// The file starts again.
  mutating func rewind() { state = count == 0 ? .appending : .comparing(matched: 0) }

  /// Takes in the next line.
  mutating func take(_ line: Slice<UnsafeRawBufferPointer>) -> Verdict {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: line))
    let hash = hasher.finalize()
    guard case .comparing(let matched) = state else {
      append(hash)
      return .new
    }
    if matched == count {
      state = .appending
      append(hash)
      return .new
    }
    if matched >= hashes.count || hashes[matched] == hash {
      state = .comparing(matched: matched + 1)
      return .known
    }
    if matched == 0, count == hashes.count, let start = hashes.firstIndex(of: hash) {
      hashes.removeFirst(start)
      count = hashes.count
      state = .comparing(matched: 1)
      return .known
    }
    hashes.removeSubrange(matched...)
    count = matched
    state = .appending
    append(hash)
    return .differs
  }

  private mutating func append(_ hash: Int) {
    if hashes.count < Self.limit { hashes.append(hash) }
    count += 1
  }
}

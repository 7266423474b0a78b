/// A name that is not known, with the nearest known one.
public struct UnknownName: Error, Sendable, CustomStringConvertible {
  /// What the name should name: `key`, `field`, `verb`.
  public let kind: String
  /// The name that was given.
  public let name: String
  /// Every name that would have been right.
  public let known: [String]

  /// Describes an unknown name.
  public init(kind: String, name: String, known: [String]) {
    self.kind = kind
    self.name = name
    self.known = known
  }

  public var description: String { "unknown \(kind) '\(name)'; \(advice)" }

  /// What to do: the nearest known name as a question, or all of them.
  public var advice: String {
    if let nearest { return "did you mean '\(nearest)'?" }
    return known.isEmpty ? "there are none" : "known: " + known.sorted().joined(separator: ", ")
  }

  /// The known name that is fewest edits away, if that is few enough to be a slip.
  public var nearest: String? {
    let ranked = known.map { (name: $0, distance: Self.distance(name.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
    return best.distance <= (name.count <= 3 ? 1 : max(2, name.count / 3)) ? best.name : nil
  }

  /// Insertions, deletions and replacements from one text to the other (Levenshtein 1966).
  private static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first), Array(second))
    var row = Array(0...second.count)
    for (i, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let replaced = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}

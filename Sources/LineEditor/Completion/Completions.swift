/// What a part of an entry may become.
public struct Completions: Sendable, Hashable {
  /// The part that a candidate replaces, counted in characters.
  public var range: Range<Int>
  /// The candidates, in the order in which they are shown.
  public var candidates: [Completion]

  /// Makes completions of a range.
  public init(_ range: Range<Int>, _ candidates: [Completion]) {
    self.range = range
    self.candidates = candidates
  }
}

/// One candidate.
public struct Completion: Sendable, Hashable {
  /// What is inserted.
  public var text: String
  /// What is shown in a list.
  public var display: String
  /// What follows once this is the only candidate or is chosen, such as `(` or `.`.
  public var suffix: String

  /// Makes a candidate, which is shown as its text unless told otherwise.
  public init(_ text: String, display: String? = nil, suffix: String = "") {
    self.text = text
    self.display = display ?? text
    self.suffix = suffix
  }
}

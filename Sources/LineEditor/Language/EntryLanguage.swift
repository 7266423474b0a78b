/// What the editor asks of the language that is typed. Places in a text are counts of characters.
///
/// Every question is asked on the thread that reads, between two keys: answers should come within milliseconds.
public protocol EntryLanguage: Sendable {
  /// Whether a text can be evaluated as it is. Where not, Enter begins a new line.
  func isComplete(_ text: String) -> Bool

  /// How many blanks a line begins with that follows `text`.
  func indentation(after text: String) -> Int

  /// Words that end a block: typed alone on a line, they move it one level out.
  var closers: Set<String> { get }

  /// What the text before the cursor may become.
  func completions(of text: String, cursor: Int) -> Completions

  /// A remark to show in grey behind the line, such as the arguments of the function being called.
  func hint(for text: String, cursor: Int) -> String?

  /// How parts of a text look. Where ranges overlap, the later one counts.
  func styles(of text: String) -> [StyledRange]

  /// Cleans a pasted text, for instance of the prompts of a transcript.
  func pasted(_ text: String) -> String

  /// What names of files in this language end with, for an editor that is opened on an entry.
  var fileExtension: String { get }
}

extension EntryLanguage {
  public func isComplete(_ text: String) -> Bool { true }
  public func indentation(after text: String) -> Int { 0 }
  public var closers: Set<String> { [] }
  public func completions(of text: String, cursor: Int) -> Completions { Completions(cursor..<cursor, []) }
  public func hint(for text: String, cursor: Int) -> String? { nil }
  public func styles(of text: String) -> [StyledRange] { [] }
  public func pasted(_ text: String) -> String { text }
  public var fileExtension: String { "txt" }
}

/// A language that has no rules: every line is an entry.
public struct PlainText: EntryLanguage {
  /// Makes one; there is nothing to set.
  public init() {}
}

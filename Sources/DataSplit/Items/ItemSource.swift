/// Where items come from and are written to, in one format.
public protocol ItemSource: Sendable {
  /// The files or folders that it reads, as they were given.
  var paths: [String] { get }
  /// What is read to learn of these columns, so that it can be told from other data and is never written over: what lies
  /// at each of ``paths``, and whatever is beside.
  func inputs(_ columns: ItemColumns) -> [SourceInput]
  /// How the names of what ``write(_:to:)`` writes end: `.csv`, `.jsonl.gz`; empty where it writes a folder, as it does
  /// for data in several files.
  var ending: String { get }
  /// Reads what is known of all items.
  ///
  /// - Throws: ``DataError`` with the place of a mistake, `CancellationError`.
  func scan(_ columns: ItemColumns) throws -> ItemTable
  /// Writes some of the items, in the order of their numbers in the list, in the source's own format. Whoever calls this
  /// gives the result its final name when all is written.
  ///
  /// Several threads call it at once, each with another path: what one call reads with or writes to is its own, and what
  /// calls share, such as where the items lie, does not change or is locked.
  ///
  /// - Throws: ``DataError``, `CancellationError`.
  func write(_ items: [UInt32], to path: String) throws
}

/// What lies at a path that a source reads.
public enum SourceInput: Sendable, Equatable {
  case file(String)
  /// Several files that were given as one path: a pattern, or a folder of shards.
  case files(path: String, [String])
  /// A folder with so many files that they are told by their names and sizes alone.
  case folder(String)

  /// As it was given.
  public var path: String {
    switch self {
    case .file(let path), .folder(let path): path
    case .files(let path, _): path
    }
  }
}

extension ItemSource {
  public func inputs(_ columns: ItemColumns) -> [SourceInput] { paths.map { .file($0) } }
}

/// Which columns, features or members of an item say what.
public struct ItemColumns: Sendable, Equatable {
  /// What kind of label there is.
  public enum LabelKind: String, Sendable, CaseIterable {
    /// Numbers where all labels are numbers with a fraction or of many values, classes otherwise.
    case automatic
    case classes
    case numbers
    /// Several classes in one field, with a separator.
    case classSets = "sets"
  }

  /// The label; nil for a source that has only one way to tell it, such as a folder of class folders.
  public var label: String?
  public var kind: LabelKind
  /// Between the classes of one field.
  public var separator: Character
  public var group: String?
  public var time: String?
  /// Columns of numbers whose spread is compared between the parts.
  public var numbers: [String]
  /// What names an item; the whole item where it is nil.
  public var identity: String?
  /// Whether items are compared by all they hold also where that costs reading everything once more, as it does with
  /// folders and archives of images; formats that are read in full anyway always compare.
  public var readsContents: Bool

  /// Names columns.
  public init(
    label: String? = nil, kind: LabelKind = .automatic, separator: Character = "|", group: String? = nil,
    time: String? = nil, numbers: [String] = [], identity: String? = nil, readsContents: Bool = false
  ) {
    self.label = label
    self.kind = kind
    self.separator = separator
    self.group = group
    self.time = time
    self.numbers = numbers
    self.identity = identity
    self.readsContents = readsContents
  }
}

/// Data that cannot be read or written, and where.
public struct DataError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, as it was asked for.
  public let file: String
  /// Where in it: `line 7`, `byte 1024`, `record 3`; nil where it is about the whole file.
  public let place: String?
  /// What is wrong, with what was expected, what was there, and the way out.
  public let problem: String

  /// Describes a mistake.
  public init(file: String, place: String? = nil, problem: String) {
    self.file = file
    self.place = place
    self.problem = problem
  }

  public var description: String { "\(file)\(place.map { ", \($0)" } ?? ""): \(problem)" }
}

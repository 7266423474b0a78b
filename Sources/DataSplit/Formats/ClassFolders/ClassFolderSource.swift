import Glibc
import Locking

/// Files in folders, one folder for each class, as torchvision's `ImageFolder` has them. Files in folders within a class
/// belong to it as well; what lies beside the class folders is left out.
///
/// The group may be `__folder__`, the folder that a file lies in.
///
/// What is written is by default a manifest, a CSV file of `path,label` with paths from the source's folder: it keeps the
/// order of the list, is one file however many items there are, and is the same on every machine, also after the data
/// was copied to a faster disk. For trainers that read nothing but folders it can be a folder of links instead. Data is
/// never copied.
public final class ClassFolderSource: ItemSource {
  /// What is written of items.
  public enum Output: Sendable {
    /// A CSV file with the columns `path` and `label`.
    case manifest
    /// A folder of class folders, whose files are links to the items.
    case links
  }

  public let paths: [String]
  public let output: Output
  private let located = Locked<FilePaths?>(nil)

  /// Makes a source of a folder.
  public init(_ path: String, output: Output = .manifest) {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    paths = [trimmed]
    self.output = output
  }

  public var ending: String { output == .manifest ? ".csv" : "" }

  public func inputs(_ columns: ItemColumns) -> [SourceInput] { [.folder(root)] }

  private var root: String { paths[0] }

  public func scan(_ columns: ItemColumns) throws -> ItemTable {
    if let other = [
      columns.group == "__folder__" ? nil : columns.group, columns.time, columns.identity,
      columns.label == "__folder__" ? nil : columns.label, columns.numbers.first,
    ]
    .compactMap({ $0 }).first {
      throw DataError(
        file: root,
        problem:
          "files in class folders have no column '\(other)'; their label is their folder (leave it out, or say"
          + " '__folder__'), and a group may be '__folder__'")
    }
    var walk = FolderWalk(root)
    var files = FilePaths()
    var labels: [UInt32] = []
    var names: [String] = []
    var groups = CategoryBuilder()
    var groupCodes: [UInt32] = []
    for entry in try walk.entries([]) where entry.isFolder {
      let before = files.count
      try walk.files(entry.name) { path in
        files.append(path)
        labels.append(UInt32(names.count))
        if columns.group != nil {
          let folder = path.lastIndex(of: UInt8(ascii: "/")).map { path[..<$0] } ?? []
          groupCodes.append(groups.code(Self.text(folder)))
        }
      }
      guard files.count > before else {
        throw DataError(
          file: "\(root)/\(Self.text(entry.name[...]))",
          problem: "the class has no files; remove its folder or fill it")
      }
      names.append(Self.text(entry.name[...]))
    }
    guard files.count > 0 else {
      throw DataError(file: root, problem: "it has no folders with files; one folder for each class is expected")
    }
    guard files.count < Int(UInt32.max) else { throw DataError(file: root, problem: "it has too many files") }
    var table = ItemTable(count: files.count)
    table.label = .classes(Categories(names: names, codes: labels))
    if columns.group != nil { table.groups = Categories(names: groups.names, codes: groupCodes) }
    if columns.readsContents { table.identities = try hashes(files) }
    located.withLock { $0 = files }
    return table
  }

  public func write(_ items: [UInt32], to path: String) throws {
    if located.withLock({ $0 == nil }) { _ = try scan(ItemColumns()) }
    guard let files = located.withLock({ $0 }) else { return }
    if let wrong = items.first(where: { Int($0) >= files.count }) {
      throw DataError(file: path, problem: "there is no item \(wrong); the source has \(files.count)")
    }
    switch output {
    case .manifest: try writeManifest(items, of: files, to: path)
    case .links: try writeLinks(items, of: files, to: path)
    }
  }

  /// A name as a text; what is no UTF-8 is shown.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.withUnsafeBytes { ItemValue.text(bytes: $0).name ?? "" }
  }

  private func hashes(_ files: FilePaths) throws -> [UInt64] {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(files.count)
    for index in 0..<files.count {
      let file = root + "/" + String(decoding: files[index], as: UTF8.self)
      // As it lies there, packed or not.
      let reader = try ShardReader(file, pieceSize: 1 << 16) { _ in true }
      var hash = ItemHash()
      while case let bytes = try reader.peek(1), !bytes.isEmpty {
        hash.add(bytes)
        reader.advance(bytes.count)
      }
      hashes.append(hash.finish())
    }
    return hashes
  }
}

// MARK: - Writing

extension ClassFolderSource {
  private func writeManifest(_ items: [UInt32], of files: FilePaths, to path: String) throws {
    let writer = try ShardWriter(path, packing: .plain)
    try writer.append(Array("path,label\n".utf8))
    for item in items {
      let file = files[Int(item)]
      let label = file.prefix { $0 != UInt8(ascii: "/") }
      try writer.append(Self.quoted(file) + [UInt8(ascii: ",")] + Self.quoted(label) + [UInt8(ascii: "\n")])
    }
    try writer.finish()
  }

  /// A field of RFC 4180: in quotes where it has to be.
  private static func quoted(_ field: ArraySlice<UInt8>) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard field.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 10 || $0 == 13 }) else {
      return Array(field)
    }
    return [quote] + field.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

  private func writeLinks(_ items: [UInt32], of files: FilePaths, to path: String) throws {
    guard let whole = realpath(root, nil) else { throw DataError.system(root, "it cannot be read") }
    defer { free(whole) }
    let root = String(cString: whole)
    guard mkdir(path, 0o777) == 0 else { throw DataError.system(path, "the folder cannot be made") }
    var made: [[CChar]] = []
    var folders: Set<[UInt8]> = []
    do {
      for item in items {
        let file = files[Int(item)]
        for slash in file.indices where file[slash] == UInt8(ascii: "/") {
          let folder = Array(file[..<slash])
          guard folders.insert(folder).inserted else { continue }
          guard mkdir(FolderWalk.path(path, folder[...]), 0o777) == 0 else {
            throw DataError.system("\(path)/\(Self.text(folder[...]))", "the folder cannot be made")
          }
        }
        try Cancellation.check()
        let link = FolderWalk.path(path, file)
        guard symlink(FolderWalk.path(root, file), link) == 0 else {
          throw DataError.system("\(path)/\(Self.text(file))", "the link cannot be made")
        }
        made.append(link)
      }
    } catch {
      for link in made { unlink(link) }
      for folder in folders.sorted(by: { $0.count > $1.count }) { rmdir(FolderWalk.path(path, folder[...])) }
      rmdir(path)
      throw error
    }
  }
}

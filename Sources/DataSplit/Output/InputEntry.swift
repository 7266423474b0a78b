import Glibc
import PlainJSON

/// What tells one input from another: as `split.json` has it.
struct InputEntry: Sendable {
  let path: String
  /// Of all its files, in bytes.
  let size: Int
  /// How many files there are; nil where the input is one.
  let files: Int?
  let hash: Kind
  /// The hash and the name of each of several files.
  private(set) var parts: [(key: String, name: String)] = []

  enum Kind: Sendable {
    /// Of the bytes of a file: what `sha256sum FILE` prints.
    case contents(String)
    /// Of the bytes of several files: what `sha256sum FILES | sha256sum` prints in their folder.
    case eachFile(String)
    /// Of the names and sizes of a folder's files alone, a line `SIZE PATH` each, sorted by the bytes of the paths: to read
    /// millions of images would take longer than all the rest.
    case listing(String)
  }

  /// Reads what lies there.
  ///
  /// - Parameter hash: what hashes a file.
  /// - Throws: ``DataError``, `CancellationError`.
  init(of input: SourceInput, hash hashFile: (String) throws -> InputHash = InputHash.init(of:)) throws {
    path = input.path
    switch input {
    case .file(let file):
      let hash = try hashFile(file)
      (size, files, self.hash) = (hash.size, nil, .contents(hash.sha256))
    case .files(_, let names):
      var (all, total) = (SHA256(), 0)
      for name in names {
        let one = try hashFile(name)
        total += one.size
        parts.append((one.sha256, String(name.split(separator: "/").last ?? "")))
        let line = "\(one.sha256)  \(name.split(separator: "/").last ?? "")\n"
        Array(line.utf8).withUnsafeBytes { all.update($0) }
      }
      (size, files, hash) = (total, names.count, .eachFile(all.finish()))
    case .folder(let folder):
      var listing = SHA256()
      var (count, total) = (0, 0)
      var walk = FolderWalk(folder)
      for entry in try walk.entries([]) where entry.isFolder {
        try walk.files(entry.name) { path in
          var status = stat()
          guard stat(FolderWalk.path(folder, path[...]), &status) == 0 else {
            throw DataError.system("\(folder)/\(String(decoding: path, as: UTF8.self))", "it cannot be read")
          }
          count += 1
          total += Int(status.st_size)
          (Array("\(status.st_size) ".utf8) + path + [UInt8(ascii: "\n")]).withUnsafeBytes { listing.update($0) }
        }
      }
      (size, files, hash) = (total, count, .listing(listing.finish()))
    }
  }

  /// The hash, in hexadecimal digits.
  var digits: String {
    switch hash {
    case .contents(let digits), .eachFile(let digits), .listing(let digits): digits
    }
  }

  /// What `split.json` says of it.
  func json(role: String) -> JSON {
    var members: [String: JSON] = [
      "role": .string(role), "name": .string(path.split(separator: "/").last.map(String.init) ?? path),
      "bytes": .integer(size),
    ]
    if let files { members["files"] = .integer(files) }
    switch hash {
    case .contents(let digits): members["sha256"] = .string(digits)
    case .eachFile(let digits): members["files_sha256"] = .string(digits)
    case .listing(let digits): members["listing_sha256"] = .string(digits)
    }
    return .object(members)
  }
}

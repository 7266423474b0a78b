import Glibc

/// Goes through a folder and all within it, in the order of the paths' bytes, which is the same on every machine.
///
/// Links are followed, to files and to folders, since datasets are often made of links; what a link leads nowhere, or
/// back to a folder that it lies in, is an error. Names that begin with a dot are left out.
struct FolderWalk {
  private let root: String
  /// The folders that lead to the one that is read now, by device and file number.
  private var trail: [(dev_t, ino_t)] = []

  /// Starts at a folder.
  init(_ root: String) { self.root = root }

  /// What a folder holds.
  struct Entry {
    let name: [UInt8]
    let isFolder: Bool
  }

  /// Gives every file below a folder of the root, by its path from the root.
  ///
  /// - Throws: ``DataError`` for what cannot be read, `CancellationError`, and what `use` throws.
  mutating func files(_ folder: [UInt8], _ use: ([UInt8]) throws -> Void) throws {
    var status = stat()
    guard stat(system(folder), &status) == 0 else { throw DataError.system(path(folder), "it cannot be read") }
    guard !trail.contains(where: { $0 == (status.st_dev, status.st_ino) }) else {
      throw DataError(
        file: path(folder), problem: "it is a link back to a folder that it lies in; remove the link")
    }
    trail.append((status.st_dev, status.st_ino))
    defer { trail.removeLast() }
    for entry in try entries(folder) {
      let path = folder + [UInt8(ascii: "/")] + entry.name
      if entry.isFolder { try files(path, use) } else { try use(path) }
    }
  }

  /// What a folder holds, sorted as the paths of the files within would be.
  func entries(_ folder: [UInt8]) throws -> [Entry] {
    guard let stream = opendir(system(folder)) else {
      throw DataError.system(path(folder), "the folder cannot be read")
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while true {
      try Cancellation.check()
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw DataError.system(path(folder), "the folder cannot be read") }
        break
      }
      // The name has the entry's real length, not that of its declaration.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      let name = Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
      if name.first == UInt8(ascii: ".") { continue }
      guard let isFolder = try isFolder(name, in: folder, type: Int32(entry.pointee.d_type)) else { continue }
      entries.append(Entry(name: name, isFolder: isFolder))
    }
    // A folder's files come where its name with a slash would.
    return entries.sorted { first, second in
      (first.isFolder ? first.name + [UInt8(ascii: "/")] : first.name)
        .lexicographicallyPrecedes(second.isFolder ? second.name + [UInt8(ascii: "/")] : second.name)
    }
  }

  /// Nil for sockets and other things that hold no data.
  private func isFolder(_ name: [UInt8], in folder: [UInt8], type: Int32) throws -> Bool? {
    if type == DT_REG { return false }
    if type == DT_DIR { return true }
    guard type == DT_LNK || type == DT_UNKNOWN else { return nil }
    let relative = folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name
    var status = stat()
    guard stat(system(relative), &status) == 0 else {
      throw DataError.system(path(relative), "the link leads nowhere; remove it or mend it")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return false
    case S_IFDIR: return true
    default: return nil
    }
  }

  /// The whole path, for the system; names that are no UTF-8 keep their bytes.
  private func system(_ relative: [UInt8]) -> [CChar] { Self.path(root, relative[...]) }

  private func path(_ relative: [UInt8]) -> String {
    relative.isEmpty ? root : root + "/" + String(decoding: relative, as: UTF8.self)
  }

  /// The whole path of what lies in a root.
  static func path(_ root: String, _ relative: ArraySlice<UInt8>) -> [CChar] {
    let bytes = Array(root.utf8) + (relative.isEmpty ? [] : [UInt8(ascii: "/")] + relative) + [0]
    return bytes.map { CChar(bitPattern: $0) }
  }
}

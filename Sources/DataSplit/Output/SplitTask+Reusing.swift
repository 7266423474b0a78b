import Glibc
import PlainJSON

extension SplitTask {
  /// Gives the split that the folder holds, where it is this one, and makes it otherwise.
  ///
  /// - Parameters:
  ///   - memory: what is remembered of the inputs and the parts.
  ///   - mayReplace: whether another split in the folder is replaced, or is a mistake.
  /// - Throws: ``DataError``, ``SplitError``, `CancellationError`; then an earlier split is still there.
  public func reuseOrRun(_ memory: HashMemory, mayReplace: Bool = true) throws -> StoredSplit {
    if let existing = try existing(memory) { return existing }
    if !mayReplace, let other = try? StoredSplit(folder: folder) {
      if let difference = try difference(from: other, memory) {
        throw DataError(
          file: folder,
          problem: "it holds a split that was made otherwise: \(difference); put that back, or name a "
            + "folder that does not exist yet")
      }
    }
    let finished = try run(memory)
    memory.noteWritten(finished.files.values)
    return try StoredSplit(folder: folder, document: finished.document)
  }

  /// The split that the folder holds already; nil where it is none, another one, or somebody has changed a part.
  public func existing(_ memory: HashMemory) throws -> StoredSplit? {
    guard let existing = try? StoredSplit(folder: folder), try difference(from: existing, memory) == nil,
      thresholds.json.asRead == existing.document["thresholds"],
      existing.files.values.allSatisfy(memory.isAsWritten)
    else { return nil }
    return existing
  }

  /// What tells the parts of a split from those of this one, in words; nil where nothing does.
  public func difference(from other: StoredSplit, _ memory: HashMemory) throws -> String? {
    if requestDocument.asRead != other.document["request"] || columnsDocument.asRead != other.document["columns"] {
      return "with other settings"
    }
    return try inputDifference(from: other, memory)
  }

  /// Which inputs differ from those of another split, in words; nil where none does.
  public func inputDifference(from other: StoredSplit, _ memory: HashMemory) throws -> String? {
    Self.difference(
      of: inputsDocument(try entries(memory)).asRead.arrayValue ?? [], from: other.inputs)
  }

  /// Which inputs differ from those of before, in words; nil where none does.
  ///
  /// - Parameters: both are lists as ``StoredSplit/inputs``.
  private static func difference(of inputs: [JSON], from before: [JSON]) -> String? {
    let name = { (input: JSON) in input["name"]?.stringValue ?? "?" }
    for (input, earlier) in zip(inputs, before) where input != earlier {
      if name(input) != name(earlier) { return "'\(name(input))' stands where '\(name(earlier))' did" }
      return "'\(name(input))' has other contents"
    }
    if inputs.count > before.count { return "'\(name(inputs[before.count]))' was not among the data" }
    if inputs.count < before.count { return "'\(name(before[inputs.count]))' is no longer among the data" }
    return nil
  }

  /// What tells this split from others of the same inputs and from those of other inputs, in hexadecimal digits. Thresholds
  /// do not count: they change what checks say, and no part.
  ///
  /// - Throws: ``DataError`` where an input cannot be read, `CancellationError`.
  public func key(_ memory: HashMemory) throws -> String {
    let document: JSON = [
      "request": requestDocument, "columns": columnsDocument,
      "inputs": inputsDocument(try entries(memory)),
    ]
    var hash = SHA256()
    Array(document.text.utf8).withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  /// Reads, splits and checks as ``run(_:accept:)`` does, and writes nothing.
  public func look(_ memory: HashMemory) throws -> StoredSplit {
    try StoredSplit(folder: folder, document: try check(memory).document.asRead)
  }
}

extension JSON {
  /// As it is after it was written and read: `1.0` is a whole number then.
  fileprivate var asRead: JSON { (try? JSON(parsing: text)) ?? self }
}

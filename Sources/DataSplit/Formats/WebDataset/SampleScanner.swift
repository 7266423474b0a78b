import PlainJSON
import Suggestions

/// Goes through tar archives once: remembers where each sample is, and takes what is asked for.
struct SampleScanner {
  private(set) var index = ShardIndex(unit: UInt64(TarHeader.blockSize))
  private(set) var keys: [UInt64] = []
  private let columns: ItemColumns
  private let file: String
  /// Label, group, time, identity and numbers; the label is chosen by the first sample where none was named.
  private var fields: [SampleField?]
  private static let identity = 3
  private var isLabelChosen: Bool
  private var table: TableBuilder
  private let isIdentified: Bool
  private var firstMembers: [String] = []

  /// A sample of which not all files were met yet.
  private struct Sample {
    let key: [UInt8]
    let offset: UInt64
    var end: UInt64
    var members: [String] = []
    /// One for each field; that of the identity goes into the hash instead.
    var values: [ItemValue]
    var hash = ItemHash()
    var hasIdentity = false
  }

  init(_ columns: ItemColumns, file: String) {
    self.columns = columns
    self.file = file
    fields = ([columns.label, columns.group, columns.time, columns.identity] + columns.numbers).map {
      $0.map { SampleField($0) }
    }
    isLabelChosen = columns.label != nil
    isIdentified = columns.identity != nil || columns.readsContents
    table = TableBuilder(columns, file: file, hasLabel: true, isIdentified: isIdentified)
    // What is not named could be `cls`: it is read, and the first sample shows whether it is there.
    if columns.label == nil { fields[0] = .member("cls") }
  }

  mutating func scan(_ file: String) throws {
    let readsAll = columns.identity == nil && columns.readsContents
    let shard = try ShardReader(file, pieceSize: readsAll ? 1 << 20 : 1 << 13)
    index.begin(file, packing: shard.packing)
    var tar = TarReader(shard)
    var sample: Sample?
    var seen: Set<UInt64> = []
    while let entry = try tar.next() {
      guard let name = SampleKey(entry.name) else { continue }
      if sample?.key[...] != name.key {
        if let sample { try add(sample, of: file) }
        let key = Array(name.key)
        guard seen.insert(key.withUnsafeBytes { ItemHash.of($0) }).inserted else {
          throw torn(name, file, entry.offset)
        }
        sample = Sample(
          key: key, offset: entry.offset, end: tar.end, values: Array(repeating: .missing, count: fields.count))
      }
      guard sample?.members.contains(name.member) == false else { throw doubled(name, file, entry.offset) }
      sample?.members.append(name.member)
      sample?.end = tar.end
      try read(entry, name.member, in: shard, into: &sample)
    }
    if let sample { try add(sample, of: file) }
  }

  /// Takes what is asked for out of a member.
  private func read(
    _ entry: TarReader.Entry, _ member: String, in shard: ShardReader, into sample: inout Sample?
  ) throws {
    let place = "'\(String(decoding: entry.name, as: UTF8.self))' at byte \(entry.offset)"
    let wanted = fields.indices.filter { fields[$0]?.member == member }
    if !wanted.isEmpty {
      guard entry.size <= 1 << 24 else {
        throw DataError(file: shard.file, place: place, problem: "\(entry.size) bytes are no label, group or time")
      }
      let contents = UnsafeRawBufferPointer(rebasing: try shard.peek(Int(entry.size)).prefix(Int(entry.size)))
      guard contents.count == Int(entry.size) else {
        throw DataError(file: shard.file, place: place, problem: "the archive breaks off within it")
      }
      for field in wanted {
        if field == Self.identity {
          // Of JSON without that place an item is as one without the member: like itself alone.
          if let name = try Self.value(fields[field], contents, shard.file, place).name {
            sample?.hash.add(Array(name.utf8))
            sample?.hasIdentity = true
          }
        } else {
          sample?.values[field] = try Self.value(fields[field], contents, shard.file, place)
        }
      }
    }
    guard columns.identity == nil, columns.readsContents else { return }
    sample?.hash.add(Array("\(member)\0\(entry.size)\0".utf8))
    var rest = Int(entry.size)
    while rest > 0 {
      let bytes = UnsafeRawBufferPointer(rebasing: try shard.peek(min(rest, 1 << 20)).prefix(rest))
      guard !bytes.isEmpty else {
        throw DataError(file: shard.file, place: place, problem: "the archive breaks off within it")
      }
      sample?.hash.add(bytes)
      shard.advance(bytes.count)
      rest -= bytes.count
    }
  }

  private static func value(
    _ field: SampleField?, _ contents: UnsafeRawBufferPointer, _ file: String, _ place: String
  ) throws -> ItemValue {
    do throws(JSONError) { return try field?.value(contents) ?? .missing } catch {
      throw DataError(file: file, place: place, problem: "it is no JSON: \(error)")
    }
  }

  private mutating func add(_ sample: Sample, of file: String) throws {
    let key = sample.key[...]
    if firstMembers.isEmpty {
      firstMembers = sample.members
      if !isLabelChosen, !sample.members.contains("cls") { fields[0] = .folder }
    }
    var sample = sample
    for (position, field) in fields.enumerated() {
      let value: ItemValue
      switch field {
      case .key: value = Self.text(key)
      case .folder: value = SampleKey.folder(key).isEmpty ? .missing : Self.text(SampleKey.folder(key))
      case .shard: value = .text(file)
      default: continue
      }
      if position != Self.identity {
        sample.values[position] = value
      } else {
        sample.hash.add(Array((value.name ?? "").utf8))
        sample.hasIdentity = true
      }
    }
    var item = TableBuilder.Item(label: sample.values[0], group: sample.values[1], time: sample.values[2])
    item.isNamed = sample.hasIdentity
    item.numbers = Array(sample.values[(Self.identity + 1)...])
    let keyHash = sample.key.withUnsafeBytes { ItemHash.of($0) }
    // A sample without a name is only like itself.
    item.identity =
      columns.identity == nil || sample.hasIdentity
      ? sample.hash.finish() : ItemHash.of("\(file) \(sample.offset)")
    try table.append(
      item, file: file, place: "sample '\(String(decoding: key, as: UTF8.self))' at byte \(sample.offset)")
    guard index.append(offset: sample.offset, length: sample.end - sample.offset) else {
      throw DataError(
        file: file, place: "byte \(sample.offset)",
        problem: "there are more than 4294967294 samples, or this one has more than 2 TiB")
    }
    keys.append(keyHash)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> ItemValue {
    bytes.withUnsafeBytes { ItemValue.text(bytes: $0) }
  }

  mutating func finish() throws -> ItemTable {
    let (file, members) = (file, firstMembers)
    return try table.finish { name in
      guard let name else {
        return DataError(
          file: file,
          problem:
            "samples have no member 'cls' and no folders to be labelled by; name the label, of the members: "
            + members.sorted().joined(separator: ", "))
      }
      let advice = UnknownName(kind: "member", name: name, known: members).advice
      return DataError(file: file, problem: "no sample has the member '\(name)', or a value there; \(advice)")
    }
  }

  private func torn(_ name: SampleKey, _ file: String, _ offset: UInt64) -> DataError {
    DataError(
      file: file, place: "byte \(offset)",
      problem:
        "files of the sample '\(String(decoding: name.key, as: UTF8.self))' are not next to each other, so readers"
        + " take them as two samples; write the archive sorted (tar --sort=name)")
  }

  private func doubled(_ name: SampleKey, _ file: String, _ offset: UInt64) -> DataError {
    DataError(
      file: file, place: "byte \(offset)",
      problem:
        "the sample '\(String(decoding: name.key, as: UTF8.self))' has the member '\(name.member)' twice; write"
        + " the archive again without one of them")
  }
}

import Suggestions

/// Goes through TFRecord files once: checks every record, remembers where it is, and takes what is asked for.
struct TFRecordScanner {
  private(set) var index = ShardIndex()
  private let columns: ItemColumns
  private let file: String
  private let reader: ExampleReader
  private let names: [String?]
  private var table: TableBuilder
  private var firstNames: [String]?

  init(_ columns: ItemColumns, file: String) {
    self.columns = columns
    self.file = file
    names = [columns.label, columns.group, columns.time, columns.identity] + columns.numbers
    reader = ExampleReader(names.compactMap { $0 })
    table = TableBuilder(columns, file: file, hasLabel: columns.label != nil, isIdentified: true)
  }

  mutating func scan(_ file: String) throws {
    let shard = try ShardReader(file) { TFRecordFraming.length($0) != nil }
    if let first = index.shards.first, first.packing != shard.packing {
      throw DataError(
        file: file,
        problem:
          "it is packed otherwise (\(shard.packing)) than \(first.file) (\(first.packing)), and no reader takes both at"
          + " once; pack all files alike")
    }
    index.begin(file, packing: shard.packing)
    var number = 0
    while let record = try next(in: shard, number) {
      let data = UnsafeRawBufferPointer(rebasing: record[TFRecordFraming.head..<record.count - 4])
      try add(data, of: file) { Self.place(shard, number) }
      guard index.append(offset: shard.position, length: UInt64(record.count)) else {
        throw DataError(file: file, problem: "there are more than 4294967294 records; split them in parts")
      }
      shard.advance(record.count)
      number += 1
    }
  }

  /// The next whole record, checked; nil at the end.
  private func next(in shard: ShardReader, _ number: Int) throws -> UnsafeRawBufferPointer? {
    let head = try shard.peek(TFRecordFraming.head)
    if head.isEmpty { return nil }
    let unpacked = shard.packing == .plain ? "" : " of the unpacked data"
    func wrong(_ problem: String) -> DataError {
      DataError(file: shard.file, place: Self.place(shard, number), problem: problem)
    }
    func breaksOff(after count: UInt64, size: UInt64) -> DataError {
      wrong(
        "the file breaks off at byte \(shard.position + count)\(unpacked), but the record goes on to byte"
          + " \(shard.position + size) at least; it was not written to its end, so write it again")
    }
    guard head.count >= TFRecordFraming.head else {
      throw breaksOff(after: UInt64(head.count), size: UInt64(TFRecordFraming.overhead))
    }
    guard let length = TFRecordFraming.length(head) else {
      throw wrong(
        number == 0
          ? "it is no TFRecord file, or its beginning is damaged: the checksum of the first record's length is wrong"
          : "the checksum of the record's length is wrong, so the file is damaged from there on; write it again")
    }
    guard length < TFRecordFraming.maxLength else {
      throw wrong("the record has \(length) bytes, more than 2 GiB")
    }
    let size = Int(length) + TFRecordFraming.overhead
    // Before a buffer is made for what is not there.
    let left = shard.size - min(shard.size, shard.position)
    if shard.packing == .plain, UInt64(size) > left { throw breaksOff(after: left, size: UInt64(size)) }
    let record = UnsafeRawBufferPointer(rebasing: try shard.peek(size).prefix(size))
    guard record.count == size else { throw breaksOff(after: UInt64(record.count), size: UInt64(size)) }
    guard TFRecordFraming.isIntact(record) else {
      throw wrong(
        "the checksum of the record's \(length) bytes is wrong, so they are damaged; write the file again")
    }
    return record
  }

  private static func place(_ shard: ShardReader, _ number: Int) -> String {
    "record \(number) at byte \(shard.position)"
  }

  private mutating func add(
    _ data: UnsafeRawBufferPointer, of file: String, place: () -> String
  ) throws {
    var item = TableBuilder.Item()
    do throws(WireReader.Malformed) {
      if names.contains(where: { $0 != nil }) {
        if firstNames == nil { firstNames = ExampleReader.names(data) }
        var features = try reader.features(data)[...]
        if columns.label != nil { item.label = try ExampleReader.value(features.popFirst() ?? nil) }
        if columns.group != nil { item.group = try ExampleReader.value(features.popFirst() ?? nil) }
        if columns.time != nil { item.time = try ExampleReader.value(features.popFirst() ?? nil) }
        if columns.identity != nil {
          // An item without a name is only like itself.
          let identity = features.popFirst() ?? nil
          item.isNamed = identity != nil
          item.identity = identity.map { ItemHash.of($0) } ?? ItemHash.of("\(file) \(place())")
        }
        item.numbers = try features.map { feature throws(WireReader.Malformed) in try ExampleReader.value(feature)
        }
      }
    } catch {
      throw DataError(
        file: file, place: place(),
        problem: "it is no tf.train.Example: its protocol buffer breaks at byte \(error.offset) of a message in it"
      )
    }
    if columns.identity == nil { item.identity = ItemHash.of(data) }
    try table.append(item, file: file, place: place())
  }

  mutating func finish() throws -> ItemTable {
    let (file, known) = (file, firstNames ?? [])
    return try table.finish { name in
      let name = name ?? "label"
      return DataError(
        file: file,
        problem: "no record has the feature '\(name)'; "
          + UnknownName(kind: "feature", name: name, known: known).advice)
    }
  }
}

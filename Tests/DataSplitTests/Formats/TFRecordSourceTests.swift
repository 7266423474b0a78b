import DataSplit
import Foundation
import PlainJSON
import Testing

/// Files by an independent writer, and what is written read by an independent reader.
@Suite(.serialized, .timeLimit(.minutes(5))) struct TFRecordSourceTests {
  private static let all = ItemColumns(label: "label", group: "patient", time: "time", identity: "id")

  private func folder() throws -> FormatFolder {
    let folder = try FormatFolder()
    _ = try folder.python("tfrecords.py", "write", folder.path)
    return folder
  }

  /// The `id` of each record, in the files' order, and the file of each, as the independent reader has them.
  private func records(_ files: [String], in folder: FormatFolder) throws -> [(id: String, file: String)] {
    try files.flatMap { file in
      try folder.python("tfrecords.py", "read", folder.at(file)).split(separator: "\n").map { line in
        let record = try JSON(parsing: String(line))
        return (try #require(record["id"]?.stringValue), try #require(record["file"]?.stringValue))
      }
    }
  }

  @Test(arguments: ["", ".gz", ".zlib"]) func `features are read by name, packed or not`(_ packed: String) throws {
    let folder = try folder()
    let source = try TFRecordSource([folder.at("train-[0-9].tfrecord\(packed)")])
    let table = try source.scan(Self.all)
    #expect(table.count == 300)
    #expect(classNames(table.label) == (0..<300).map { "\($0 % 7 - 2)" })
    #expect(names(table.groups) == (0..<300).map { "p\($0 / 4)" })
    #expect(table.times == (0..<300).map { Double($0 * 1000) })
    #expect(Set(try #require(table.identities)).count == 300)
    #expect(source.ending == "")
  }

  @Test func `labels are of the kind that their feature has`() throws {
    let folder = try folder()
    let source = try TFRecordSource([folder.at("train-0.tfrecord")])
    let words = ["cat", "dog", "café"]
    #expect(
      classNames(try source.scan(ItemColumns(label: "word")).label)
        == (0..<100).map { $0 % 10 == 9 ? nil : words[$0 % 3] })
    #expect(try source.scan(ItemColumns(label: "score")).label == .numbers((0..<100).map { Double($0) / 8 }))
    guard case .classSets(let names, let codes, let starts) = try source.scan(ItemColumns(label: "tags")).label
    else {
      Issue.record("a list of several is no set of classes")
      return
    }
    #expect(starts == (0...100).map { $0 * 2 })
    #expect(codes.map { names[Int($0)] } == (0..<100).flatMap { ["\($0 % 5)", "\($0 % 3 + 10)"] })

    let sequences = try TFRecordSource([folder.at("sequences.tfrecord")]).scan(ItemColumns(label: "label"))
    #expect(classNames(sequences.label) == (0..<20).map { "\($0 % 2)" })
  }

  @Test(arguments: ["", ".gz", ".zlib"])
  func `what is written is read by others, in the order of the list`(_ packed: String) throws {
    let folder = try folder()
    let source = try TFRecordSource([folder.at("train-*.tfrecord\(packed)")])
    _ = try source.scan(ItemColumns())
    let items = (0..<150).map { UInt32(($0 * 101 + 7) % 300) }
    try source.write(items, to: folder.at("out"))
    // Three files hold 300 records, so two hold 150.
    let files = ["part-00000-of-00002.tfrecord\(packed)", "part-00001-of-00002.tfrecord\(packed)"]
    #expect(try folder.names("out") == files)
    let records = try records(files.map { "out/" + $0 }, in: folder)
    #expect(records.map(\.id) == items.map { "item-\($0)" })
    #expect(records.count { $0.file == files[0] } == 75)

    let single = try TFRecordSource([folder.at("train-1.tfrecord\(packed)")])
    #expect(single.ending == ".tfrecord\(packed)")
    try single.write([49, 0, 20], to: folder.at("one\(single.ending)"))
    #expect(
      try self.records(["one\(single.ending)"], in: folder).map(\.id) == ["item-149", "item-100", "item-120"])
  }

  @Test func `records are copied byte for byte`() throws {
    let folder = try folder()
    let source = try TFRecordSource([folder.at("train-2.tfrecord")])
    try source.write(Array(0..<150), to: folder.at("copy"))
    #expect(try folder.bytes("copy") == folder.bytes("train-2.tfrecord"))
    try TFRecordSource([folder.at("train-2.tfrecord.zlib")]).write(Array(0..<150), to: folder.at("copy.zlib"))
    #expect(
      try TFRecordSource([folder.at("copy.zlib")]).scan(ItemColumns()).identities
        == source.scan(ItemColumns()).identities)
  }

  @Test func `a damaged record is told with its number and its place`() throws {
    let folder = try folder()
    let whole = try folder.bytes("train-0.tfrecord")
    // The records' places, by the lengths that are in the file.
    var places: [Int] = []
    var place = 0
    while place < whole.count {
      places.append(place)
      place += 16 + (0..<8).reduce(0) { $0 | Int(whole[place + $1]) << (8 * $1) }
    }
    #expect(places.count == 100)
    func problem(_ bytes: [UInt8]) throws -> String {
      try folder.write(bytes, to: "bad.tfrecord")
      return dataError { _ = try TFRecordSource([folder.at("bad.tfrecord")]).scan(ItemColumns()) }
    }
    var bytes = whole
    bytes[places[7] + 30] ^= 1
    #expect(try problem(bytes).contains("record 7 at byte \(places[7]): the checksum of the record's"))
    bytes = whole
    bytes[places[3] + 2] ^= 1
    #expect(try problem(bytes).contains("record 3 at byte \(places[3]): the checksum of the record's length"))
    let cut = places[60] + 40
    #expect(
      try problem(Array(whole[..<cut]))
        .contains("record 60 at byte \(places[60]): the file breaks off at byte \(cut), but the record goes on"))
    #expect(
      try problem(Array(whole[..<(places[60] + 5)])).contains("breaks off at byte \(places[60] + 5), but"))
    #expect(try problem(Array("path,label\na.jpg,cat\n".utf8)).contains("it is no TFRecord file"))
    #expect(try problem([]).contains("it holds no items"))
    let packed = try folder.bytes("train-0.tfrecord.gz")
    #expect(try problem(Array(packed[..<(packed.count / 4)])).contains("the packed file breaks off"))
    #expect(try problem(packed + Array("more".utf8)).contains("the packed file is damaged"))
  }

  @Test func `a wrong feature is told with those that are there`() throws {
    let folder = try folder()
    let source = try TFRecordSource([folder.at("train-0.tfrecord")])
    func problem(_ columns: ItemColumns) -> String { dataError { _ = try source.scan(columns) } }
    #expect(
      problem(ItemColumns(label: "labl")).contains("no record has the feature 'labl'; did you mean 'label'?"))
    #expect(problem(ItemColumns(label: "class")).contains("known: id, image, label, patient"))
    let images = try TFRecordSource([folder.at("train-2.tfrecord")])
    #expect(
      dataError { _ = try images.scan(ItemColumns(label: "image")) }
        .contains("record 0 at byte 0: the label is 300000 bytes of data, but it should be one class"))
    #expect(problem(ItemColumns(label: "label", group: "tags")).contains("the group 'tags' is a list of 2 values"))
    #expect(problem(ItemColumns(label: "label", time: "word")).contains("the time 'cat' is no number"))
  }

  @Test func `nothing is left of an output that fails, and inputs are never written over`() throws {
    let folder = try folder()
    let source = try TFRecordSource([folder.at("train-*.tfrecord")])
    _ = try source.scan(ItemColumns())
    #expect(dataError { try source.write([0], to: folder.at("train-0.tfrecord")) }.contains("one of the inputs"))
    // Somebody writes to an input in between.
    let before = try folder.bytes("train-2.tfrecord")
    try folder.write(Array(repeating: 0, count: before.count), to: "train-2.tfrecord")
    #expect(
      dataError { try source.write([0, 100, 299], to: folder.at("out")) }.contains("changed since it was read"))
    #expect(!FileManager.default.fileExists(atPath: folder.at("out")))
    #expect(dataError { try source.write([300], to: folder.at("out")) }.contains("there is no item 300"))
    #expect(dataError { _ = try TFRecordSource([folder.at("none-*")]) }.contains("no file has such a name"))
  }
}

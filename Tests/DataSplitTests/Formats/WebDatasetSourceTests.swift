import DataSplit
import Foundation
import PlainJSON
import Testing

/// Archives by Python's `tarfile`, and what is written read by `webdataset` and by `tar`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct WebDatasetSourceTests {
  private func folder() throws -> FormatFolder {
    let folder = try FormatFolder()
    _ = try folder.python("shards.py", "write", folder.path)
    return folder
  }

  private static func key(_ i: Int) -> String {
    let deep = i % 5 == 0 ? String(repeating: "d", count: 90) + "/" + String(repeating: "e", count: 60) + "/" : ""
    let digits = String(i)
    return "\(["cats", "dogs"][i % 2])/\(deep)" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  @Test(arguments: ["", ".gz"]) func `members say what is known of samples`(_ packed: String) throws {
    let folder = try folder()
    let source = try WebDatasetSource([folder.at("train-*.tar\(packed)")])
    let table = try source.scan(
      ItemColumns(label: "json.a.label", group: "json.patient", time: "json.time", identity: "__key__"))
    #expect(table.count == 150)
    #expect(classNames(table.label) == (0..<150).map { "c\($0 % 3)" })
    #expect(names(table.groups) == (0..<150).map { "p\($0 / 5)" })
    #expect(table.times == (0..<150).map { Double($0) / 2 })
    #expect(Set(try #require(table.identities)).count == 150)

    // `cls` where nothing is named, and the keys themselves.
    let plain = try source.scan(ItemColumns(group: "__url__"))
    #expect(classNames(plain.label) == (0..<150).map { "\($0 % 4)" })
    #expect(plain.groups?.counts == [50, 50, 50])
    #expect(plain.identities == nil)
    #expect(classNames(try source.scan(ItemColumns(label: "__key__")).label) == (0..<150).map { Self.key($0) })
    guard case .classSets(let names, let codes, _) = try source.scan(ItemColumns(label: "json.a.tags")).label
    else {
      Issue.record("a list of several is no set of classes")
      return
    }
    #expect(codes.map { names[Int($0)] } == (0..<150).flatMap { ["\($0 % 2)", "7"] })
  }

  @Test(arguments: ["", ".gz"])
  func `what is written is read by webdataset and by tar, in the order of the list`(_ packed: String) throws {
    let folder = try folder()
    let source = try WebDatasetSource([folder.at("train-*.tar\(packed)")])
    _ = try source.scan(ItemColumns())
    let items = (0..<100).map { UInt32(($0 * 37 + 5) % 150) }
    try source.write(items, to: folder.at("out"))
    let files = ["part-00000-of-00002.tar\(packed)", "part-00001-of-00002.tar\(packed)"]
    #expect(try folder.names("out") == files)
    let samples = try folder.python(
      "shards.py", "read", folder.at("out/" + files[0]), folder.at("out/" + files[1])
    ).split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(samples.map { $0["key"]?.stringValue } == items.map { Self.key(Int($0)) })
    #expect(samples.map { $0["cls"]?.stringValue } == items.map { "\($0 % 4)" })
    #expect(samples.map { $0["jpg"]?.intValue } == items.map { $0 % 25 == 0 ? 200_000 : Int($0) * 97 })
    #expect(samples.map { $0["png"]?.intValue } == items.map { Int($0) * 11 })

    let listed = try files.flatMap { file in
      try folder.run("/bin/tar", ["--list", "--file", "out/" + file]).split(separator: "\n").map(String.init)
    }
    #expect(
      listed == items.flatMap { item in [".cls", ".json", ".seg.PNG", ".jpg"].map { Self.key(Int(item)) + $0 } })
    #expect(try folder.bytes("out/" + files[0]).count % 10240 == 0 || !packed.isEmpty)
  }

  @Test func `samples are copied byte for byte`() throws {
    let folder = try folder()
    // Without what belongs to no sample, whose place is before the first one.
    let source = try WebDatasetSource([folder.at("train-1.tar")])
    try source.write(Array(0..<50), to: folder.at("copy.tar"))
    let (copy, whole) = (try folder.bytes("copy.tar"), try folder.bytes("train-1.tar"))
    let skipped = 512 * 5
    #expect(copy.dropLast(10240).elementsEqual(whole[skipped...].prefix(copy.count - 10240)))
    let columns = ItemColumns(readsContents: true)
    #expect(
      try WebDatasetSource([folder.at("copy.tar")]).scan(columns).identities == source.scan(columns).identities)
  }

  @Test func `contents tell the same sample under another key`() throws {
    let folder = try FormatFolder()
    for (name, text) in [
      ("a.txt", "x"), ("a.cls", "1"), ("b.txt", "x"), ("b.cls", "1"), ("c.txt", "y"), ("c.cls", "1"),
    ] {
      try folder.write(Array(text.utf8), to: name)
    }
    _ = try folder.run(
      "/bin/tar", ["--create", "--file", "t.tar", "a.txt", "a.cls", "b.txt", "b.cls", "c.txt", "c.cls"])
    let identities = try #require(
      try WebDatasetSource([folder.at("t.tar")]).scan(ItemColumns(readsContents: true)).identities)
    #expect(identities[0] == identities[1])
    #expect(identities[0] != identities[2])
    #expect(
      identities == (try WebDatasetSource([folder.at("t.tar")]).scan(ItemColumns(readsContents: true)).identities))
  }

  @Test func `what others would read otherwise is an error`() throws {
    let folder = try FormatFolder()
    for name in ["a.cls", "a.txt", "b.cls", "A/a.cls"] { try folder.write([UInt8(ascii: "1")], to: name) }
    func problem(_ names: String...) throws -> String {
      _ = try folder.run("/bin/tar", ["--create", "--file", "t.tar"] + names)
      return dataError { _ = try WebDatasetSource([folder.at("t.tar")]).scan(ItemColumns()) }
    }
    #expect(
      try problem("a.cls", "b.cls", "a.txt").contains("byte 2048: files of the sample 'a' are not next to each"))
    #expect(
      try problem("a.cls", "a.cls").contains("a' has the member 'cls' twice")
        || problem("a.cls", "--hard-dereference", "a.cls").contains("a' has the member 'cls' twice"))
    #expect(try problem("a.txt").contains("no member 'cls' and no folders to be labelled by"))
    #expect(try problem("A/a.cls") == "nothing is wrong")

    // The same key in two shards, and one right after the other in the output.
    _ = try folder.run("/bin/tar", ["--create", "--file", "0.tar", "a.cls", "b.cls"])
    _ = try folder.run("/bin/tar", ["--create", "--file", "1.tar", "a.cls"])
    let source = try WebDatasetSource([folder.at("[01].tar")])
    #expect(dataError { try source.write([1, 0, 2], to: folder.at("out")) }.contains("take another seed"))
    #expect(!FileManager.default.fileExists(atPath: folder.at("out")))
  }

  @Test func `damaged archives are told with their place`() throws {
    let folder = try folder()
    let whole = try folder.bytes("train-1.tar")
    func problem(_ bytes: [UInt8]) throws -> String {
      try folder.write(bytes, to: "bad.tar")
      return dataError { _ = try WebDatasetSource([folder.at("bad.tar")]).scan(ItemColumns()) }
    }
    #expect(try problem(Array(whole[..<200_000])).contains("the archive breaks off there"))
    var bytes = whole
    bytes[512 * 5 + 3] ^= 1
    #expect(try problem(bytes).contains("byte 2560: a header's checksum is wrong"))
    #expect(try problem(Array("path,label\na.jpg,cat\n".utf8)).contains("breaks off there, within a header"))
    #expect(try problem(Array(repeating: 65, count: 2000)).contains("byte 0: it is no tar archive"))
    #expect(try problem(Array(repeating: 0, count: 10240)).contains("it holds no items"))
    let missing = dataError {
      _ = try WebDatasetSource([folder.at("train-1.tar")]).scan(ItemColumns(label: "clz"))
    }
    #expect(missing.contains("no sample has the member 'clz', or a value there; did you mean 'cls'?"))
  }
}

import CChecksums
import DataSplit
import Foundation
import Glibc
import Testing

/// Data that cannot be split: a clear error, and neither an output nor a temporary file.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BadInputTests {
  /// What a split says that must fail.
  private func problem(
    _ path: String, _ columns: ItemColumns = ItemColumns(label: "label"), _ request: SplitRequest = SplitRequest(),
    in folder: FormatFolder
  ) throws -> String {
    let before = try folder.names()
    let said = dataError {
      let source = try ItemSources.source(at: folder.at(path))
      _ = try SplitTask(train: source, columns: columns, request: request, folder: folder.at("new/deep/out")).run()
    }
    #expect(try folder.names() == before)
    return said
  }

  @Test func `truncated and damaged files are told with their place`() throws {
    let folder = try FormatFolder()
    _ = try folder.python("tfrecords.py", "write", folder.path)
    _ = try folder.python("shards.py", "write", folder.path)
    _ = try folder.python("arrays.py", "write", folder.path)
    let whole = try folder.bytes("train-1.tfrecord")
    try folder.write(Array(whole.dropLast(5)), to: "bad.tfrecord")
    #expect(
      try problem("bad.tfrecord", in: folder).contains(
        "the file breaks off at byte \(whole.count - 5), but the record"))
    var flipped = whole
    flipped[whole.count - 10] ^= 1
    try folder.write(flipped, to: "bad.tfrecord")
    #expect(try problem("bad.tfrecord", in: folder).contains("record 49 at byte"))
    #expect(try problem("bad.tfrecord", in: folder).contains("the checksum of the record's"))
    flipped = whole
    flipped[2] ^= 1
    try folder.write(flipped, to: "bad.tfrecord")
    #expect(
      try problem("bad.tfrecord", in: folder).contains("it is no TFRecord file, or its beginning is damaged"))
    for name in ["train-1.tfrecord.gz", "train-1.tfrecord.zlib", "train-1.tar.gz"] {
      let packed = try folder.bytes(name)
      let bad = "bad." + name.split(separator: ".").dropFirst().joined(separator: ".")
      try folder.write(Array(packed.prefix(packed.count / 2)), to: bad)
      let columns = ItemColumns(label: name.contains("tar") ? "cls" : "label")
      #expect(
        try problem(bad, columns, in: folder).contains("byte \(packed.count / 2): the packed file breaks off"))
    }
    try folder.write(Array(try folder.bytes("packed.npz").dropLast(30)), to: "bad.npz")
    #expect(try problem("bad.npz", ItemColumns(label: "labels"), in: folder).contains("not written to its end"))
  }

  @Test func `files made to fill a memory or a disk are told`() throws {
    let folder = try FormatFolder()
    // A sample whose picture has two gigabytes of zeros, in two megabytes.
    _ = try folder.python("bombs.py", folder.path)
    #expect(
      try problem("bomb.tar.gz", ItemColumns(label: "cls"), in: folder).contains("more than 250 times its size"))
    #expect(
      try problem("bomb.csv.gz", ItemColumns(label: "y"), in: folder).contains("a row of at most 64 MiB expected"))
    #expect(
      try problem("bomb.npz", ItemColumns(label: "a"), in: folder).contains("which no honest labels come to"))
    #expect(try problem("bomb.tfrecord.gz", in: folder).contains("record 0 at byte 0: the record has"))
  }

  @Test func `a disk that is full is told`() throws {
    let folder = try FormatFolder()
    _ = try folder.python("tfrecords.py", "write", folder.path)
    mkdir(folder.at("small"), 0o755)
    guard mount("tmpfs", folder.at("small"), "tmpfs", 0, "size=1m") == 0 else {
      withKnownIssue("this process may not mount a small disk") { Issue.record("not tried") }
      return
    }
    defer { umount2(folder.at("small"), Int32(MNT_DETACH)) }
    for path in ["train-*.tfrecord", "train-*.tfrecord.gz"] {
      let said = dataError {
        _ = try SplitTask(
          train: try ItemSources.source(at: folder.at(path)), columns: ItemColumns(label: "label"),
          folder: folder.at("small/deep/out")
        ).run()
      }
      #expect(said.contains("no space left"), "\(path): \(said)")
      #expect(try folder.names("small") == [])
    }
  }

  @Test func `labels of two types are told with the first that differs`() throws {
    let folder = try FormatFolder()
    for (name, text) in [("a.json", "{\"l\": 1}"), ("b.json", "{\"l\": \"cat\"}")] {
      try folder.write(Array(text.utf8), to: name)
    }
    _ = try folder.run("/bin/tar", ["--create", "--file", "t.tar", "a.json", "b.json"])
    #expect(
      try problem("t.tar", ItemColumns(label: "json.l"), in: folder)
        .contains("sample 'b' at byte 1024: the label is a text, but a whole number in items before"))
  }

  @Test func `nothing to split is told`() throws {
    let folder = try FormatFolder()
    for name in ["e.csv", "e.jsonl", "e.tfrecord", "e.tar", "e.npy"] {
      try folder.write([], to: name)
      #expect(try problem(name, in: folder).contains("items expected, got an empty file"), "\(name)")
    }
    try folder.write(Array("x,label\n".utf8), to: "head.csv")
    #expect(try problem("head.csv", in: folder).contains("items expected, got none after the first line"))
    try folder.write(Array(repeating: 0, count: 10240), to: "none.tar")
    #expect(try problem("none.tar", in: folder).contains("it holds no items"))
    try folder.write([1], to: "classes/cat/1.jpg")
    try FileManager.default.createDirectory(atPath: folder.at("classes/dog"), withIntermediateDirectories: true)
    #expect(try problem("classes", ItemColumns(), in: folder).contains("classes/dog: the class has no files"))
    try FileManager.default.createDirectory(atPath: folder.at("void"), withIntermediateDirectories: true)
    #expect(try problem("void", ItemColumns(), in: folder).contains("expected in it, got nothing"))
  }

  @Test func `a label that is not there is told with the nearest that is`() throws {
    let folder = try FormatFolder()
    _ = try folder.python("tfrecords.py", "write", folder.path)
    _ = try folder.python("shards.py", "write", folder.path)
    _ = try folder.python("arrays.py", "write", folder.path)
    try folder.write(Array("x,label\n1,a\n".utf8), to: "t.csv")
    for (path, wrong, right) in [
      ("t.csv", "lable", "label"), ("train-0.tfrecord", "lable", "label"), ("train-0.tar", "cl", "cls"),
      ("plain.npz", "label", "labels"),
    ] {
      let said = try problem(path, ItemColumns(label: wrong), in: folder)
      #expect(said.contains("did you mean '\(right)'?"), "\(path): \(said)")
    }
  }

  @Test(arguments: [0, 1, -0.5, 1.5, .nan]) func `a share out of range is told`(_ share: Double) throws {
    let folder = try FormatFolder()
    try folder.write(Array(("x,label\n" + (0..<20).map { "\($0),a\n" }.joined()).utf8), to: "t.csv")
    #expect(
      try problem("t.csv", ItemColumns(label: "label"), SplitRequest(stage1: share), in: folder)
        .contains("expected more than 0 and less than 1"))
  }
}

import DataSplit
import Foundation
import Testing

/// Which format is found where.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ItemSourcesTests {
  private func folder() throws -> FormatFolder {
    let folder = try FormatFolder()
    _ = try folder.python("tfrecords.py", "write", folder.path)
    _ = try folder.python("shards.py", "write", folder.path)
    _ = try folder.python("arrays.py", "write", folder.path)
    return folder
  }

  private func kind(_ paths: [String], _ format: ItemSources.Format? = nil, in folder: FormatFolder) -> String {
    do {
      return "\(type(of: try ItemSources.source(at: paths.map { folder.at($0) }, format: format)))"
    } catch { return "\(error)".replacing(folder.path + "/", with: "") }
  }

  @Test func `names and bytes tell the format`() throws {
    let folder = try folder()
    try folder.write(Array("x,y\n1,a\n".utf8), to: "t.csv")
    for (names, expected) in [
      (["train-0.tfrecord"], "TFRecordSource"), (["train-1.tfrecord.gz"], "TFRecordSource"),
      (["train-2.tfrecord.zlib"], "TFRecordSource"), (["train-*.tfrecord"], "TFRecordSource"),
      (["train-0.tar"], "WebDatasetSource"), (["train-0.tar", "train-1.tar"], "WebDatasetSource"),
      (["train-*.tar.gz"], "WebDatasetSource"), (["text.npy"], "NumPySource"), (["packed.npz"], "NumPySource"),
      (["t.csv"], "TextSource"),
    ] { #expect(kind(names, in: folder) == expected, "\(names)") }
    // The same without a name that tells, packed or not.
    for (index, name) in [
      "train-0.tfrecord.gz", "train-0.tfrecord.zlib", "train-0.tar.gz", "text.npy", "packed.npz",
    ]
    .enumerated() {
      try folder.write(try folder.bytes(name), to: "data\(index)")
      #expect(
        kind(["data\(index)"], in: folder)
          == (index < 2 ? "TFRecordSource" : index == 2 ? "WebDatasetSource" : "NumPySource"))
    }
    // Two letters that a stream of zlib could begin with.
    try folder.write(Array("H,y\n1,a\n".utf8), to: "table")
    #expect(kind(["table"], in: folder) == "TextSource")
  }

  @Test func `what is called another than it is, or is nothing known, is an error`() throws {
    let folder = try folder()
    try folder.write(try folder.bytes("train-0.tfrecord"), to: "t.csv")
    #expect(
      kind(["t.csv"], in: folder)
        == "t.csv: its name says a table (CSV), but its bytes are those of TFRecord; name it as what it is, or name"
        + " the format (csv or tfrecord)")
    #expect(kind(["t.csv"], .tfrecord, in: folder) == "TFRecordSource")
    try folder.write(Array("x,y\n1,a\n".utf8), to: "t.tar")
    #expect(
      kind(["t.tar"], in: folder).contains(
        "its name says a tar archive (WebDataset), but its bytes are those of a"))
    try folder.write([1, 2, 0, 3], to: "noise")
    #expect(
      kind(["noise"], in: folder).contains("it is in no format that is known: a table (.csv, .tsv), JSON lines"))
    try folder.write([], to: "empty.tar")
    #expect(kind(["empty.tar"], in: folder) == "empty.tar: items expected, got an empty file")
    #expect(
      kind(["train-0.tar", "train-0.tfrecord"], in: folder)
        == "train-0.tfrecord: it is TFRecord, but train-0.tar is a tar archive (WebDataset); split data of each format"
        + " for itself")
    #expect(kind(["text.npy", "bytes.npy"], in: folder).contains("one file expected of a NumPy array, got 2"))
    #expect(kind(["none"], in: folder).contains("No such file"))
    #expect(kind(["none-*"], in: folder).contains("no file has such a name"))
  }

  @Test func `a folder is one of classes or one of shards`() throws {
    let folder = try folder()
    for number in 0..<2 {
      try folder.write(
        try folder.bytes("train-\(number).tfrecord"), to: "shards/m-train.tfrecord-0000\(number)-of-00002")
    }
    try folder.write(Array("{}".utf8), to: "shards/info.json")
    #expect(kind(["shards"], in: folder) == "TFRecordSource")
    #expect(try ItemSources.source(at: folder.at("shards")).scan(ItemColumns(label: "label")).count == 150)
    try folder.write(try folder.bytes("train-2.tfrecord"), to: "shards/m-test.tfrecord-00000-of-00001")
    #expect(kind(["shards"], in: folder).contains("it holds shards of several names"))
    try folder.write([1], to: "classes/cat/1.jpg")
    try folder.write([1], to: "classes/README")
    #expect(kind(["classes"], in: folder) == "ClassFolderSource")
    try folder.write(try folder.bytes("train-0.tar"), to: "classes/train-0.tar")
    #expect(kind(["classes"], in: folder).contains("it holds both shards ('train-0.tar') and folders ('cat')"))
    #expect(kind(["classes"], .folders, in: folder) == "ClassFolderSource")
    try folder.write([1], to: "files/1.jpg")
    #expect(kind(["files"], in: folder).contains("a folder for each class, or shards (.tfrecord, .tar), expected"))
  }
}

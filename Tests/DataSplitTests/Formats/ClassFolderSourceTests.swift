import DataSplit
import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct ClassFolderSourceTests {
  /// Three classes: names that must be quoted, folders within, a link, and what is left out.
  private func folder() throws -> FormatFolder {
    let folder = try FormatFolder()
    for name in [
      "data/dog/2.jpg", "data/dog/10.jpg", "data/cat/a-b/1.jpg", "data/cat/a/1.jpg", "data/cat/a.jpg",
      "data/a,\"b/x.jpg", "data/README", "data/dog/.DS_Store", "elsewhere/z.jpg",
    ] {
      try folder.write(Array(name.utf8), to: name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.at("data/dog/link.jpg"), withDestinationPath: folder.at("data/dog/2.jpg"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.at("data/zebra"), withDestinationPath: folder.at("elsewhere"))
    return folder
  }

  @Test func `files are in the order of their paths' bytes`() throws {
    let folder = try folder()
    let source = ClassFolderSource(folder.at("data/"))
    let table = try source.scan(ItemColumns(group: "__folder__", readsContents: true))
    #expect(classNames(table.label) == ["a,\"b", "cat", "cat", "cat", "dog", "dog", "dog", "zebra"])
    #expect(names(table.groups) == ["a,\"b", "cat/a-b", "cat", "cat/a", "dog", "dog", "dog", "zebra"])
    let identities = try #require(table.identities)
    #expect(identities[5] == identities[6])
    #expect(Set(identities).count == 7)

    try source.write(Array(0..<8), to: folder.at("all.csv"))
    #expect(
      String(decoding: try folder.bytes("all.csv"), as: UTF8.self) == """
        path,label
        "a,""b/x.jpg","a,""b"
        cat/a-b/1.jpg,cat
        cat/a.jpg,cat
        cat/a/1.jpg,cat
        dog/10.jpg,dog
        dog/2.jpg,dog
        dog/link.jpg,dog
        zebra/z.jpg,zebra

        """)
    try source.write([7, 3], to: folder.at("some.csv"))
    #expect(
      String(decoding: try folder.bytes("some.csv"), as: UTF8.self)
        == "path,label\nzebra/z.jpg,zebra\ncat/a/1.jpg,cat\n")
  }

  @Test func `a folder of links has the same files`() throws {
    let folder = try folder()
    let source = ClassFolderSource(folder.at("data"), output: .links)
    try source.write([7, 3, 5], to: folder.at("out"))
    #expect(try folder.names("out") == ["cat", "dog", "zebra"])
    #expect(try folder.bytes("out/cat/a/1.jpg") == Array("data/cat/a/1.jpg".utf8))
    #expect(try folder.bytes("out/zebra/z.jpg") == Array("elsewhere/z.jpg".utf8))
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.at("out/dog/2.jpg")).hasSuffix(
        "data/dog/2.jpg"))
    #expect(
      classNames(try ClassFolderSource(folder.at("out")).scan(ItemColumns()).label) == ["cat", "dog", "zebra"])
    // An item twice cannot be there twice, and nothing is left then.
    #expect(dataError { try source.write([1, 1], to: folder.at("twice")) }.contains("the link cannot be made"))
    #expect(!FileManager.default.fileExists(atPath: folder.at("twice")))
  }

  @Test func `what cannot be a dataset is told`() throws {
    let folder = try folder()
    func problem(_ columns: ItemColumns = ItemColumns()) -> String {
      dataError { _ = try ClassFolderSource(folder.at("data")).scan(columns) }
    }
    #expect(problem() == "nothing is wrong")
    #expect(problem(ItemColumns(group: "patient")).contains("no column 'patient'"))
    try FileManager.default.createDirectory(atPath: folder.at("data/fish"), withIntermediateDirectories: true)
    #expect(problem().contains("data/fish: the class has no files"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.at("data/fish/back"), withDestinationPath: folder.at("data/fish"))
    #expect(problem().contains("data/fish/back: it is a link back to a folder that it lies in"))
    try FileManager.default.removeItem(atPath: folder.at("data/fish/back"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.at("data/fish/none.jpg"), withDestinationPath: folder.at("nowhere"))
    #expect(problem().contains("data/fish/none.jpg: the link leads nowhere"))
    #expect(
      dataError { _ = try ClassFolderSource(folder.at("none")).scan(ItemColumns()) }.contains("cannot be read"))
    #expect(
      dataError { _ = try ClassFolderSource(folder.at("elsewhere")).scan(ItemColumns()) }
        .contains("it has no folders with files"))
  }
}

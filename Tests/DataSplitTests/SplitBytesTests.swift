import CZlib
import DataSplit
import Foundation
import Testing

/// What is written, byte for byte.
@Suite struct SplitBytesTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func parts(_ path: String, _ folder: String) throws -> [String] {
    let split = try SplitTask(
      train: try ItemSources.source(at: path), columns: ItemColumns(label: "y"),
      request: SplitRequest(seed: 3, subsamples: [25, 50]), folder: "\(scratch.path)/\(folder)"
    ).run()
    return split.files.sorted { $0.key < $1.key }.map(\.value)
  }

  private func gzip(_ text: String, _ name: String) throws -> String {
    let path = "\(scratch.path)/\(name)"
    let file = try #require(gzopen(path, "wb1"))
    let bytes = Array(text.utf8)
    #expect(gzwrite(file, bytes, UInt32(bytes.count)) == Int32(bytes.count))
    #expect(gzclose(file) == Z_OK)
    return path
  }

  private func unpacked(_ path: String) throws -> Data {
    let file = try #require(gzopen(path, "rb"))
    defer { gzclose(file) }
    var whole = Data()
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Int(gzread(file, &piece, UInt32(piece.count)))
      #expect(count >= 0)
      if count <= 0 { return whole }
      whole.append(contentsOf: piece[..<count])
    }
  }

  @Test func `repeated splits are the same bytes, and packed ones the same when they are unpacked`() async throws {
    // More than a piece and more than a bucket, without an end of the last line.
    let text =
      "x,y\n" + (0..<300_000).map { "images/\($0).jpg,class \($0 % 10)" }.joined(separator: "\n")
    #expect(text.utf8.count > 6 << 20)
    let plain = try scratch.file("t.csv", text)
    let packed = try gzip(text, "t.csv.gz")
    let first = try parts(plain, "first")
    await Task.yield()
    let second = try parts(plain, "second")
    await Task.yield()
    let third = try parts(packed, "third")
    await Task.yield()
    let fourth = try parts(packed, "fourth")
    #expect(first.count == 4)
    for (index, path) in first.enumerated() {
      let bytes = try Data(contentsOf: URL(filePath: path))
      #expect(try Data(contentsOf: URL(filePath: second[index])) == bytes)
      let name = URL(filePath: path).lastPathComponent
      #expect(third[index].hasSuffix("/third/\(name).gz"))
      #expect(try unpacked(third[index]) == bytes)
      #expect(
        try Data(contentsOf: URL(filePath: third[index])) == Data(contentsOf: URL(filePath: fourth[index])))
    }
  }

  @Test func `a list that names an item twice, or one that is not there, is an error`() throws {
    let source = try ItemSources.source(at: try scratch.file("t.csv", "x,y\n1,a\n2,b\n"))
    #expect(
      problem { try source.write([1, 0, 1], to: scratch.path + "/part") }.contains("item 1 is to be written twice")
    )
    #expect(
      problem { try source.write([2], to: scratch.path + "/part") }.contains(
        "item 2 is to be written, but there are 2"))
    #expect(scratch.names == ["t.csv"])
  }

  @Test func `a file that changes between reading and writing is an error`() throws {
    let path = try scratch.file("t.csv", "x,y\n1,a\n2,b\n")
    let source = try ItemSources.source(at: path)
    _ = try source.scan(ItemColumns(label: "y"))
    _ = try scratch.file("t.csv", "x,y\n1,a\n2,b\n3,c\n")
    #expect(problem { try source.write([0], to: scratch.path + "/part") }.contains("it was changed while"))
  }
}

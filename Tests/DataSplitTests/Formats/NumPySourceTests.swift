import DataSplit
import Foundation
import Testing

/// Arrays that NumPy writes, and what is written read by NumPy.
@Suite(.serialized, .timeLimit(.minutes(5))) struct NumPySourceTests {
  private static let whole = (0..<60).map { "\($0 % 5 - 1)" }

  private func folder() throws -> FormatFolder {
    let folder = try FormatFolder()
    _ = try folder.python("arrays.py", "write", folder.path)
    return folder
  }

  private func label(_ name: String, _ columns: ItemColumns = ItemColumns(), in folder: FormatFolder) throws
    -> ItemTable
    .Label?
  {
    try NumPySource(folder.at(name)).scan(columns).label
  }

  @Test func `labels of every type and version are read`() throws {
    let folder = try folder()
    let files =
      try folder.names().filter { $0.hasPrefix("whole-") || $0.hasPrefix("version-") } + [
        "column.npy", "onehot.npy",
      ]
    #expect(files.count == 17)
    for file in files {
      let expected = file == "onehot.npy" ? (0..<60).map { "\($0 % 5)" } : Self.whole
      #expect(classNames(try label(file, in: folder)) == expected, "\(file)")
    }
    #expect(classNames(try label("unsigned.npy", in: folder)) == (0..<60).map { "\($0 % 5)" })
    #expect(classNames(try label("bool.npy", in: folder)) == (0..<60).map { $0 % 5 > 2 ? "True" : "False" })
    let words = ["cat", "dog", "café", "😀x"]
    for file in ["text.npy", "text-big.npy"] {
      #expect(classNames(try label(file, in: folder)) == (0..<60).map { words[$0 % 4] }, "\(file)")
    }
    #expect(classNames(try label("bytes.npy", in: folder)) == (0..<60).map { ["cat", "dogs"][$0 % 2] })
    guard case .numbers(let scores) = try label("score.npy", in: folder) else {
      Issue.record("floats with fractions are no numbers")
      return
    }
    #expect(scores[7].isNaN)
    #expect(scores[59] == 59.0 / 8)
    guard case .classSets(let names, let codes, let starts) = try label("multi.npy", in: folder) else {
      Issue.record("several ones in a row are no set of classes")
      return
    }
    for item in 0..<60 {
      let set = codes[starts[item]..<starts[item + 1]].map { names[Int($0)] }
      #expect(set == (0..<3).filter { (item * 3 + $0) % 4 < 2 }.map { "\($0)" })
    }
  }

  @Test(arguments: ["plain.npz", "packed.npz"]) func `arrays of an archive are columns`(_ file: String) throws {
    let folder = try folder()
    let source = NumPySource(folder.at(file))
    let table = try source.scan(ItemColumns(label: "labels", group: "patients", time: "times"))
    #expect(classNames(table.label) == Self.whole)
    #expect(names(table.groups) == (0..<60).map { "\($0 / 6)" })
    #expect(table.times == (0..<60).map { Double($0) * 10 })
    #expect(dataError { _ = try source.scan(ItemColumns()) }.contains("it has 3 arrays; name the label"))
    #expect(dataError { _ = try source.scan(ItemColumns(label: "label")) }.contains("did you mean 'labels'?"))
    #expect(classNames(try label("one.npz", in: folder)) == Self.whole)
  }

  @Test func `arrays beside the labels are columns too`() throws {
    let folder = try folder()
    let table = try NumPySource(folder.at("text.npy")).scan(
      ItemColumns(group: "patients.npy", time: "whole-li4.npy", identity: "text.npy"))
    #expect(names(table.groups) == (0..<60).map { "\($0 / 6)" })
    #expect(table.times?.prefix(3) == [-1, 0, 1])
    #expect(Set(table.identities ?? []).count == 4)
    let short = dataError { _ = try NumPySource(folder.at("text.npy")).scan(ItemColumns(group: "fields.npy")) }
    #expect(short.contains("fields.npy: its elements have several fields"))
  }

  @Test func `indices are written for NumPy`() throws {
    let folder = try folder()
    let source = NumPySource(folder.at("text.npy"))
    try source.write([5, 0, 4_000_000_000], to: folder.at("some.npy"))
    try source.write([], to: folder.at("none.npy"))
    _ = try source.scan(ItemColumns())
    try source.write(Array((0..<60).reversed()), to: folder.at("all.npy"))
    let lines = try folder.python(
      "arrays.py", "read", folder.at("some.npy"), folder.at("none.npy"), folder.at("all.npy"))
    let all = (0..<60).reversed().map { "\($0)" }.joined(separator: " ")
    #expect(lines == "int64 (3,) 5 0 4000000000\nint64 (0,)\nint64 (60,) \(all)\n")
    #expect(dataError { try source.write([60], to: folder.at("more.npy")) }.contains("there is no item 60"))
    #expect(dataError { try source.write([0], to: folder.at("text.npy")) }.contains("it is the input"))
  }

  @Test func `what is no array of labels is told`() throws {
    let folder = try folder()
    func problem(_ name: String) -> String { dataError { _ = try label(name, in: folder) } }
    #expect(problem("fortran.npy").contains("Fortran's order"))
    #expect(problem("objects.npy").contains("of Python objects"))
    #expect(problem("fields.npy").contains("several fields"))
    let whole = try folder.bytes("whole-li8.npy")
    try folder.write(Array(whole.dropLast(9)), to: "cut.npy")
    #expect(
      problem("cut.npy").contains(
        "it breaks off: its shape [60] needs 480 bytes after the header, but there are 471"))
    try folder.write(Array(whole.prefix(40)), to: "cut.npy")
    #expect(problem("cut.npy").contains("within its header"))
    try folder.write(Array("path,label\n".utf8), to: "cut.npy")
    #expect(problem("cut.npy").contains("it is no .npy file"))
    let archive = try folder.bytes("packed.npz")
    try folder.write(Array(archive.prefix(archive.count / 2)), to: "cut.npz")
    #expect(problem("cut.npz").contains("it is no .npz file, or was not written to its end"))
    // A shape that nothing of the file backs.
    let text = String(decoding: whole, as: Unicode.ASCII.self)
    let place = try #require(text.firstRange(of: "(60,)"))
    var huge = whole
    let at = text.distance(from: text.startIndex, to: place.lowerBound)
    huge.replaceSubrange(at..<at + 15, with: Array("(9999999999,),}".utf8))
    try folder.write(huge, to: "huge.npy")
    #expect(problem("huge.npy") != "nothing is wrong")
  }
}

import Foundation
import Testing

@testable import Launchers

/// The lines of a file are read once each, whatever is done to it.
@Suite struct GrowingFileTests {
  let scratch = ScratchFolder()
  var path: String { scratch.folder.path + "/file" }

  private func look(_ file: inout GrowingFile, final: Bool = false) -> [String] {
    var lines: [String] = []
    file.look(final: final) { line, number in
      switch line {
      case .text(let bytes): lines.append("\(number) \(String(decoding: bytes, as: UTF8.self))")
      case .tooLong: lines.append("\(number) too long")
      case .another: lines.append("another")
      case .unreadable(let reason): lines.append(reason)
      }
    }
    return lines
  }

  private func write(_ text: String, atomically: Bool = false) throws {
    try text.write(toFile: path, atomically: atomically, encoding: .utf8)
  }

  @Test func `a history that is written again whole is read on where it grew`() throws {
    var file = GrowingFile(path: path)
    try write("a\nb\n")
    #expect(look(&file) == ["1 a", "2 b"])
    try write("a\nb\nc\n", atomically: true)
    #expect(look(&file) == ["3 c"])
    // Seen while it is being written.
    try write("")
    #expect(look(&file) == [])
    try write("a\nb")
    #expect(look(&file) == [])
    try write("a\nb\nc\nd\n")
    #expect(look(&file) == ["4 d"])
  }

  @Test func `a window that moves on is read on where it grew`() throws {
    var file = GrowingFile(path: path)
    try write("a1\na2\na3\n")
    #expect(look(&file) == ["1 a1", "2 a2", "3 a3"])
    try write("a2\na3\na4\n")
    #expect(look(&file) == ["4 a4"])
    try write("a4\na5\na6\n")
    #expect(look(&file) == ["5 a5", "6 a6"])
  }

  @Test(arguments: [false, true])
  func `another file with the same name is told with numbers of its own`(atomically: Bool) throws {
    var file = GrowingFile(path: path)
    try write("a\nb\nc\n")
    #expect(look(&file) == ["1 a", "2 b", "3 c"])
    try write("a\nx\n", atomically: atomically)
    #expect(look(&file) == ["another", "4 x"])
    try write("a\nx\nc\n", atomically: atomically)
    #expect(look(&file) == ["5 c"])
    // As long as before and longer, but another.
    try write("A\nX\nC\nD", atomically: atomically)
    #expect(look(&file) == ["another", "6 A", "7 X", "8 C"])
    #expect(look(&file, final: true) == ["9 D"])
  }

  @Test func `a file that goes and comes again is told on`() throws {
    var file = GrowingFile(path: path)
    try write("a\n")
    #expect(look(&file) == ["1 a"])
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    #expect(look(&file) == [])
    try write("b\n")
    #expect(look(&file) == ["another", "2 b"])
  }

  @Test func `a line of megabytes is passed over, and the file is read in pieces`() throws {
    var file = GrowingFile(path: path)
    let short = (1...20).map { "line \($0)\n" }.joined()
    try write(short + String(repeating: "x", count: 3 << 20) + "\nend\n")
    var lines = look(&file)
    #expect(file.isBehind)
    #expect(lines.count == 20)
    var looks = 1
    while file.isBehind {
      lines += look(&file)
      looks += 1
    }
    #expect(lines.suffix(2) == ["21 too long", "22 end"])
    #expect(looks == 13)
    scratch.append(String(repeating: "y", count: 1 << 20), to: path)
    repeat { lines = look(&file, final: true) } while file.isBehind
    #expect(lines == ["23 too long"])
  }

  @Test func `a million lines are read in pieces, each once`() async throws {
    var file = GrowingFile(path: path)
    try write(String(repeating: "{\"a\":1}\n", count: 1_000_000))
    var count = 0
    var largest = 0
    repeat {
      var now = 0
      file.look(final: false) { _, _ in now += 1 }
      largest = max(largest, now)
      count += now
      await Task.yield()
    } while file.isBehind
    #expect(count == 1_000_000)
    #expect(largest <= GrowingFile.chunk / 8 + 1)
    #expect(file.lineCount == 1_000_000)
  }

  @Test func `a carriage return ends a line where that is asked for`() throws {
    var file = GrowingFile(path: path, splitsAtReturns: true)
    try write("a\r\nb\rc\r")
    #expect(look(&file) == ["1 a", "2 b", "3 c"])
    scratch.append("\nd\r\r\n\ne", to: path)
    #expect(look(&file, final: true) == ["4 d", "5 ", "6 ", "7 e"])
  }

  @Test func `a file in place of which a pipe stands holds nobody up`() throws {
    #expect(mkfifo(path, 0o600) == 0)
    var file = GrowingFile(path: path)
    #expect(look(&file) == [])
    #expect(look(&file, final: true) == [])
  }
}

import Foundation
import Testing

@testable import LineEditor

@Suite struct HistoryTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID())").path
  private var path: String { folder + "/deep/er/history" }

  private func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func `entries are there again, whole and in order, for nobody else to read`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let entries = ["a", "for i do\n  \\n\nend", "世界\r", "\ttab"]
    let first = History(path: path)
    for entry in entries { first.add(entry) }
    #expect(History(path: path).entries == entries)
    #expect(try text().split(separator: "\n").count == entries.count)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func `repetitions, blank entries and those that begin with a blank are not kept`() {
    let history = History()
    for entry in ["a", "a", " secret", "", "\n", "b", "a"] { history.add(entry) }
    #expect(history.entries == ["a", "b", "a"])
  }

  @Test func `sessions side by side lose nothing, also while one trims`() async {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = path
    let begun = History(path: path)
    for number in 0..<50 { begun.add("old \(number)") }
    await withTaskGroup(of: Void.self) { group in
      for session in 0..<4 {
        group.addTask {
          let history = History(path: path, limit: 10_000)
          for number in 0..<50 {
            history.add("\(session) \(number)")
            // Another one that is opened just now and cuts the old ones off.
            if number == 25 { _ = History(path: path, limit: 220) }
          }
        }
      }
    }
    let entries = History(path: path).entries
    for session in 0..<4 {
      #expect(entries.filter { $0.hasPrefix("\(session) ") } == (0..<50).map { "\(session) \($0)" })
    }
  }

  @Test func `a long file is cut to the last entries`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let history = History(path: path)
    for number in 0..<20 { history.add("\(number)") }
    #expect(History(path: path, limit: 3).entries == ["17", "18", "19"])
    #expect(try text() == "17\n18\n19\n")
  }

  @Test func `half a line left by a crash spoils only itself`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    History(path: path).add("a")
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("hal".utf8))
    History(path: path).add("b")
    #expect(History(path: path).entries == ["a", "hal", "b"])
  }

  @Test(arguments: ["/proc/nowhere/history", "/", ""])
  func `a file that cannot be is done without`(path: String) {
    let history = History(path: path)
    history.add("a")
    #expect(history.entries == ["a"])
  }
}

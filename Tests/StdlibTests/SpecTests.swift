import LuaHost
import PlainJSON
import Testing

/// The specs that are written in Lua, run inside the host: each `it` that fails is an issue of its own.
@Suite struct SpecTests {
  static let files =
    Repository.files(under: "Stdlib", suffix: "_spec.lua")
    + Repository.files(under: "Scripts", suffix: "_spec.lua")

  @Test(.timeLimit(.minutes(5)), arguments: files)
  func `a spec file holds`(path: String) async throws {
    let host = try await Host()
    let results = try await Self.results(
      of: String(decoding: try Repository.bytes(of: path), as: UTF8.self), path: path, in: host)
    #expect(!results.isEmpty, "\(path) has no specs")
    for result in results where result["status"]?.stringValue == "failed" {
      let place = Self.text(result["place"])
      Issue.record(
        "\(place): \(Self.text(result["name"]))\n\(Self.text(result["message"]))",
        sourceLocation: Self.location(place) ?? #_sourceLocation)
    }
  }

  /// The place of a failure, so that it is reported as one in the spec and not in this file.
  private static func location(_ place: String) -> SourceLocation? {
    guard let match = place.wholeMatch(of: /(.+):(\d+)/), let line = Int(match.output.2), line > 0 else {
      return nil
    }
    let name = match.output.1.split(separator: "/").last.map(String.init) ?? "spec"
    return SourceLocation(
      fileID: "StdlibTests/\(name)", filePath: "\(Repository.root)/\(match.output.1)", line: line, column: 1)
  }

  @Test func `a spec that fails is told with its place, its sentence and its message`() async throws {
    let results = try await Self.results(
      of: "describe('sums', function() it('add', function()\n  assert.equal(5, 2 + 2) end) end)",
      path: "a_spec.lua",
      in: Host())
    let result = try #require(results.first)
    #expect(results.count == 1)
    #expect(Self.text(result["status"]) == "failed")
    #expect(Self.text(result["place"]) == "a_spec.lua:2")
    #expect(Self.text(result["name"]) == "sums add")
    #expect(Self.text(result["message"]) == "expected 5, got 4")
  }

  private static func results(of text: String, path: String, in host: Host) async throws -> [JSON] {
    let runner = try await host.lua.run(Array("return require('lunas.test').run_text".utf8), name: "=specs")
    return try await host.lua.call(runner[0], [text, "@\(path)"], as: JSON.self).arrayValue ?? []
  }

  private static func text(_ json: JSON?) -> String { json?.stringValue ?? "?" }
}

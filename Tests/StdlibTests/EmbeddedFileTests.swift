import CStdlib
import Testing

@Suite struct EmbeddedFileTests {
  @Test func `every file under Stdlib is embedded as it is`() throws {
    let embedded = Dictionary(EmbeddedFile.all.map { ($0.path, $0) }) { first, _ in first }
    #expect(embedded.count == EmbeddedFile.all.count, "a path is listed twice")
    let paths = [".lua", ".py"].flatMap { Repository.files(under: "Stdlib", suffix: $0) }
      .map { String($0.dropFirst("Stdlib/".count)) }
    for path in paths {
      let name = path[..<(path.lastIndex(of: ".") ?? path.endIndex)].replacing("/", with: ".")
      guard let file = embedded[path] else {
        Issue.record(
          """
          Stdlib/\(path) is not embedded; add to Sources/CStdlib/files.list:
          FILE("\(name)", "\(path)")
          #embed "../../Stdlib/\(path)" suffix(,)
          """)
        continue
      }
      #expect(file.name == name)
      #expect(
        file.bytes == (try Repository.bytes(of: "Stdlib/\(path)")), "Stdlib/\(path) is embedded as it was before")
    }
    #expect(EmbeddedFile.all.map(\.path).filter { !paths.contains($0) } == [], "files that are gone")
  }

  @Test func `a position behind the last file holds nothing`() {
    let nothing = lunas_stdlib_file_at(lunas_stdlib_count())
    #expect(nothing.name == nil && nothing.bytes == nil && nothing.length == 0)
  }
}

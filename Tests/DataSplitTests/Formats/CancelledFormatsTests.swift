import DataSplit
import Foundation
import Testing

/// Reading and writing in tasks that were cancelled.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CancelledFormatsTests {
  /// Does something in a task that is cancelled already.
  private func isCancelled(_ body: @escaping @Sendable () throws -> Void) async -> Bool {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      do { try body() } catch is CancellationError { return true }
      return false
    }
    return await (try? task.value) ?? false
  }

  @Test func `every format stops reading and writing, and leaves nothing`() async throws {
    let folder = try FormatFolder()
    for script in ["tfrecords.py", "shards.py", "arrays.py"] {
      _ = try folder.python(script, "write", folder.path)
      await Task.yield()
    }
    for item in 0..<60 { try folder.write([1], to: "data/\(["cat", "dog"][item % 2])/\(item).jpg") }
    try folder.write(Array(("x,y\n" + (0..<60).map { "\($0),\($0 % 2)\n" }.joined()).utf8), to: "t.csv")
    let names = [
      "train-*.tfrecord", "train-*.tfrecord.gz", "train-*.tar", "train-*.tar.gz", "text.npy", "data", "t.csv",
    ]
    for name in names {
      let source = try ItemSources.source(at: folder.at(name))
      let task = SplitTask(train: source, columns: ItemColumns(), folder: folder.at("new/out"))
      #expect(await isCancelled { _ = try source.scan(ItemColumns()) }, "\(name)")
      #expect(await isCancelled { _ = try task.run() }, "\(name)")
      // Where items lie is known now, so that only the writing is left.
      let count = try source.scan(ItemColumns()).count
      let output = folder.at("part")
      #expect(await isCancelled { try source.write((0..<UInt32(count)).map { $0 }, to: output) }, "\(name)")
      #expect(!FileManager.default.fileExists(atPath: output) || name == "t.csv", "\(name)")
      #expect(!FileManager.default.fileExists(atPath: folder.at("new")), "\(name)")
      try? FileManager.default.removeItem(atPath: output)
    }
    let links = ClassFolderSource(folder.at("data"), output: .links)
    _ = try links.scan(ItemColumns())
    let output = folder.at("links")
    #expect(await isCancelled { try links.write([0, 1], to: output) })
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func `parts that several threads write at once are those that one writes after the other`() async throws {
    let folder = try FormatFolder()
    for script in ["tfrecords.py", "shards.py"] {
      _ = try folder.python(script, "write", folder.path)
      await Task.yield()
    }
    for name in ["train-0.tfrecord", "train-0.tfrecord.gz", "train-0.tar", "train-0.tar.gz"] {
      let known = try ItemSources.source(at: folder.at(name))
      let count = UInt32(try known.scan(ItemColumns(label: name.contains("tar") ? nil : "label")).count)
      let lists = (0..<4).map { list in (0..<count).filter { $0 % 4 == list }.reversed().map { $0 } }
      for (list, items) in lists.enumerated() { try known.write(items, to: folder.at("alone-\(list)")) }
      // Nobody has looked where items lie.
      let source = try ItemSources.source(at: folder.at(name))
      try await withThrowingTaskGroup { group in
        for (list, items) in lists.enumerated() {
          let path = folder.at("together-\(list)")
          group.addTask { try source.write(items, to: path) }
        }
        try await group.waitForAll()
      }
      for list in lists.indices {
        #expect(try folder.bytes("alone-\(list)") == folder.bytes("together-\(list)"), "\(name)")
        for kind in ["alone", "together"] {
          try FileManager.default.removeItem(atPath: folder.at("\(kind)-\(list)"))
        }
      }
    }
  }
}

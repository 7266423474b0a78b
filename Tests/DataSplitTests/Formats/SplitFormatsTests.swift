import DataSplit
import Foundation
import PlainJSON
import Testing

/// Whole splits in every format, read back by others.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SplitFormatsTests {
  private func folder(_ script: String) throws -> FormatFolder {
    let folder = try FormatFolder()
    _ = try folder.python(script, "write", folder.path)
    return folder
  }

  private func split(
    _ path: String, _ columns: ItemColumns = ItemColumns(), in folder: FormatFolder, to out: String = "out"
  ) throws -> FinishedSplit {
    try SplitTask(
      train: try ItemSources.source(at: folder.at(path)), columns: columns, request: SplitRequest(seed: 3),
      folder: folder.at(out)
    ).run()
  }

  private static func items(_ split: FinishedSplit) -> [Int] {
    (split.split.train + split.split.validation).map(Int.init)
  }

  @Test(arguments: ["", ".gz", ".zlib"])
  func `TFRecord files are split into TFRecord files`(_ packed: String) throws {
    let folder = try folder("tfrecords.py")
    let split = try split("train-*.tfrecord\(packed)", ItemColumns(label: "label", time: "time"), in: folder)
    #expect(split.split.train.count == 270)
    let train = (0..<3).map { "out/stage1-train/part-0000\($0)-of-00003.tfrecord\(packed)" }
    let validation = ["out/stage1-validation/part-00000-of-00001.tfrecord\(packed)"]
    let ids = try (train + validation).flatMap { file in
      try folder.python("tfrecords.py", "read", folder.at(file)).split(separator: "\n")
        .compactMap { try JSON(parsing: String($0))["id"]?.stringValue }
    }
    #expect(ids == Self.items(split).map { "item-\($0)" })
    #expect(split.files["stage1.train"] == folder.at("out/stage1-train"))
    let input = try #require(split.document["inputs"]?.arrayValue?.first)
    let sums = try folder.run("/bin/sh", ["-c", "sha256sum train-*.tfrecord\(packed) | sha256sum"])
    #expect(input["files_sha256"]?.stringValue == String(sums.prefix(64)))
    #expect(input["files"]?.intValue == 3)
  }

  @Test(arguments: ["", ".gz"]) func `WebDataset archives are split into such`(_ packed: String) throws {
    let folder = try folder("shards.py")
    let split = try split(
      "train-*.tar\(packed)", ItemColumns(label: "json.a.label", group: "json.patient"), in: folder)
    let files = try ["stage1-train", "stage1-validation"].flatMap { part in
      try folder.names("out/\(part)").map { "out/\(part)/\($0)" }
    }
    let keys = try files.flatMap { file in
      try folder.python("shards.py", "read", folder.at(file)).split(separator: "\n")
        .compactMap { try JSON(parsing: String($0))["key"]?.stringValue }
    }
    #expect(keys.map { Int($0.suffix(6)) } == Self.items(split))
    let listed = try files.flatMap { file in
      try folder.run("/bin/tar", ["--list", "--file", file]).split(separator: "\n")
    }
    #expect(listed.count == 600)
    // A second one takes the place of the first, folders and all.
    _ = try self.split("train-0.tar\(packed)", in: folder)
    #expect(
      try folder.names("out") == ["split.json", "stage1-train.tar\(packed)", "stage1-validation.tar\(packed)"])
  }

  @Test func `labels of NumPy are split into numbers of items`() throws {
    let folder = try folder("arrays.py")
    let split = try split("plain.npz", ItemColumns(label: "labels", group: "patients"), in: folder)
    let lines = try folder.python(
      "arrays.py", "read", folder.at("out/stage1-train.npy"), folder.at("out/stage1-validation.npy"))
    let expected = [split.split.train, split.split.validation].map { part in
      "int64 (\(part.count),) " + part.map { "\($0)" }.joined(separator: " ") + "\n"
    }
    #expect(lines == expected.joined())
  }

  @Test func `class folders are split into a list, or into folders of links`() throws {
    let folder = try FormatFolder()
    for item in 0..<60 {
      try folder.write(Array("\(item)".utf8), to: "data/\(["cat", "dog"][item % 2])/\(item).jpg")
    }
    let listed = try split("data", in: folder)
    let rows = ["train", "validation"].flatMap { part in
      (try? String(contentsOfFile: folder.at("out/stage1-\(part).csv"), encoding: .utf8))?.split(separator: "\n")
        .dropFirst() ?? []
    }
    #expect(Set(rows).count == 60)
    #expect(rows.allSatisfy { $0.hasPrefix("cat/") == $0.hasSuffix(",cat") })
    let sums = try folder.run(
      "/bin/sh", ["-c", "cd data; find * -type f -printf '%s %p\\n' | LC_ALL=C sort -k 2 | sha256sum"])
    let input = try #require(listed.document["inputs"]?.arrayValue?.first)
    #expect(input["listing_sha256"]?.stringValue == String(sums.prefix(64)))

    let task = SplitTask(
      train: ClassFolderSource(folder.at("data"), output: .links), columns: ItemColumns(),
      request: SplitRequest(seed: 3), folder: folder.at("links"))
    let finished = try task.run()
    #expect(finished.split == listed.split)
    #expect(try folder.names("links/stage1-train") == ["cat", "dog"])
    #expect(try folder.names("links/stage1-train/cat").count == 27)
    #expect(try folder.names("links/stage1-validation/dog").count == 3)
    _ = try task.run()
    // What somebody put there is not lost with an earlier split.
    try folder.write([1], to: "links/stage1-train/cat/mine.jpg")
    #expect(dataError { _ = try task.run() }.contains("it holds 'stage1-train/cat/mine.jpg'"))
  }

  @Test func `a folder that is read is never written into or replaced`() throws {
    let folder = try FormatFolder()
    for item in 0..<20 { try folder.write([1], to: "data/in/\(["cat", "dog"][item % 2])/\(item).jpg") }
    let task = { (out: String) in try split("data/in", in: folder, to: out) }
    #expect(dataError { _ = try task("data/in/out") }.contains("it lies in the input"))
    #expect(dataError { _ = try task("data/in/a/b/out") }.contains("it lies in the input"))
    #expect(dataError { _ = try task("data/in") }.contains("would be replaced"))
    #expect(dataError { _ = try task("data") }.contains("would be replaced"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.at("link"), withDestinationPath: folder.at("data/in/cat"))
    #expect(dataError { _ = try task("link/out") }.contains("it lies in the input"))
    #expect(try folder.names("data/in") == ["cat", "dog"])
    #expect(try folder.names("data/in/cat").count == 10)
  }

  @Test func `the real validation may be in another format, and its labels are read as the training's`() throws {
    let folder = try folder("tfrecords.py")
    // A few whole numbers that would be classes for themselves.
    try folder.write(Array("y\n0.5\n1\n2\n".utf8), to: "v.csv")
    var task = SplitTask(
      train: try ItemSources.source(at: folder.at("train-0.tfrecord")),
      validation: try ItemSources.source(at: folder.at("v.csv")), columns: ItemColumns(label: "score"),
      folder: folder.at("out"))
    #expect(dataError { _ = try task.run() }.contains("v.csv"))
    task.validationLabel = "y"
    #expect(try task.run().validation?.label == .numbers([0.5, 1, 2]))
    try folder.write(Array("y\n1\n-2\n9\n".utf8), to: "v.csv")
    task.columns.label = "label"
    let finished = try task.run()
    #expect(classNames(finished.validation?.label) == ["1", "-2", "9"])
    let report = finished.document["report"]?.text() ?? ""
    #expect(report.contains("only in the real validation (9)"))
  }

  @Test func `times may be dates in every format`() throws {
    let folder = try FormatFolder()
    for (name, text) in [
      ("a.cls", "1"), ("a.time", "2024-01-31T00:00:01Z"), ("b.cls", "1"), ("b.time", "1970-01-02"), ("c.cls", "1"),
      ("c.time", "12"),
    ] { try folder.write(Array(text.utf8), to: name) }
    let members = ["a.cls", "a.time", "b.cls", "b.time"]
    _ = try folder.run("/bin/tar", ["--create", "--file", "t.tar"] + members)
    let columns = ItemColumns(time: "time")
    #expect(try ItemSources.source(at: folder.at("t.tar")).scan(columns).times == [1_706_659_201, 86_400])
    _ = try folder.run("/bin/tar", ["--create", "--file", "t.tar"] + members + ["c.cls", "c.time"])
    #expect(
      dataError { _ = try ItemSources.source(at: folder.at("t.tar")).scan(columns) }
        .contains("sample 'c' at byte 4096: the time is a number, but a date in items before"))
  }

  @Test func `columns of numbers are compared in every format`() throws {
    let folder = try folder("tfrecords.py")
    _ = try folder.python("shards.py", "write", folder.path)
    _ = try folder.python("arrays.py", "write", folder.path)
    let inputs: [(path: String, label: String?, numbers: [String], values: [Double])] = [
      ("train-*.tfrecord", "label", ["time"], (0..<300).map { Double($0) * 1000 }),
      ("train-*.tar", nil, ["json.time", "cls"], (0..<150).map { Double($0) / 2 }),
      ("plain.npz", "labels", ["times"], (0..<60).map { Double($0) * 10 }),
      ("text.npy", nil, ["patients.npy"], (0..<60).map { Double($0 / 6) }),
    ]
    for (path, label, numbers, values) in inputs {
      let split = try split(path, ItemColumns(label: label, numbers: numbers), in: folder)
      #expect(split.items.numbers.map(\.name) == numbers && split.items.numbers.first?.values == values, "\(path)")
      let checks = split.document["report"]?["checks"]?.arrayValue ?? []
      #expect(checks.contains { $0["subject"]?.stringValue == numbers[0] }, "\(path)")
      let twice = ItemColumns(label: label, numbers: [numbers[0], numbers[0]])
      #expect(throws: SplitError.columnTwice(numbers[0])) { _ = try self.split(path, twice, in: folder) }
    }
    let wrong = { (path: String, column: String) in
      dataError { _ = try split(path, ItemColumns(numbers: [column]), in: folder) }
    }
    #expect(wrong("train-0.tfrecord", "tiem").contains("did you mean 'time'?"))
    #expect(wrong("train-0.tfrecord", "id").contains("the column 'id': a number expected, got 'item-0'"))
    #expect(wrong("train-0.tar", "json.a").contains("a number expected, got"))
    #expect(wrong("text.npy", "whole-i1.npyy").contains("whole-i1.npyy"))
  }

  @Test func `arrays beside the labels are inputs as the labels are`() throws {
    let folder = try folder("arrays.py")
    let columns = ItemColumns(group: "patients.npy")
    let before = try split("text.npy", columns, in: folder).document["inputs"]?.arrayValue ?? []
    #expect(before.compactMap { $0["name"]?.stringValue } == ["text.npy", "patients.npy"])
    let sum = try folder.run("/usr/bin/sha256sum", ["patients.npy"]).prefix(64)
    #expect(before.last?["sha256"]?.stringValue == String(sum))
    try FileManager.default.createDirectory(atPath: folder.at("labels"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: folder.at("text.npy"), toPath: folder.at("labels/text.npy"))
    let beside = ItemColumns(group: folder.at("patients.npy"))
    #expect(
      dataError { _ = try split("labels/text.npy", beside, in: folder, to: "labels") }.contains(
        "would be replaced"))
    try FileManager.default.createDirectory(atPath: folder.at("groups"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: folder.at("patients.npy"), toPath: folder.at("groups/g.npy"))
    let away = ItemColumns(group: folder.at("groups/g.npy"))
    #expect(
      dataError { _ = try split("text.npy", away, in: folder, to: "groups") }
        .contains("groups/g.npy' lies in it and would be replaced"))
  }

  @Test func `a format that is named counts, and so does another name of the label`() throws {
    let folder = try FormatFolder()
    try folder.write(
      Array((["x\ty"] + (0..<60).map { "\($0)\t\($0 % 2)" }).joined(separator: "\n").utf8), to: "t.dat")
    try folder.write(Array("z,x\n1,a\n0,b\n".utf8), to: "v.csv")
    var task = SplitTask(
      train: try ItemSources.source(at: folder.at("t.dat"), format: .tsv),
      validation: try ItemSources.source(at: folder.at("v.csv")), columns: ItemColumns(label: "y"),
      folder: folder.at("out"))
    (task.dataFormat, task.validationLabel) = (.tsv, "z")
    let split = try task.run()
    #expect(split.files["stage1.train"] == folder.at("out/stage1-train.tsv"))
    #expect(
      split.document["request"]?["data_format"] == "tsv" && split.document["request"]?["label_kind"] == "automatic"
    )
    #expect(split.document["columns"] == ["label": "y", "validation_label": "z"])
    let stored = try StoredSplit(folder: folder.at("out"))
    #expect(try task.difference(from: stored, HashMemory(file: nil)) == nil)
    task.dataFormat = nil
    #expect(try task.difference(from: stored, HashMemory(file: nil)) == "with other settings")
  }
}

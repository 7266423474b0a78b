import DataSplit
import Foundation
import Testing

/// What is asked for by name and is not there, and items that are the same as those of the validation.
@Suite(.serialized, .timeLimit(.minutes(5))) struct NamedItemsTests {
  private func archive(_ folder: FormatFolder, _ name: String = "t.tar", from first: Int = 0) throws {
    var members: [String] = []
    for index in first..<first + 40 {
      for (member, text) in [("cls", "\(index % 2)"), ("json", "{\"video\": \(index / 4)}")] {
        try folder.write(Array(text.utf8), to: "\(index).\(member)")
        members.append("\(index).\(member)")
      }
    }
    _ = try folder.run("/bin/tar", ["--create", "--file", name] + members)
  }

  private func report(_ train: String, _ validation: String, in folder: FormatFolder, byContent: Bool = false)
    throws
    -> DataReport
  {
    try SplitTask(
      train: try ItemSources.source(at: folder.at(train)),
      validation: try ItemSources.source(at: folder.at(validation)),
      columns: ItemColumns(readsContents: byContent), folder: folder.at("out")
    ).check().report
  }

  @Test func `an identity that no item has is an error with a suggestion`() throws {
    let folder = try FormatFolder()
    _ = try folder.python("tfrecords.py", "write", folder.path)
    try archive(folder)
    let wrong = { (path: String, columns: ItemColumns) in
      dataError { _ = try ItemSources.source(at: folder.at(path)).scan(columns) }
    }
    #expect(
      wrong("train-0.tfrecord", ItemColumns(label: "label", identity: "idd")).contains(
        "no record has the feature 'idd'; did you mean 'id'?"))
    #expect(wrong("t.tar", ItemColumns(identity: "jsn")).contains("no sample has the member 'jsn'"))
    #expect(wrong("t.tar", ItemColumns(identity: "json.vdeo")).contains("no sample has the member 'json.vdeo'"))
    #expect(
      try ItemSources.source(at: folder.at("t.tar")).scan(.init(identity: "json.video")).identities?[0] != nil)
  }

  @Test func `a group that no sample has is named, and not the label`() throws {
    let folder = try FormatFolder()
    try archive(folder)
    for columns in [ItemColumns(group: "json.zzz"), ItemColumns(time: "json.zzz")] {
      let words = dataError { _ = try ItemSources.source(at: folder.at("t.tar")).scan(columns) }
      #expect(words.contains("no sample has the member 'json.zzz'") && !words.contains("cls'"), "\(words)")
    }
  }

  @Test func `validation data that is the training data is bad also where nobody compares items`() throws {
    let folder = try FormatFolder()
    try archive(folder)
    try archive(folder, "v.tar", from: 100)
    try FileManager.default.copyItem(atPath: folder.at("t.tar"), toPath: folder.at("same.tar"))
    let same = try report("t.tar", "same.tar", in: folder)
    #expect(same.verdict == .bad)
    #expect(
      same.text.contains("bad    shared items (inputs): 'same.tar' of the validation is 't.tar' of the training"))
    let other = try report("t.tar", "v.tar", in: folder)
    #expect(!other.checks.contains { $0.kind == .sharedItems })
    #expect(
      other.text.contains("note   shared items were not looked for, as that means to read all contents once more"))
    #expect(DataReport(json: other.json)?.notes == other.notes)
    let looked = try report("t.tar", "v.tar", in: folder, byContent: true)
    #expect(looked.notes.isEmpty && looked.checks.contains { $0.kind == .sharedItems && $0.verdict == .good })
  }

  @Test func `an array that is asked for another one says what it has`() throws {
    let folder = try FormatFolder()
    _ = try folder.python("arrays.py", "write", folder.path)
    let words = dataError {
      _ = try ItemSources.source(at: folder.at("text.npy")).scan(ItemColumns(label: "label"))
    }
    #expect(words.contains("text.npy: it is one array and has none that is called 'label'"), "\(words)")
  }

  @Test func `a number beyond a limit never reads as if it were the limit`() throws {
    var items = ItemTable(count: 9999)
    items.label = .classes(
      Categories(names: ["a", "b"], codes: (0..<9999).map { $0 < 501 ? Categories.missing : UInt32($0 % 2) }))
    let split = try DataSplit(items, SplitRequest())
    let text = DataReport(of: CheckedData(items: items, split: split)).text(showsGood: false, width: 1000)
    #expect(text.contains("share of items without a label: 0.0501") && !text.contains(": 0.05, bad above 0.05"))
    items.label = .classes(
      Categories(names: ["a", "b"], codes: (0..<99_999).map { $0 < 5001 ? Categories.missing : UInt32($0 % 2) }))
    items.count = 99_999
    let close = try DataReport(of: CheckedData(items: items, split: DataSplit(items, SplitRequest())))
    #expect(close.text(showsGood: false, width: 1000).contains("without a label: 0.0500"), "\(close.text)")
  }

  @Test func `class folders with the same files are told, and not those whose names and sizes alone are alike`()
    throws
  {
    let folder = try FormatFolder()
    for (root, letter) in [("t", "x"), ("same", "x"), ("v", "y")] {
      for index in 0..<40 {
        try folder.write(Array("\(letter)\(index)".utf8), to: "\(root)/c\(index % 2)/\(index).png")
      }
    }
    #expect(
      try report("t", "same", in: folder).text.contains("'same' of the validation is 't' of the training data"))
    #expect(try !report("t", "v", in: folder).text.contains("(inputs)"))
  }

  @Test func `lists in lines of JSON are sets of classes`() throws {
    let folder = try FormatFolder()
    let label = { (lines: [String]) in
      try folder.write(Array(lines.map { "{\"y\": \($0)}\n" }.joined().utf8), to: "t.jsonl")
      return try ItemSources.source(at: folder.at("t.jsonl")).scan(ItemColumns(label: "y")).label
    }
    #expect(
      try label(["\"a|b\"", "null", "[\"a\", \"b\"]", "[]", "\"b\""])
        == .classSets(names: ["a|b", "a", "b"], codes: [0, 1, 2, 2], starts: [0, 1, 1, 3, 3, 4]))
    #expect(try label(["3", "[1, 3]"]) == .classSets(names: ["3", "1"], codes: [0, 1, 0], starts: [0, 1, 3]))
    #expect(classNames(try label(["[\"a\"]", "[]", "\"b\""])) == ["a", nil, "b"])
    let words = dataError {
      _ = try ItemSources.source(at: folder.at("t.jsonl")).scan(ItemColumns(label: "y", kind: .classes))
    }
    #expect(words.contains("the member 'y': one class expected, got the list"), "\(words)")
  }
}

import PlainJSON

/// Whether the validation data is the training data, as whole files tell it: also where nobody looks into them.
enum InputChecks {
  /// A bad check where an input of the validation is one of the training's; none otherwise.
  ///
  /// - Parameters: hashes of what is trained on, and of what is validated on.
  static func of(_ train: [InputEntry], _ validation: [InputEntry], _ thresholds: CheckThresholds) -> [DataCheck] {
    var trained: [String: String] = [:]
    for entry in train { for file in entry.each where trained[file.key] == nil { trained[file.key] = file.name } }
    let files = validation.flatMap(\.each)
    let pairs = files.compactMap { file in
      trained[file.key].map { "'\(file.name)' of the validation is '\($0)' of the training data" }
    }
    guard !pairs.isEmpty else { return [] }
    let share = Double(pairs.count) / Double(files.count)
    return [
      DataCheck(
        .sharedItems, subject: "inputs", .bad, measure: "share of validation inputs", share,
        limits: thresholds.shared,
        words: "\(Figures.list(pairs, most: 2))",
        advice: "final results count items that are learnt by heart: name the real validation data",
        details: ["inputs": .integer(pairs.count)])
    ]
  }

  /// What to say where items were not compared; nil where they were.
  static func note(_ items: ItemTable, _ columns: ItemColumns) -> String? {
    guard items.identities == nil, items.contents == nil else { return nil }
    return columns.readsContents
      ? "shared items were not looked for: this data does not hold the items themselves; --id names them"
      : "shared items were not looked for, as that means to read all contents once more: --by-content does (by_content "
        + "in Lua), or --id names the items"
  }
}

extension InputEntry {
  /// What tells each of its files from others, and what it is called; of a folder of class folders all files at once.
  fileprivate var each: [(key: String, name: String)] {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return switch hash {
    case .contents(let digits): [(digits, name)]
    case .eachFile: parts
    // Names and sizes may be alike where contents are not, so a few files have to be the same as well.
    case .listing(let digits): [("listing \(digits) \(firstContents)", name)]
    }
  }

  /// The hashes of the first files of a folder.
  private var firstContents: String {
    var (hashes, walk): ([String], FolderWalk) = ([], FolderWalk(path))
    let classes = (try? walk.entries([]).filter(\.isFolder)) ?? []
    for folder in classes {
      var left = 4
      // It was read in whole just now; what cannot be read any more is like nothing.
      try? walk.files(folder.name) { name in
        hashes.append(try InputHash(of: "\(path)/\(String(decoding: name, as: UTF8.self))").sha256)
        left -= 1
        if left == 0 { throw CancellationError() }
      }
      if hashes.count >= 64 { break }
    }
    return hashes.joined()
  }
}

import PlainJSON

/// The data of a search: where the parts of its split are, and what tells them from other data.
public struct SearchData: Sendable, Equatable {
  /// The files of the parts by their names: `stage1.train`, `stage1.validation`, `stage1.train.25`, `stage2.train`, and
  /// `stage2.validation` where there is real validation data.
  public var paths: [String: String]
  /// What tells the parts from all others.
  public var id: String
  /// The folder of the split.
  public var folder: String
  /// How many items each part has.
  public var counts: [String: Int]
  /// What it was made of: objects with role, name, bytes and sha256.
  public var inputs: [JSON]
  /// What the checks said at worst: `good`, `watch`, `bad`.
  public var verdict: String
  /// Whether it is searched on although it is too small or too imbalanced.
  public var isForced: Bool
  /// The hashes of the parts by their names, where a part that somebody changes would not be made again.
  public var parts: [String: String]

  /// Describes data.
  public init(
    paths: [String: String], id: String, folder: String, counts: [String: Int], inputs: [JSON], verdict: String,
    isForced: Bool = false, parts: [String: String] = [:]
  ) {
    (self.paths, self.id, self.folder, self.counts) = (paths, id, folder, counts)
    (self.inputs, self.verdict, self.isForced, self.parts) = (inputs, verdict, isForced, parts)
  }

  /// How many items rewards of stage 1 are measured on.
  public var validationSize: Int? { counts["stage1.validation"] }

  /// What the store keeps.
  var document: JSON {
    var members: [String: JSON] = [
      "id": .string(id), "folder": .string(folder), "paths": .object(paths.mapValues { .string($0) }),
      "items": .object(counts.mapValues { .integer($0) }), "inputs": .array(inputs), "verdict": .string(verdict),
      "forced": .bool(isForced),
    ]
    if !parts.isEmpty { members["parts"] = .object(parts.mapValues { .string($0) }) }
    return .object(members)
  }

  /// The file of a placeholder's name without `data.`.
  ///
  /// - Parameter stage: whose part `train` and `validation` are.
  func path(of name: String, stage: Int) -> String? { paths[Self.partName(name, stage: stage)] }

  /// Why a name has no file, and the way out.
  func problem(with name: String, stage: Int) -> String {
    let part = Self.partName(name, stage: stage)
    if part == "stage2.validation" {
      return
        "{data.\(name)} has no file\(part == name ? "" : " in stage 2"): the split has no real validation data; "
        + "give nas.split the key 'validation', or nas.search no 'full'"
    }
    if part == "stage2.train" {
      return
        "{data.\(name)} has no file\(part == name ? "" : " in stage 2"): a split that is opened does not know where its "
        + "inputs are; give nas.split the key 'train' too"
    }
    let known = (["train", "validation"] + paths.keys.sorted()).map { "{data.\($0)}" }
    return "the data has no part {data.\(name)}; there is \(known.joined(separator: ", "))"
  }

  private static func partName(_ name: String, stage: Int) -> String {
    ["train", "validation"].contains(name) ? "stage\(stage).\(name)" : name
  }
}

extension StoredSearch {
  /// What is kept of the data: id, folder, paths, items (counts by part), inputs, verdict and forced. Nil without data.
  public var data: JSON? { json["data"].flatMap { $0 == .null ? JSON?.none : $0 } }

  /// How many items rewards of stage 1 are measured on, where that is known.
  public var validationSize: Int? { data?["items"]?["stage1.validation"]?.intValue }

  /// What differs between the data of both, in words; nil where it is the same.
  func dataDifference(from earlier: StoredSearch) -> String? {
    switch (data, earlier.data) {
    case (nil, nil): return nil
    case (nil, _?): return "the script has no 'data' any more"
    case (_?, nil): return "the script had no 'data' then"
    case (let data?, let before?):
      if data["id"] == before["id"] {
        // Only a split that is opened tells of its parts.
        let old = before["parts"]?.objectValue ?? [:]
        let changed = (data["parts"]?.objectValue ?? [:]).filter { old[$0.key] != nil && old[$0.key] != $0.value }
        return changed.keys.min().map { "the part \($0) of its split has other contents now" }
      }
      let describe = { (input: JSON) in [input["name"], input["bytes"], input["sha256"]].map { $0?.text ?? "" } }
      let (inputs, old) = (data["inputs"]?.arrayValue ?? [], before["inputs"]?.arrayValue ?? [])
      for (input, earlier) in zip(inputs, old) where describe(input) != describe(earlier) {
        let (name, oldName) = (input["name"]?.stringValue ?? "?", earlier["name"]?.stringValue ?? "?")
        return name == oldName
          ? "'\(name)' has other contents now" : "'\(name)' stands where '\(oldName)' did"
      }
      return inputs.count == old.count ? "it is split in another way now" : "there are other inputs now"
    }
  }
}

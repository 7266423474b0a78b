import DataSplit
import LuaHost
import PlainJSON
import SearchEngine
import TextPlot

/// A split in Lua.
public struct LuaSplit: LuaObject {
  let split: StoredSplit
  /// All training data; nil for a split that was opened without it.
  let train: [String]?
  /// The real validation data.
  let validation: [String]?
  /// The hashes of the parts of a split that was opened, which nothing makes again where somebody changes them.
  var partHashes: [String: String] = [:]

  /// The files of one stage.
  struct Stage: LuaObject {
    let number: Int
    let paths: [String: String]

    static let luaType = LuaObjectType("SplitStage", "The files of one stage of a split.") {
      LuaProperty("train", "what the stage trains on; nil where it is not known") { (own: Stage) in
        own.path("train")
      }
      LuaProperty("validation", "what the stage is measured on; nil where there is none") { (own: Stage) in
        own.path("validation")
      }
      LuaFunction(
        "subsample", "The file of a part of stage 1's training part.", LuaParameter<Stage>("self", "the stage"),
        LuaParameter<Int>("percent", "how much of it, as nas.split was asked for"),
        returns: LuaResult<String>("the file")
      ) { own, percent in
        if let path = own.path("train.\(percent)") { return path }
        let known = own.paths.keys.compactMap { $0.split(separator: ".").last.flatMap { Int($0) } }.sorted()
        throw BindingError(
          "stage \(own.number) has no subsample of \(percent) %; "
            + (known.isEmpty
              ? "give nas.split the key 'subsamples' = { \(percent) }"
              : "there is \(known.map(String.init).joined(separator: ", "))"))
      }
    }

    private func path(_ name: String) -> String? { paths["stage\(number).\(name)"] }

    var luaText: String {
      paths.filter { $0.key.hasPrefix("stage\(number).") }.sorted { PartOrder.isBefore($0.key, $1.key) }
        .map { "\($0.key)  \($0.value)" }.joined(separator: "\n")
    }
  }

  public static let luaType = LuaObjectType(
    "Split", "Data that is split for both stages: printing it shows the parts."
  ) {
    LuaProperty("folder", "the folder with the parts and split.json") { (own: LuaSplit) in own.split.folder }
    LuaProperty("stage1", "the files that a search trains and measures on") { (own: LuaSplit) in
      Stage(number: 1, paths: own.paths)
    }
    LuaProperty("stage2", "the files of full training: all training data and the real validation data") {
      (own: LuaSplit) in Stage(number: 2, paths: own.paths)
    }
    LuaFunction(
      "report", "What the checks say of the split; printing it shows all.",
      LuaParameter<LuaSplit>("self", "the split"),
      returns: LuaResult<LuaDataReport>("the report")
    ) { LuaDataReport(split: $0) }
    LuaFunction(
      "counts", "How many items each part has, and how many of each class or range of numbers.",
      LuaParameter<LuaSplit>("self", "the split"),
      returns: LuaResult<JSON>(
        "by the names of parts", stub: "table<string, { items: integer, classes: table<string, integer> }>")
    ) { $0.countsDocument }
    LuaFunction(
      "plot", "Draws the shares of the classes in all parts.", LuaParameter<LuaSplit>("self", "the split"),
      LuaParameter<SplitPlotOptions>("options", "how large"), returns: LuaResult<LuaPlot>("the chart")
    ) { own, options in LuaPlot(text: try own.plot(options)) }
  }

  /// Every file, by the names of placeholders; several paths of an input with commas between them.
  var paths: [String: String] {
    var paths = split.files
    paths["stage2.train"] = train?.joined(separator: ",")
    paths["stage2.validation"] = validation?.joined(separator: ",")
    return paths
  }

  /// What a search is given.
  func data(isForced: Bool) -> SearchData {
    SearchData(
      paths: paths, id: split.id, folder: split.folder, counts: split.counts, inputs: split.inputs,
      verdict: split.report.verdict.rawValue, isForced: isForced, parts: partHashes)
  }

  private var countsDocument: JSON {
    let histogram = split.report.histogram
    return .object(
      Dictionary(
        split.partNames.map { name in
          let counts = histogram.parts.first { $0.name == name }?.counts ?? []
          let classes = Dictionary(
            zip(histogram.labels, counts.map { JSON.integer($0) }), uniquingKeysWith: { a, _ in a })
          return (name, ["items": .integer(split.counts[name] ?? 0), "classes": .object(classes)])
        }
      ) { first, _ in first })
  }

  /// The parts, a line each.
  var table: String {
    let (paths, counts) = (paths, split.counts)
    let rows =
      [["part", "items", "file"]]
      + split.partNames.map { name in
        let path = paths[name] ?? "(not known)"
        let prefix = split.folder + "/"
        return [
          name, String(counts[name] ?? 0), path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path,
        ]
      }
    let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row[0] + String(repeating: " ", count: widths[0] - row[0].count + 2)
        + String(repeating: " ", count: widths[1] - row[1].count) + row[1] + "  " + row[2]
    }.joined(separator: "\n")
  }

  public var luaText: String {
    let checks = split.report.checks
    let counts = [DataCheck.Verdict.bad, .watch, .good].compactMap { verdict -> String? in
      let count = checks.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    let force = split.report.needsForce ? "; too small or too imbalanced to search architectures on" : ""
    return "Split in \(split.folder)\n\(table)\nchecks: \(counts.joined(separator: ", "))\(force)"
  }
}

import Foundation
import LuaHost
import PlainJSON
import SearchEngine
import SearchSpace

/// A table of finished trainings in Lua.
struct LuaTrainingTable: LuaObject {
  let table: TrainingTable
  let options: TableOptions

  static let luaType = LuaObjectType(
    "TrainingTable", "A file of finished trainings, which stands in for training in nas.simulate and nas.search."
  ) {
    LuaProperty("file", "the file") { (own: LuaTrainingTable) in own.table.file }
    LuaProperty("columns", "the names of its columns") { (own: LuaTrainingTable) in own.table.columns }
    LuaProperty("rows", "how many rows it has") { (own: LuaTrainingTable) in own.table.count }
    LuaFunction(
      "max", "The greatest number of a column: the best reward that there is.",
      LuaParameter<LuaTrainingTable>("self", "the table"), LuaParameter<String>("column", "the column"),
      returns: LuaResult<Double>("the number")
    ) { own, column in try own.table.range(of: column).upperBound }
    LuaFunction(
      "min", "The least number of a column.",
      LuaParameter<LuaTrainingTable>("self", "the table"), LuaParameter<String>("column", "the column"),
      returns: LuaResult<Double>("the number")
    ) { own, column in try own.table.range(of: column).lowerBound }
  }

  var luaText: String { "TrainingTable(\(table.file), \(table.count) rows)" }

  /// Whether it calls no function of a script to find a row.
  var isNative: Bool { if case .function = options.key { false } else { true } }

  /// The table as the trainer of a space.
  ///
  /// - Parameter needs: the metrics that somebody asks for, and who.
  func trainer(for space: SearchSpace, _ needs: [(metric: String, purpose: String)]) throws -> TableTrainer {
    let trainer = try TableTrainer(table, options, for: space)
    for need in needs { try trainer.require(need.metric, for: need.purpose) }
    return trainer
  }
}

/// The function that reads tables.
enum TableFunctions {
  struct TableNoiseOptions: LuaOptions {
    var columns: [String] = []
    var metric = ""
    static let fields = [
      LuaField(
        "columns", "the columns, of which the trial's seed chooses; empty cells are left out",
        \TableNoiseOptions.columns,
        required: true),
      LuaField("as", "the name of the metric", \TableNoiseOptions.metric, required: true),
    ]
  }

  struct TableCurveOptions: LuaOptions {
    var prefix = ""
    var metric = ""
    var cut = "failed"
    static let fields = [
      LuaField(
        "prefix", "what the columns begin with; the step follows", \TableCurveOptions.prefix, required: true),
      LuaField("as", "the name of the metric", \TableCurveOptions.metric, required: true),
      LuaField(
        "cut", "what a curve with empty cells is: a training that failed there, or one that ended there",
        \TableCurveOptions.cut, stub: "\"failed\"|\"completed\""),
    ]
  }

  struct Options: LuaOptions {
    static var luaStubType: String { "TableOptions" }
    var columns: JSON?
    var key: LuaCallable?
    var by: String?
    var metrics: [String]?
    /// Without columns and without a prefix there is none.
    var noise = TableNoiseOptions()
    var curve = TableCurveOptions()
    var duration: String?
    var missing = "infeasible"
    var repeats = "error"
    static let fields = [
      LuaField(
        "columns",
        "the columns of the decisions by their places, or their names where those are the places; all decisions "
          + "by name if left out", \Options.columns, stub: "(table<string, string>|string[])?"),
      LuaField(
        "key", "in place of columns: a function that gives what stands in the column 'by'", \Options.key,
        stub: "(fun(arch: any): string|number)?"),
      LuaField("by", "the column that 'key' gives the value of", \Options.by),
      LuaField("metrics", "the columns that are metrics; all others with numbers if left out", \Options.metrics),
      LuaField("noise", "a metric that is drawn from several columns: one training of several", \Options.noise),
      LuaField("curve", "a metric that is reported step by step", \Options.curve),
      LuaField("duration", "the column with the seconds that a training takes", \Options.duration),
      LuaField(
        "missing", "what an architecture without a row is", \Options.missing, stub: "\"infeasible\"|\"error\""),
      LuaField(
        "repeats", "what several rows of one architecture are: a mistake, or trainings of which one is drawn",
        \Options.repeats, stub: "\"error\"|\"draw\""),
    ]

    func options() throws -> TableOptions {
      var options = TableOptions()
      options.key = try tableKey()
      options.metrics = metrics
      options.duration = duration
      options.missingIsInfeasible = try Self.word(missing, "missing", ["infeasible", "error"]) == "infeasible"
      options.allowsRepeats = try Self.word(repeats, "repeats", ["error", "draw"]) == "draw"
      if !noise.metric.isEmpty {
        if noise.columns.isEmpty {
          throw LuaConversionError(
            expected: "at least one column", got: "an empty list", path: ["noise", "columns"])
        }
        options.noise = [.init(columns: noise.columns, metric: noise.metric)]
      }
      if !curve.metric.isEmpty {
        let failsWhenCut = try Self.word(curve.cut, "curve.cut", ["failed", "completed"]) == "failed"
        options.curves = [.init(prefix: curve.prefix, metric: curve.metric, failsWhenCut: failsWhenCut)]
      }
      return options
    }

    private func tableKey() throws -> TableOptions.Key {
      if let key {
        guard let by, columns == nil else {
          throw BindingError("a key needs 'by', the column in which its value stands, and takes no 'columns'")
        }
        return .function(column: by) { architecture in try await key.value(for: architecture) }
      }
      if by != nil { throw BindingError("'by' names the column of a 'key', and there is no 'key'") }
      guard let columns else { return .places }
      if let list = columns.arrayValue?.map(\.stringValue), !list.isEmpty, !list.contains(nil) {
        return .columns(Dictionary(list.compactMap { $0.map { ($0, $0) } }) { first, _ in first })
      }
      guard let members = columns.objectValue, members.values.allSatisfy({ $0.stringValue != nil }) else {
        throw LuaConversionError(
          expected: "columns by place, or a list of them", got: columns.text, path: ["columns"])
      }
      return .columns(members.compactMapValues(\.stringValue))
    }

    private static func word(_ value: String, _ key: String, _ known: [String]) throws -> String {
      guard known.contains(value) else {
        throw LuaConversionError(
          expected: known.map { "'\($0)'" }.joined(separator: " or "), got: "'\(value)'", path: [key])
      }
      return value
    }
  }

  static func table(_ context: LunasContext) -> LuaFunction {
    LuaFunction(
      "table",
      "Reads a table of finished trainings (CSV, gzipped or not) that stands in for training: an architecture is looked up, "
        + "and the numbers of its row are its metrics.",
      LuaParameter<String>("file", "the file; {script.dir} is the folder of the script"),
      LuaParameter<Options>("options", "what the columns are"), returns: LuaResult<LuaTrainingTable>("the table")
    ) { file, options in
      let options = try options.options()
      return LuaTrainingTable(table: try TrainingTable(file: try context.filled(file)), options: options)
    }
  }
}

extension LuaCallable {
  /// What a function of an architecture gives as the value of a cell.
  fileprivate func value(for architecture: JSON) async throws -> String {
    guard let lua = reference.state else {
      throw BindingError("the script that the function belongs to has ended")
    }
    let value = try await lua.call(reference, [LuaArchitecture(architecture)], as: JSON.self)
    switch value {
    case .string(let text): return text
    case .integer, .number: return value.text
    default: throw BindingError("the function 'key' must give a string or a number, got \(value.text)")
    }
  }
}

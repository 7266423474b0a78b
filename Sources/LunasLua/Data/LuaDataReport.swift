import DataSplit
import Glibc
import LuaHost
import PlainJSON

/// What the checks say of a split, in Lua.
struct LuaDataReport: LuaObject {
  let split: LuaSplit
  private var report: DataReport { split.split.report }

  static let luaType = LuaObjectType("DataReport", "What the checks say of a split: printing it shows all.") {
    LuaProperty("verdict", "the worst of all: 'good', 'watch' or 'bad'") { (own: LuaDataReport) in
      own.report.verdict.rawValue
    }
    LuaProperty(
      "needs_force", "whether nas.search wants force = true: the data is too small or too imbalanced"
    ) { (own: LuaDataReport) in own.report.needsForce }
    LuaFunction(
      "checks", "The checks, in the order in which to read them.",
      LuaParameter<LuaDataReport>("self", "the report"),
      LuaParameter<String?>("verdict", "which ones; all if left out", stub: "\"good\"|\"watch\"|\"bad\"|nil"),
      returns: LuaResult<JSON>("a list of records", stub: "DataCheck[]")
    ) { own, name -> JSON in
      let known = ["good", "watch", "bad"]
      if let name, !known.contains(name) {
        throw LuaConversionError(expected: "'good', 'watch' or 'bad'", got: "'\(name)'")
      }
      return .array(own.report.checks.filter { name == nil || $0.verdict.rawValue == name }.map(\.json))
    }
    LuaProperty("text", "The report as lines of text.") { (own: LuaDataReport) in own.text(width: 110) }
  }

  static let record = LuaRecordType(
    "DataCheck", "One check of a split.",
    fields: [
      .init("check", "what was looked at: 'shared_items', 'size'", "string"),
      .init("subject", "which column or parts, where there are several", "string?"),
      .init("verdict", "how bad it is", "\"good\"|\"watch\"|\"bad\""),
      .init("measure", "what the statistic is", "string"),
      .init("statistic", "the number; nil if unknown", "number?"),
      .init("limits", "where the verdict turns", "{ watch: number, bad: number }?"),
      .init("p_value", "the chance of such a statistic without a difference", "number?"),
      .init("words", "what was found", "string"), .init("advice", "what to do; nil for what is good", "string?"),
      .init("details", "more numbers", "table<string, any>?"),
    ])

  /// Printed in lines that the terminal has room for.
  var luaText: String {
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
    return text(width: isKnown ? min(Int(size.ws_col), 110) : 110)
  }

  private func text(width: Int) -> String {
    split.table + "\n\n" + String(report.text(showsGood: false, width: width).dropLast())
  }
}

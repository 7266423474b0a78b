import LuaHost
import PlainJSON
import SearchSpace
import Suggestions

/// What a check says of a space.
public struct SpaceReport: LuaObject {
  /// The findings, the worst first.
  public let findings: [Finding]
  /// The space in a few words.
  let subject: String
  /// What a search says of itself before it runs, such as that its data misleads it.
  public private(set) var notices: [String] = []

  /// Checks a space.
  ///
  /// - Throws: what a constraint or the canonical form throws.
  init(of space: LuaSpace) throws {
    findings = try space.space.check()
    subject = space.luaText
  }

  /// Checks the space that a file returned: a space, a table that can become one, or a search.
  ///
  /// - Throws: what such a table throws that is no space, or what a constraint throws.
  public init(ofReturned value: LuaReference, in lua: LuaState) async throws {
    let (space, notices) = try await lua.withStack { stack -> (SearchSpace, [String]) in
      stack.push(value)
      defer { stack.pop() }
      if let search = try? stack.peek(LuaSearch.self, at: -1) {
        return (search.definition.space, search.definition.notices)
      }
      return (try stack.peek(SpaceArgument.self, at: -1).space, [])
    }
    try self.init(of: LuaSpace(space: space))
    self.notices = notices
  }

  /// How many findings have a severity.
  public func count(of severity: Finding.Severity) -> Int { findings.count { $0.severity == severity } }

  public static let luaType = LuaObjectType("SpaceReport", "What the guidelines of the workflow say of a space.") {
    LuaProperty("ok", "Whether there is no error; there may be warnings.") { (own: SpaceReport) in
      own.count(of: .error) == 0
    }
    LuaProperty("errors", "How many findings are errors: a search of the space cannot be sound.") {
      (own: SpaceReport) in own.count(of: .error)
    }
    LuaProperty("warnings", "How many are warnings: a guideline is not kept, perhaps for good reasons.") {
      (own: SpaceReport) in own.count(of: .warning)
    }
    LuaProperty("notes", "How many are notes: worth knowing.") { (own: SpaceReport) in own.count(of: .note) }
    LuaFunction(
      "findings", "The findings, the worst first.", LuaParameter<SpaceReport>("self", "the report"),
      LuaParameter<String?>(
        "severity", "'error', 'warning' or 'note'; all if left out", stub: severities + "|nil"),
      returns: LuaResult<JSON>("a list of records", stub: "SpaceFinding[]")
    ) { own, name -> JSON in
      let known = Finding.Severity.allCases.map(\.rawValue)
      if let name, !known.contains(name) { throw UnknownName(kind: "severity", name: name, known: known) }
      return .array(own.findings.filter { name == nil || $0.severity.rawValue == name }.map(\.json))
    }
  }

  private static let severities = Finding.Severity.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "|")

  static let findingRecord = LuaRecordType(
    "SpaceFinding", "A guideline that a space does not keep.",
    fields: [
      .init("rule", "the name of the rule", "string"), .init("severity", "how much it matters", severities),
      .init("path", "where: 'blocks[*].op'; empty for the whole space", "string"),
      .init("places", "every place that is meant; none for the whole space", "string[]"),
      .init("problem", "what is wrong, and why that matters", "string"), .init("advice", "what to do", "string"),
    ])

  /// The report as `--format json` gives it.
  public var json: JSON {
    [
      "space": .string(subject), "ok": .bool(count(of: .error) == 0), "errors": .integer(count(of: .error)),
      "warnings": .integer(count(of: .warning)), "notes": .integer(count(of: .note)),
      "findings": .array(findings.map(\.json)),
    ]
  }

  /// What a linter would print.
  public var luaText: String {
    let rule = findings.map(\.rule.count).max() ?? 0
    var lines = [subject]
    for finding in findings {
      let severity = finding.severity.rawValue.padded(to: 7)
      lines += ["", "\(severity)  \(finding.rule.padded(to: rule))  \(finding.placeText)"]
      lines += TextLayout.wrapped(finding.problem, indent: 9)
      lines += TextLayout.wrapped("do: \(finding.advice)", indent: 9)
    }
    let counts = Finding.Severity.allCases.compactMap { severity -> String? in
      let count = count(of: severity)
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    return (lines + ["", counts.isEmpty ? "no findings" : counts.joined(separator: ", ")]).joined(separator: "\n")
  }
}

extension Finding {
  /// The finding as scripts and `--format json` give it.
  public var json: JSON {
    [
      "rule": .string(rule), "severity": .string(severity.rawValue), "path": .string(path),
      "places": .array(places.map { .string($0) }), "problem": .string(problem), "advice": .string(advice),
    ]
  }

  fileprivate var placeText: String {
    if path.isEmpty { return "the whole space" }
    if placeCount == 1 { return path }
    return "\(path) (\(places.count == placeCount ? "" : "\(places.count) of ")\(placeCount) places)"
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

import PlainJSON

extension DataReport {
  /// For `split.json`: verdict, whether a search asks for force, checks, and the histogram. Numbers that are not
  /// known are null.
  public var json: JSON {
    var members: [String: JSON] = [
      "verdict": .string(verdict.rawValue), "needs_force": .bool(needsForce),
      "checks": .array(checks.map(\.json)), "histogram": histogram.json,
    ]
    if !notes.isEmpty { members["notes"] = .array(notes.map { .string($0) }) }
    return .object(members)
  }
}

extension DataCheck {
  /// All that is known of it.
  public var json: JSON {
    var members: [String: JSON] = [
      "check": .string(kind.name), "verdict": .string(verdict.rawValue),
      "measure": .string(measure),
      "statistic": .finite(statistic), "words": .string(words),
    ]
    if let subject { members["subject"] = .string(subject) }
    if let advice { members["advice"] = .string(advice) }
    if let limits { members["limits"] = ["watch": .finite(limits.watch), "bad": .finite(limits.bad)] }
    if let pValue { members["p_value"] = .finite(pValue) }
    if !details.isEmpty {
      members["details"] = .object(
        details.mapValues { if case .number(let number) = $0 { .finite(number) } else { $0 } })
    }
    return .object(members)
  }
}

extension DataCheck.Kind {
  /// As JSON names it: `shared_items`.
  var name: String { rawValue.snakeCased }
}

extension JSON {
  /// A number, or null where JSON has none for it.
  fileprivate static func finite(_ number: Double) -> JSON { number.isFinite ? .number(number) : .null }
}

extension String {
  fileprivate var snakeCased: String {
    reduce(into: "") { text, character in
      text += character.isUppercase ? "_" + character.lowercased() : String(character)
    }
  }
}

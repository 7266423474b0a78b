import PlainJSON
import SearchSpace
import Testing

/// Short ways to write templates.
enum SpaceParts {
  static func ints(_ values: Int..., name: String? = nil, tags: [String] = []) -> Template {
    .decision(Decision(.oneOf(values.map { .constant(.integer($0)) }), name: name, tags: tags))
  }

  static func float(_ lower: Double, _ upper: Double) -> Template {
    .decision(Decision(.float(FloatRange(lower: lower, upper: upper))))
  }

  static func oneOf(_ candidates: [Template]) -> Template { .decision(Decision(.oneOf(candidates))) }
  static func table(_ members: [String: Template]) -> Template { .table(members) }
  static func list(_ elements: [Template]) -> Template { .list(elements) }
}

extension Template: ExpressibleByFloatLiteral, ExpressibleByDictionaryLiteral {
  public init(floatLiteral value: Double) { self = .constant(.number(value)) }
  public init(dictionaryLiteral elements: (String, Template)...) {
    self = .table(Dictionary(elements) { first, _ in first })
  }
}

/// What the check of a space says, in short: severity, rule and path of each finding.
func short(
  _ template: Template, _ change: (SearchSpace) throws -> SearchSpace = { $0 }
) throws -> [String] {
  try change(SearchSpace(template)).check().map { "\($0.severity) \($0.rule) \($0.path)" }
}

/// The first finding of a rule.
func finding(
  _ rule: String, _ template: Template, _ change: (SearchSpace) throws -> SearchSpace = { $0 }
) throws -> Finding {
  try #require(try change(SearchSpace(template)).check().first { $0.rule == rule })
}

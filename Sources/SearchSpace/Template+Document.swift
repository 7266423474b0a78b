import PlainJSON

/// The template as JSON: versioned, so that a stored search can be read later, and canonical, so that equal spaces
/// have equal texts.
extension Template {
  /// The version that is written.
  public static let documentVersion = 1

  /// The document that ``init(document:)`` reads.
  public var document: JSON { ["version": .integer(Self.documentVersion), "template": json] }

  /// Reads a document of this or an earlier version.
  public init(document: JSON) throws(SpaceError) {
    guard let version = document["version"]?.intValue, let template = document["template"] else {
      throw SpaceError(path: "", problem: "a space document has the keys version and template")
    }
    guard version == Self.documentVersion else {
      throw SpaceError(
        path: "", problem: "space document of version \(version); this program reads \(Self.documentVersion)")
    }
    self = try Template(json: template, path: "template")
  }

  private var json: JSON {
    switch self {
    case .constant(let value): ["constant": value]
    case .list(let elements): ["list": .array(elements.map(\.json))]
    case .table(let members): ["table": .object(members.mapValues(\.json))]
    case .decision(let decision):
      switch decision.kind {
      case .oneOf(let candidates): ["one_of": .array(candidates.map(\.json))]
      case .integer(let lower, let upper, let step): ["int": [.integer(lower), .integer(upper), .integer(step)]]
      case .listOf(let length, let element): ["list_of": ["length": length.json, "element": element.json]]
      }
    }
  }

  private init(json: JSON, path: String) throws(SpaceError) {
    guard let members = json.objectValue, members.count == 1, let (tag, body) = members.first else {
      throw SpaceError(path: path, problem: "an object with one key expected, got \(json.kind)")
    }
    let path = "\(path).\(tag)"
    switch (tag, body) {
    case ("constant", _): self = .constant(body)
    case ("list", .array(let elements)): self = .list(try Self.read(elements, path: path))
    case ("table", .object(let members)):
      var templates: [String: Template] = [:]
      for (key, value) in members { templates[key] = try Template(json: value, path: "\(path).\(key)") }
      self = .table(templates)
    case ("one_of", .array(let candidates)):
      self = .decision(Decision(.oneOf(try Self.read(candidates, path: path))))
    case ("int", .array(let numbers)):
      let values = numbers.compactMap(\.intValue)
      guard values.count == 3 else { throw SpaceError(path: path, problem: "three whole numbers expected") }
      self = .decision(Decision(.integer(lower: values[0], upper: values[1], step: values[2])))
    case ("list_of", .object(let parts)):
      guard let length = parts["length"], let element = parts["element"] else {
        throw SpaceError(path: path, problem: "the keys length and element expected")
      }
      self = .decision(
        Decision(
          .listOf(
            length: try Template(json: length, path: "\(path).length"),
            element: try Template(json: element, path: "\(path).element"))))
    default:
      throw SpaceError(path: path, problem: "no part of a space document of version \(Self.documentVersion)")
    }
  }

  private static func read(_ elements: [JSON], path: String) throws(SpaceError) -> [Template] {
    var templates: [Template] = []
    for (position, element) in elements.enumerated() {
      templates.append(try Template(json: element, path: "\(path)[\(position)]"))
    }
    return templates
  }
}

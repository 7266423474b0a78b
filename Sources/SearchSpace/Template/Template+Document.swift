import PlainJSON

/// The template as JSON: versioned, so that a stored search can be read later, and canonical, so that equal spaces
/// have equal texts.
extension Template {
  /// The template as a tree of objects with one key each, which says what a part is.
  var json: JSON {
    switch self {
    case .constant(let value): ["constant": value]
    case .list(let elements): ["list": .array(elements.map(\.json))]
    case .table(let members): ["table": .object(members.mapValues(\.json))]
    case .decision(let decision): decision.json
    }
  }

  /// Reads the tree that ``json`` writes.
  init(json: JSON, path: String) throws(SpaceError) {
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
    default: self = .decision(try Decision(tag: tag, body: DocumentPart(body, path: path)))
    }
  }

  static func read(_ elements: [JSON], path: String) throws(SpaceError) -> [Template] {
    var templates: [Template] = []
    for (position, element) in elements.enumerated() {
      templates.append(try Template(json: element, path: "\(path)[\(position)]"))
    }
    return templates
  }
}

extension Decision {
  fileprivate var json: JSON {
    var body: [String: JSON] = [:]
    let tag: String
    switch kind {
    case .oneOf(let candidates):
      tag = "one_of"
      body["candidates"] = .array(candidates.map(\.json))
    case .manyOf(let choice):
      tag = "many_of"
      body["count"] = .integer(choice.count)
      body["candidates"] = .array(choice.candidates.map(\.json))
      body["distinct"] = .bool(choice.isDistinct)
      body["sorted"] = .bool(choice.isSorted)
    case .integer(let range):
      tag = "int"
      body["lower"] = .integer(range.lower)
      body["upper"] = .integer(range.upper)
      body["step"] = .integer(range.step)
      body["log"] = .bool(range.isLogarithmic)
    case .float(let range):
      tag = "float"
      body["lower"] = .number(range.lower)
      body["upper"] = .number(range.upper)
      body["log"] = .bool(range.isLogarithmic)
    case .listOf(let length, let element):
      tag = "list_of"
      body["length"] = length.json
      body["element"] = element.json
    }
    body["name"] = name.map { .string($0) }
    if !tags.isEmpty { body["tags"] = .array(tags.map { .string($0) }) }
    body["default"] = baseline
    body["shared"] = sharing.map { .integer($0) }
    body["literals"] = literals.map { .array($0.map { .string($0) }) }
    return .object([tag: .object(body)])
  }

  fileprivate init(tag: String, body: DocumentPart) throws(SpaceError) {
    switch tag {
    case "one_of": self.init(.oneOf(try Template.read(try body.list("candidates"), path: body.path)))
    case "many_of":
      self.init(
        .manyOf(
          ManyOf(
            count: try body.integer("count"),
            candidates: try Template.read(try body.list("candidates"), path: body.path),
            isDistinct: try body.flag("distinct", default: true), isSorted: try body.flag("sorted", default: false)
          )))
    case "int":
      self.init(
        .integer(
          IntegerRange(
            lower: try body.integer("lower"), upper: try body.integer("upper"),
            step: body.json["step"] == nil ? 1 : try body.integer("step"),
            isLogarithmic: try body.flag("log", default: false))))
    case "float":
      self.init(
        .float(
          FloatRange(
            lower: try body.number("lower"), upper: try body.number("upper"),
            isLogarithmic: try body.flag("log", default: false))))
    case "list_of":
      self.init(
        .listOf(
          length: try Template(json: try body.member("length"), path: "\(body.path).length"),
          element: try Template(json: try body.member("element"), path: "\(body.path).element")))
    default: throw SpaceError(path: body.path, problem: "no part of a space document")
    }
    name = body.json["name"]?.stringValue
    if body.json["tags"] != nil { tags = try body.list("tags").compactMap(\.stringValue) }
    baseline = body.json["default"]
    sharing = body.json["shared"]?.intValue
    if body.json["literals"] != nil { literals = try body.list("literals").compactMap(\.stringValue) }
  }
}

/// Reads the members of an object in a document, with errors that name the place.
struct DocumentPart {
  let json: JSON
  let path: String

  init(_ json: JSON, path: String) {
    self.json = json
    self.path = path
  }

  func member(_ key: String) throws(SpaceError) -> JSON {
    guard let value = json[key] else { throw SpaceError(path: path, problem: "the key \(key) is missing") }
    return value
  }

  func list(_ key: String) throws(SpaceError) -> [JSON] { try read(key, "a list", \.arrayValue) }
  func integer(_ key: String) throws(SpaceError) -> Int { try read(key, "a whole number", \.intValue) }
  func number(_ key: String) throws(SpaceError) -> Double { try read(key, "a number", \.doubleValue) }
  func text(_ key: String) throws(SpaceError) -> String { try read(key, "a string", \.stringValue) }

  func flag(_ key: String, default missing: Bool) throws(SpaceError) -> Bool {
    json[key] == nil ? missing : try read(key, "true or false", \.boolValue)
  }

  private func read<Value>(_ key: String, _ expected: String, _ value: (JSON) -> Value?) throws(SpaceError)
    -> Value
  {
    let member = try member(key)
    guard let value = value(member) else {
      throw SpaceError(path: "\(path).\(key)", problem: "\(expected) expected, got \(member.text)")
    }
    return value
  }
}

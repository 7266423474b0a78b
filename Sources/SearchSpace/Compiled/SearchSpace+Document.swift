import PlainJSON

/// A space as JSON: the template, what it was cut to, and its constraints.
extension SearchSpace {
  /// The version that is written. Version 1 knew `one_of`, `int` and `list_of` without options.
  public static let documentVersion = 2

  /// The document that ``init(document:canonical:)`` reads. A test, and a canonical form, are functions: of a test the name
  /// is kept, and a space that is read back has neither.
  public var document: JSON {
    var document: [String: JSON] = ["version": .integer(Self.documentVersion), "template": template.json]
    if !restriction.isNone { document["restriction"] = restrictionDocument }
    if !constraints.isEmpty { document["constraints"] = .array(constraints.map(\.json)) }
    return .object(document)
  }

  /// Reads a document of this or an earlier version.
  ///
  /// - Throws: ``SpaceError`` with the place in the document.
  public init(document: JSON, canonical: CanonicalForm? = nil) throws(SpaceError) {
    let part = DocumentPart(document, path: "")
    guard document["version"] != nil, document["template"] != nil else {
      throw SpaceError(path: "", problem: "a space document has the keys version and template")
    }
    let version = try part.integer("version")
    guard (1...Self.documentVersion).contains(version) else {
      throw SpaceError(
        path: "",
        problem: "space document of version \(version); this program reads versions 1 to \(Self.documentVersion)")
    }
    let json = try part.member("template")
    let template = try Template(json: version == 1 ? Self.upgraded(json) : json, path: "template")
    var constraints: [Constraint] = []
    if document["constraints"] != nil {
      for (position, json) in try part.list("constraints").enumerated() {
        let part = DocumentPart(json, path: "constraints[\(position)]")
        if let constraint = try Constraint(part) { constraints.append(constraint) }
      }
    }
    let whole = try SearchSpace(template, canonical: canonical)
    let restriction = try document["restriction"].map { (json) throws(SpaceError) in try whole.restriction(json) }
    self = try whole.with(restriction: restriction, constraints: constraints)
  }

  private static func upgraded(_ json: JSON) -> JSON {
    switch json {
    case .array(let elements): return .array(elements.map(upgraded))
    case .object(let members):
      if members.count == 1, let (tag, body) = members.first {
        switch (tag, body) {
        case ("constant", _): return json
        case ("one_of", .array(let candidates)):
          return ["one_of": ["candidates": .array(candidates.map(upgraded))]]
        case ("int", .array(let numbers)) where numbers.count == 3:
          return ["int": ["lower": numbers[0], "upper": numbers[1], "step": numbers[2]]]
        default: break
        }
      }
      return .object(members.mapValues(upgraded))
    default: return json
    }
  }

  // Points are named by their paths, which people can read, and which stay when a later version numbers otherwise.
  private var restrictionDocument: JSON {
    var members: [String: JSON] = [:]
    for (id, set) in restriction.choices {
      members[points[id].path] = .array(set.ranges.map { [.integer($0.lowerBound), .integer($0.upperBound - 1)] })
    }
    for (id, range) in restriction.ranges {
      members[points[id].path] = [.number(range.lower), .number(range.upper)]
    }
    return .object(members)
  }

  private func restriction(_ json: JSON) throws(SpaceError) -> Restriction {
    var restriction = Restriction()
    let known = Dictionary(points.map { ($0.path, $0) }) { first, _ in first }
    for (path, value) in json.objectValue ?? [:] {
      guard let point = known[path] else {
        throw SpaceError(path: "restriction", problem: "the space has no decision \(path)")
      }
      if case .float(let range) = point.kind, let lower = value.arrayValue?.first?.doubleValue,
        let upper = value.arrayValue?.last?.doubleValue
      {
        restriction.ranges[point.id] = FloatRange(lower: lower, upper: upper, isLogarithmic: range.isLogarithmic)
      } else {
        let ranges = value.arrayValue?.compactMap { pair -> Range<Int>? in
          guard let first = pair.arrayValue?.first?.intValue, let last = pair.arrayValue?.last?.intValue,
            first <= last, last < point.count
          else { return nil }
          return first..<last + 1
        }
        restriction.choices[point.id] = ChoiceSet(ranges: ranges ?? [])
      }
    }
    return restriction
  }
}

extension SearchSpace {
  /// An architecture as a document: its choices and its table, with which people and other programs read it.
  public func document(of architecture: Architecture) throws -> JSON {
    [
      "version": 1, "choices": .string(text(of: architecture)), "architecture": table(of: architecture),
      "hash": .string(try hash(of: architecture)),
    ]
  }

  /// Reads the document of an architecture. The choices count; without them, the table.
  public func architecture(document: JSON) throws(SpaceError) -> Architecture {
    let part = DocumentPart(document, path: "")
    guard try part.integer("version") == 1 else {
      throw SpaceError(path: "", problem: "architecture document of another version; this program reads version 1")
    }
    if document["choices"] != nil { return try architecture(text: try part.text("choices")) }
    return try architecture(of: try part.member("architecture"))
  }
}

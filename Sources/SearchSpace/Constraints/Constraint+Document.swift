import PlainJSON

/// Constraints as JSON: one key that says what kind a constraint is, and its name.
extension Constraint {
  var json: JSON {
    let (tag, body): (String, [String: JSON]) =
      switch kind {
      case .sum(let rule): ("sum", rule.members)
      case .ordered(let rule): ("ordered", rule.members)
      case .forbidden(let rule): ("forbidden", rule.members)
      case .test: ("test", [:])
      }
    return .object([tag: .object(body), "name": .string(name)])
  }

  /// Reads a constraint; nil for a test, of which only the name was kept.
  init?(_ part: DocumentPart) throws(SpaceError) {
    let name = try part.text("name")
    func body(_ key: String) -> DocumentPart? {
      part.json[key].map { DocumentPart($0, path: "\(part.path).\(key)") }
    }
    if part.json["test"] != nil { return nil }
    if let body = body("sum") {
      let rule = SumRule(
        try body.patterns(), least: body.json["least"]?.doubleValue, most: body.json["most"]?.doubleValue)
      self.init(.sum(rule), name: name)
    } else if let body = body("ordered") {
      let rule = OrderRule(
        try body.patterns(), isDescending: try body.flag("descending", default: false),
        isStrict: try body.flag("strict", default: false))
      self.init(.ordered(rule), name: name)
    } else if let body = body("forbidden") {
      let rule = ForbiddenRule(
        in: try PathPattern(try body.text("in")), values: try body.member("values").objectValue ?? [:])
      self.init(.forbidden(rule), name: name)
    } else {
      throw SpaceError(path: part.path, problem: "a constraint of a kind that this program does not know")
    }
  }
}

extension SumRule {
  fileprivate var members: [String: JSON] {
    var members = ["places": places.json]
    members["least"] = least.map { .number($0) }
    members["most"] = most.map { .number($0) }
    return members
  }
}

extension OrderRule {
  fileprivate var members: [String: JSON] {
    ["places": places.json, "descending": .bool(isDescending), "strict": .bool(isStrict)]
  }
}

extension ForbiddenRule {
  fileprivate var members: [String: JSON] { ["in": .string(parts.description), "values": .object(values)] }
}

extension [PathPattern] {
  fileprivate var json: JSON { .array(map { .string($0.description) }) }
}

extension DocumentPart {
  fileprivate func patterns() throws(SpaceError) -> [PathPattern] {
    var patterns: [PathPattern] = []
    for text in try list("places").compactMap(\.stringValue) { patterns.append(try PathPattern(text)) }
    return patterns
  }
}

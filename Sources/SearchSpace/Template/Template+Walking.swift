extension Template {
  /// The templates directly inside, in the order in which their decisions are numbered.
  var children: [Template] {
    switch self {
    case .constant: []
    case .list(let elements): elements
    case .table(let members): Self.ordered(members).map(\.value)
    case .decision(let decision):
      switch decision.kind {
      case .oneOf(let candidates): candidates
      case .manyOf(let choice): choice.candidates
      case .listOf(let length, let element): [length, element]
      case .integer, .float: []
      }
    }
  }

  /// Whether there is anything to decide inside.
  public var hasDecisions: Bool {
    if case .decision = self { return true }
    return children.contains(where: \.hasDecisions)
  }

  /// A copy with another template in the place of each one directly inside.
  func mapChildren<Failure: Error>(_ body: (Template) throws(Failure) -> Template) throws(Failure) -> Template {
    func all(_ templates: [Template]) throws(Failure) -> [Template] {
      var mapped: [Template] = []
      for template in templates { mapped.append(try body(template)) }
      return mapped
    }
    switch self {
    case .constant: return self
    case .list(let elements): return .list(try all(elements))
    case .table(let members):
      var mapped: [String: Template] = [:]
      for (key, value) in Self.ordered(members) { mapped[key] = try body(value) }
      return .table(mapped)
    case .decision(var decision):
      switch decision.kind {
      case .oneOf(let candidates): decision.kind = .oneOf(try all(candidates))
      case .manyOf(var choice):
        choice.candidates = try all(choice.candidates)
        decision.kind = .manyOf(choice)
      case .listOf(let length, let element):
        decision.kind = .listOf(length: try body(length), element: try body(element))
      case .integer, .float: break
      }
      return .decision(decision)
    }
  }

  /// The same template with its shared decisions numbered from 0 in the order in which they are met, so that equal spaces
  /// are equal wherever they were made.
  func withCanonicalSharing() -> Template {
    var numbers: [Int: Int] = [:]
    func renumbered(_ template: Template) -> Template {
      guard case .decision(var decision) = template, let number = decision.sharing else {
        return template.mapChildren(renumbered)
      }
      decision.sharing = numbers[number, default: numbers.count]
      numbers[number] = decision.sharing
      return Template.decision(decision).mapChildren(renumbered)
    }
    return renumbered(self)
  }
}

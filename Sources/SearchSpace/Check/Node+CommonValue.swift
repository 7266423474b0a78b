import PlainJSON

extension Node {
  // `nil` would also be JSON's null here, which is a value; `.none` is no value.

  /// A value that this part and another can both become; nil where there is none, or none is found. What is given is
  /// sure, unlike ``overlaps(_:)``, which errs to yes.
  func commonValue(with other: Node) -> JSON? {
    switch (shape, other.shape) {
    case (.constant(let one), .constant(let two)): return one.isSame(as: two) || two.isSame(as: one) ? one : .none
    case (.oneOf(let choice), _):
      for candidate in choice.allowed {
        if let value = choice.candidates[candidate].commonValue(with: other) { return value }
      }
      return .none
    case (_, .oneOf): return other.commonValue(with: self)
    case (.list(let one), .list(let two)): return Self.commonValue(one, two)
    case (.table(let one), .table(let two)):
      guard one.map(\.key) == two.map(\.key), let values = Self.commonValues(one.map(\.value), two.map(\.value))
      else { return .none }
      return .object(Dictionary(zip(one.map(\.key), values)) { first, _ in first })
    case (.listOf(let one), .listOf(let two)):
      for length in one.allowedLengths where two.allowedLengths.contains(length) {
        let (first, second) = (Array(one.elements.prefix(length)), Array(two.elements.prefix(length)))
        if let value = Self.commonValue(first, second) { return value }
      }
      return .none
    case (.listOf(let one), .list(let two)):
      guard one.allowedLengths.contains(two.count) else { return .none }
      return Self.commonValue(Array(one.elements.prefix(two.count)), two)
    case (.list, .listOf): return other.commonValue(with: self)
    default: return commonNumber(with: other)
    }
  }

  private func commonNumber(with other: Node) -> JSON? {
    switch (shape, other.shape) {
    case (.constant(let value), .integer(_, let range, let allowed)):
      return value.intValue.flatMap(range.choice).flatMap { allowed.contains($0) ? value : .none }
    case (.constant(let value), .float(_, let range)):
      return value.doubleValue.flatMap { range.contains($0) ? value : .none }
    case (.integer, .constant), (.float, .constant), (.float, .integer): return other.commonValue(with: self)
    case (.integer(_, let one, let left), .integer(_, let two, let leftThere)):
      return one.first(from: Double(two.lower), of: left) { two.choice(of: $0).map(leftThere.contains) ?? false }
        .map { .integer($0) }
    case (.integer(_, let one, let left), .float(_, let two)):
      return one.first(from: two.lower, of: left) { two.contains(Double($0)) }.map { .integer($0) }
    case (.float(_, let one), .float(_, let two)):
      let value = max(one.lower, two.lower)
      return one.contains(value) && two.contains(value) ? JSON.number(value) : .none
    default: return .none
    }
  }

  private static func commonValue(_ one: [Node], _ two: [Node]) -> JSON? {
    commonValues(one, two).map { .array($0) }
  }

  private static func commonValues(_ one: [Node], _ two: [Node]) -> [JSON]? {
    guard one.count == two.count else { return .none }
    var values: [JSON] = []
    for (first, second) in zip(one, two) {
      guard let value = first.commonValue(with: second) else { return .none }
      values.append(value)
    }
    return values
  }
}

extension IntegerRange {
  /// So many values are tried.
  private static let mostTried = 10_000

  /// The first allowed value from a number on that fulfils a condition, as far as it is looked for.
  fileprivate func first(from least: Double, of allowed: ChoiceSet, where condition: (Int) -> Bool) -> Int? {
    let start = Int(max(0, min(Double(count), ((least - Double(lower)) / Double(step)).rounded(.up))))
    return (start..<min(count, start + Self.mostTried)).lazy
      .filter(allowed.contains).map { value(of: $0) }.first(where: condition)
  }
}

extension ListOfNode {
  fileprivate var allowedLengths: [Int] { allowed.map { lengths[$0] } }
}

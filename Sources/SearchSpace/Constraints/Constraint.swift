import PlainJSON

/// What the architectures of a space must fulfil.
///
/// A rule of a known kind is counted into sampling where that is possible, so that only what fulfils it is drawn at all;
/// a test is a black box: what fails it is drawn again.
public struct Constraint: Sendable {
  /// The kinds of rules, and tests.
  public enum Kind: Sendable {
    /// A sum of values stays within bounds.
    case sum(SumRule)
    /// Values come in an order.
    case ordered(OrderRule)
    /// Some values must not come together.
    case forbidden(ForbiddenRule)
    /// A function of the decided table says so.
    case test(@Sendable (JSON) throws -> Bool)
  }

  /// What messages call it.
  public let name: String
  /// What it demands.
  public let kind: Kind

  /// Makes a constraint. Without a name, a rule is called by what it says.
  public init(_ kind: Kind, name: String? = nil) {
    self.kind = kind
    self.name = name ?? kind.text
  }

  /// Whether a decided table fulfils it.
  ///
  /// - Throws: what a test throws.
  public func holds(for table: JSON) throws -> Bool {
    switch kind {
    case .sum(let rule): rule.holds(for: table)
    case .ordered(let rule): rule.holds(for: table)
    case .forbidden(let rule): rule.holds(for: table)
    case .test(let test): try test(table)
    }
  }

  /// Whether it is a test, which nothing is known of.
  var isTest: Bool { if case .test = kind { true } else { false } }
}

extension Constraint.Kind {
  fileprivate var text: String {
    switch self {
    case .sum(let rule): rule.description
    case .ordered(let rule): rule.description
    case .forbidden(let rule): rule.description
    case .test: "a test"
    }
  }
}

/// The sum of the numbers at some places has bounds. Places that do not exist, or hold no number, add nothing.
public struct SumRule: Sendable, Hashable, CustomStringConvertible {
  /// Where the numbers are.
  public var places: [PathPattern]
  /// The sum must not be less.
  public var least: Double?
  /// The sum must not be greater.
  public var most: Double?

  /// Makes a rule.
  public init(_ places: [PathPattern], least: Double? = nil, most: Double? = nil) {
    self.places = places
    self.least = least
    self.most = most
  }

  public var description: String {
    let bounds = [
      least.map { "at least \(JSON.number($0).text)" }, most.map { "at most \(JSON.number($0).text)" },
    ]
    return "the sum of \(places.text) is \(bounds.compactMap { $0 }.joined(separator: " and "))"
  }

  func holds(for table: JSON) -> Bool {
    let sum = places.flatMap { $0.values(in: table) }.compactMap(\.doubleValue).reduce(0, +)
    return sum >= least ?? -.infinity && sum <= most ?? .infinity
  }
}

/// The numbers at some places ascend or descend, in the order of the patterns and, within one, of the places.
public struct OrderRule: Sendable, Hashable, CustomStringConvertible {
  /// Where the numbers are.
  public var places: [PathPattern]
  /// Whether they descend.
  public var isDescending: Bool
  /// Whether neighbours must differ.
  public var isStrict: Bool

  /// Makes a rule.
  public init(_ places: [PathPattern], isDescending: Bool = false, isStrict: Bool = false) {
    self.places = places
    self.isDescending = isDescending
    self.isStrict = isStrict
  }

  public var description: String {
    "\(places.text) \(isStrict ? "strictly " : "")\(isDescending ? "descends" : "ascends")"
  }

  func holds(for table: JSON) -> Bool {
    let values = places.flatMap { $0.values(in: table) }.compactMap(\.doubleValue)
    return zip(values, values.dropFirst()).allSatisfy(allows)
  }

  /// Whether one number may come before another.
  func allows(_ first: Double, _ second: Double) -> Bool {
    if first == second { return !isStrict }
    return isDescending ? first > second : first < second
  }
}

/// Values that must not all come together, in the whole table or in each part of it that a pattern names.
public struct ForbiddenRule: Sendable, Hashable, CustomStringConvertible {
  /// The parts to look at; the empty pattern for the whole table.
  public var parts: PathPattern
  /// The values by their places inside a part.
  public var values: [String: JSON]

  /// Makes a rule.
  public init(in parts: PathPattern, values: [String: JSON]) {
    self.parts = parts
    self.values = values
  }

  public var description: String {
    let all = values.keys.sorted().map { "\($0) = \((values[$0] ?? .null).text)" }.joined(separator: " and ")
    return "never \(all)\(parts.steps.isEmpty ? "" : " in \(parts)")"
  }

  func holds(for table: JSON) -> Bool {
    !parts.values(in: table).contains { part in
      values.allSatisfy { place, value in part.value(at: Place.steps(of: place)[...]).map(value.isSame) ?? false }
    }
  }
}

extension [PathPattern] {
  fileprivate var text: String { map(\.description).joined(separator: ", ") }
}

extension JSON {
  /// The value at a place, or nil where there is none.
  fileprivate func value(at place: ArraySlice<Place.Step>) -> JSON? {
    guard let step = place.first else { return self }
    switch (step, self) {
    case (.key(let key), .object(let members)): return members[key]?.value(at: place.dropFirst())
    case (.position(let position), .array(let elements)) where elements.indices.contains(position):
      return elements[position].value(at: place.dropFirst())
    default: return nil
    }
  }
}

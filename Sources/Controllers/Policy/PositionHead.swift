import Foundation
import Randomness
import SearchSpace

/// A number with many values: which of a few equal parts of its range it lies in, with log-odds that are a smooth function of
/// the part's middle, so that a good value makes those around it likelier; within a part all are equally likely.
struct PositionHead: PolicyHead {
  /// One part of the range.
  private enum Part: Sendable {
    case integers(ChoiceSet)
    case numbers(lower: Double, upper: Double)
  }

  let point: Int
  let parameters: Range<Int>
  let table: Range<Int>
  private let parts: [Part]
  private let range: FloatRange?
  /// For each part the values of the functions whose weighted sum its log-odds are.
  private let features: [[Double]]

  private static let mostParts = 32
  private static let degree = 4

  init(point: DecisionPoint, parameters: Int, table: Int) {
    self.point = point.id
    range = point.range
    let ends = (0...Self.mostParts).map { Double($0) / Double(Self.mostParts) }
    let all = zip(ends, ends.dropFirst())
    if let integers = point.integers {
      let bounds = all.map { integers.choice(at: $0.0) } + [integers.count]
      parts = zip(bounds, bounds.dropFirst()).map { ChoiceSet(ranges: [$0..<$1]).intersection(point.allowed) }
        .filter { $0.count > 0 }.map(Part.integers)
    } else {
      parts = all.map { Part.numbers(lower: $0, upper: $1) }
    }
    let count = parts.count
    features = (0..<count).map { Self.polynomials(at: count == 1 ? 0 : 2 * Double($0) / Double(count - 1) - 1) }
    self.parameters = parameters..<parameters + Self.degree
    self.table = table..<table + count
  }

  /// The polynomials of Legendre from the first degree on, scaled to weigh as much together as one choice does.
  private static func polynomials(at position: Double) -> [Double] {
    var (last, current) = (1.0, position)
    return (1...degree).map { degree in
      let value = current * (2 * Double(degree) + 1).squareRoot() / Double(Self.degree).squareRoot()
      let next = (Double(2 * degree + 1) * position * current - Double(degree) * last) / Double(degree + 1)
      (last, current) = (current, next)
      return value
    }
  }

  func bound(_ parameters: inout [Double], mass: Double) {
    let most = log(Double(max(1, parts.count - 1)) / mass)
    let odds = logOdds(parameters)
    let spread = (odds.max() ?? 0) - (odds.min() ?? 0)
    if spread > most { for place in self.parameters { parameters[place] *= most / spread } }
  }

  func tabulate(_ parameters: [Double], into table: inout [Double]) {
    table.putSoftmax(of: logOdds(parameters), at: self.table.lowerBound)
  }

  func draw(into choices: inout [Int], _ table: [Double], using generator: inout SeededGenerator) {
    let place = table.draw(from: self.table, sum: 1, using: &generator) - self.table.lowerBound
    switch parts[place] {
    case .integers(let set): choices[point] = set.drawn(using: &generator)
    case .numbers(let lower, let upper):
      let value = range?.value(at: lower + (upper - lower) * generator.unit()) ?? 0
      choices[point] = Architecture.choice(for: value)
    }
  }

  func logProbability(of choices: [Int], _ table: [Double]) -> Double? {
    place(of: choices[point]).map { log(table[self.table.lowerBound + $0]) }
  }

  func addGradient(of choices: [Int], times scale: Double, _ table: [Double], to gradient: inout [Double]) {
    guard let place = place(of: choices[point]) else { return }
    for (degree, parameter) in parameters.enumerated() {
      let mean = zip(self.table, features).reduce(0) { $0 + table[$1.0] * $1.1[degree] }
      gradient[parameter] += scale * (features[place][degree] - mean)
    }
  }

  func addEntropyGradient(
    times scale: Double, _ parameters: [Double], _ table: [Double], to gradient: inout [Double]
  ) {
    let odds = logOdds(parameters)
    let mean = zip(self.table, odds).reduce(0) { $0 + table[$1.0] * $1.1 }
    for (degree, parameter) in self.parameters.enumerated() {
      for (place, part) in zip(self.table, features.indices) {
        gradient[parameter] -= scale * table[place] * (odds[part] - mean) * features[part][degree]
      }
    }
  }

  private func logOdds(_ parameters: [Double]) -> [Double] {
    features.map { zip(self.parameters, $0).reduce(0) { $0 + parameters[$1.0] * $1.1 } }
  }

  /// The part that a value lies in.
  private func place(of choice: Int) -> Int? {
    guard let range else {
      return parts.firstIndex { if case .integers(let set) = $0 { set.contains(choice) } else { false } }
    }
    let value = Architecture.value(of: choice)
    guard range.contains(value) else { return nil }
    return min(parts.count - 1, Int(range.position(of: value) * Double(parts.count)))
  }
}

extension ChoiceSet {
  /// Any of them.
  fileprivate func drawn(using generator: inout SeededGenerator) -> Int {
    var rest = generator.index(count)
    for range in ranges {
      if rest < range.count { return range.lowerBound + rest }
      rest -= range.count
    }
    return 0
  }
}

import Foundation
import Randomness
import SearchSpace

/// A number with many values: which of a few equal parts of its range it lies in, with log-odds that are a smooth function of
/// the part's middle, so that a good value makes those around it likelier; within a part all are equally likely.
///
/// A small share is drawn evenly from all parts: what is smooth and narrow has next to nothing far away.
struct PositionHead: PolicyHead {
  /// One part of the range.
  private enum Part: Sendable {
    case integers(ChoiceSet)
    case numbers(lower: Double, upper: Double)
  }

  let point: Int
  let parameters: Range<Int>
  /// The probabilities of the parts, and then what they are without the even share.
  let table: Range<Int>
  private let parts: [Part]
  private let range: FloatRange?
  /// For each part the values of the functions whose weighted sum its log-odds are.
  private let features: [[Double]]
  /// What is drawn evenly.
  private let otherShare: Double

  private static let mostParts = 32
  private static let degree = 4
  /// The greatest difference of log-odds: a peak is then narrower than a tenth of the range.
  private static let mostSpread = 60.0

  init(point: DecisionPoint, otherShare: Double, parameters: Int, table: Int) {
    self.otherShare = otherShare
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
    self.table = table..<table + 2 * count
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

  func bound(_ parameters: inout [Double]) {
    let odds = logOdds(parameters)
    let spread = (odds.max() ?? 0) - (odds.min() ?? 0)
    if spread > Self.mostSpread { for place in self.parameters { parameters[place] *= Self.mostSpread / spread } }
  }

  private var probabilities: Range<Int> { table.prefix(parts.count) }
  private var smooth: Range<Int> { table.dropFirst(parts.count) }

  func tabulate(_ parameters: [Double], into table: inout [Double]) {
    table.putSoftmax(of: logOdds(parameters), at: smooth.lowerBound)
    for (place, smooth) in zip(probabilities, smooth) {
      table[place] = (1 - otherShare) * table[smooth] + otherShare / Double(parts.count)
    }
  }

  func draw(into choices: inout [Int], _ table: [Double], using generator: inout SeededGenerator) {
    let place = table.draw(from: probabilities, sum: 1, using: &generator) - self.table.lowerBound
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
    let (probability, moving) = (table[probabilities.lowerBound + place], table[smooth.lowerBound + place])
    // How much of the probability moves with the parameters.
    let share = (1 - otherShare) * moving / probability
    for (degree, parameter) in parameters.enumerated() {
      gradient[parameter] += scale * share * (features[place][degree] - mean(degree, table))
    }
  }

  func addEntropyGradient(
    times scale: Double, _ parameters: [Double], _ table: [Double], to gradient: inout [Double]
  ) {
    for (degree, parameter) in self.parameters.enumerated() {
      let mean = mean(degree, table)
      for (part, (place, smooth)) in zip(probabilities, smooth).enumerated() {
        let moves = (1 - otherShare) * table[smooth] * (features[part][degree] - mean)
        gradient[parameter] -= scale * moves * log(table[place])
      }
    }
  }

  /// The mean of a feature over the parts.
  private func mean(_ degree: Int, _ table: [Double]) -> Double {
    zip(smooth, features).reduce(0) { $0 + table[$1.0] * $1.1[degree] }
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

import Foundation
import Randomness
import SearchSpace

/// A softmax with a log-odds for each choice of a point.
///
/// A position of a `many_of` of distinct candidates draws from those that earlier positions left, so that an order has the
/// probability of Plackett (1975) and Luce (1959).
struct ChoiceHead: PolicyHead {
  let point: Int
  let parameters: Range<Int>
  var table: Range<Int> { tableStart..<tableStart + parameters.count }
  private let tableStart: Int
  /// The choices that are left in the space, ascending.
  private let choices: [Int]
  private let isContiguous: Bool
  /// The points of earlier positions, which have what may not be chosen again.
  private let earlier: [Int]
  /// What all but the likeliest choice keep.
  private let otherShare: Double

  init(point: DecisionPoint, earlier: [Int], otherShare: Double, parameters: Int, table: Int) {
    self.point = point.id
    choices = Array(point.allowed)
    isContiguous = point.allowed.ranges.count == 1
    self.earlier = earlier
    self.otherShare = otherShare
    self.parameters = parameters..<parameters + choices.count
    tableStart = table
  }

  func bound(_ parameters: inout [Double]) { parameters.bound(self.parameters, leaving: otherShare) }

  func tabulate(_ parameters: [Double], into table: inout [Double]) {
    table.putSoftmax(of: parameters[self.parameters], at: tableStart)
  }

  func draw(into drawn: inout [Int], _ table: [Double], using generator: inout SeededGenerator) {
    if choices.count == 1 {
      drawn[point] = choices[0]
      return
    }
    if earlier.isEmpty {
      drawn[point] = choices[table.draw(from: self.table, sum: 1, using: &generator) - tableStart]
      return
    }
    let left = left(by: drawn, table)
    drawn[point] = choices[left.draw(from: left.indices, sum: left.reduce(0, +), using: &generator)]
  }

  func logProbability(of decided: [Int], _ table: [Double]) -> Double? {
    guard let place = place(of: decided[point]) else { return nil }
    let probability = table[tableStart + place]
    return log(earlier.isEmpty ? probability : probability / left(by: decided, table).reduce(0, +))
  }

  func addGradient(of decided: [Int], times scale: Double, _ table: [Double], to gradient: inout [Double]) {
    guard choices.count > 1, let place = place(of: decided[point]) else { return }
    gradient[parameters.lowerBound + place] += scale
    if earlier.isEmpty {
      for (parameter, place) in zip(parameters, self.table) { gradient[parameter] -= scale * table[place] }
    } else {
      let left = left(by: decided, table)
      let sum = left.reduce(0, +)
      for (parameter, probability) in zip(parameters, left) { gradient[parameter] -= scale * probability / sum }
    }
  }

  func addEntropyGradient(
    times scale: Double, _ parameters: [Double], _ table: [Double], to gradient: inout [Double]
  ) {
    var mean = 0.0
    for (place, parameter) in zip(self.table, self.parameters) { mean += table[place] * parameters[parameter] }
    for (place, parameter) in zip(self.table, self.parameters) {
      gradient[parameter] -= scale * table[place] * (parameters[parameter] - mean)
    }
  }

  private func place(of choice: Int) -> Int? {
    guard isContiguous else { return choices.firstIndex(of: choice) }
    let place = choice - choices[0]
    return choices.indices.contains(place) ? place : nil
  }

  /// The probabilities of all choices, with 0 for those that earlier positions have taken.
  private func left(by decided: [Int], _ table: [Double]) -> [Double] {
    var left = Array(table[self.table])
    for point in earlier { if let place = place(of: decided[point]) { left[place] = 0 } }
    return left
  }
}

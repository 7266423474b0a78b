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

  init(point: DecisionPoint, earlier: [Int], parameters: Int, table: Int) {
    self.point = point.id
    choices = Array(point.allowed)
    isContiguous = point.allowed.ranges.count == 1
    self.earlier = earlier
    self.parameters = parameters..<parameters + choices.count
    tableStart = table
  }

  func bound(_ parameters: inout [Double], mass: Double) {
    parameters.bound(self.parameters, spread: log(Double(max(1, choices.count - 1)) / mass))
  }

  func tabulate(_ parameters: [Double], into table: inout [Double]) {
    table.putSoftmax(of: parameters[self.parameters], at: tableStart)
  }

  func draw(into drawn: inout [Int], _ table: [Double], using generator: inout SeededGenerator) {
    if choices.count == 1 {
      drawn[point] = choices[0]
      return
    }
    guard !earlier.isEmpty else {
      drawn[point] = choices[table.draw(from: self.table, sum: 1, using: &generator) - tableStart]
      return
    }
    var left = Array(table[self.table])
    for place in places(taken: drawn) { left[place] = 0 }
    drawn[point] = choices[left.draw(from: left.indices, sum: left.reduce(0, +), using: &generator)]
  }

  func logProbability(of decided: [Int], _ table: [Double]) -> Double? {
    guard let place = place(of: decided[point]) else { return nil }
    let left = earlier.isEmpty ? 1 : 1 - places(taken: decided).reduce(0) { $0 + table[tableStart + $1] }
    return log(table[tableStart + place] / left)
  }

  func addGradient(of decided: [Int], times scale: Double, _ table: [Double], to gradient: inout [Double]) {
    guard choices.count > 1, let place = place(of: decided[point]) else { return }
    let taken = earlier.isEmpty ? [] : places(taken: decided)
    let left = 1 - taken.reduce(0) { $0 + table[tableStart + $1] }
    gradient[parameters.lowerBound + place] += scale
    for other in choices.indices where !taken.contains(other) {
      gradient[parameters.lowerBound + other] -= scale * table[tableStart + other] / left
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

  private func places(taken decided: [Int]) -> [Int] { earlier.compactMap { place(of: decided[$0]) } }
}

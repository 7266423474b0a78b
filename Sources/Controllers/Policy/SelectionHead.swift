import Foundation
import Randomness
import SearchSpace

/// A `many_of` whose order does not count: the probability of a selection is in proportion to the product of the odds of
/// what is selected, so that it is one number for one set, however it is drawn, and even at the beginning.
///
/// The sums over all selections are elementary symmetric polynomials of the odds, or complete homogeneous ones where a
/// candidate may be chosen twice: Chen and Liu, *Statistical applications of the Poisson-binomial and conditional Bernoulli
/// distributions*, Statistica Sinica 7, 1997.
struct SelectionHead: PolicyHead {
  var point: Int { slots[0] }
  let parameters: Range<Int>
  let table: Range<Int>
  private let slots: [Int]
  private let choices: [Int]
  private let isDistinct: Bool
  /// What all but the likeliest candidate keep.
  private let otherShare: Double

  private var count: Int { choices.count }
  /// In the table: the log-odds, how often each is selected in the mean, and for i and j the logarithm of the sum over the
  /// selections of j of the candidates from the i-th on.
  private func means(_ place: Int) -> Int { count + place }
  private func sums(_ first: Int, _ left: Int) -> Int { 2 * count + first * (slots.count + 1) + left }

  init(slots: [Int], allowed: ChoiceSet, isDistinct: Bool, otherShare: Double, parameters: Int, table: Int) {
    self.slots = slots
    choices = Array(allowed)
    self.isDistinct = isDistinct
    self.otherShare = otherShare
    self.parameters = parameters..<parameters + choices.count
    self.table = table..<table + 2 * choices.count + (choices.count + 1) * (slots.count + 1)
  }

  func bound(_ parameters: inout [Double]) { parameters.bound(self.parameters, leaving: otherShare) }

  func tabulate(_ parameters: [Double], into table: inout [Double]) {
    table.replaceSubrange(self.table, with: tabulated(Array(parameters[self.parameters])))
  }

  private func tabulated(_ odds: [Double]) -> [Double] {
    var table = odds + [Double](repeating: 0, count: self.table.count - count)
    for left in 1...slots.count { table[sums(count, left)] = -.infinity }
    for first in choices.indices.reversed() {
      for left in 1...slots.count {
        table[sums(first, left)] = Self.logSum(
          table[sums(first + 1, left)], table[first] + table[sums(after(first), left - 1)])
      }
    }
    // The probability to come to each candidate with so many left to select, candidate by candidate.
    var coming = [Double](repeating: 0, count: slots.count + 1)
    coming[slots.count] = 1
    for first in choices.indices {
      for step in 1...slots.count {
        // Who may be selected again is so with what has just come.
        let left = isDistinct ? step : slots.count + 1 - step
        let taken = coming[left] * takes(first, left, table[...])
        table[means(first)] += taken
        coming[left] -= taken
        coming[left - 1] += taken
      }
    }
    return table
  }

  func draw(into drawn: inout [Int], _ table: [Double], using generator: inout SeededGenerator) {
    var (first, left) = (0, slots.count)
    while left > 0 {
      // The last candidates are certain, but for rounding.
      let isLast = count - first <= (isDistinct ? left : 1)
      if generator.unit() < takes(first, left, table[self.table]) || isLast {
        drawn[slots[slots.count - left]] = choices[first]
        left -= 1
        if isDistinct { first += 1 }
      } else {
        first += 1
      }
    }
  }

  func logProbability(of decided: [Int], _ table: [Double]) -> Double? {
    var sum = -table[self.table.lowerBound + sums(0, slots.count)]
    for slot in slots {
      guard let place = choices.firstIndex(of: decided[slot]) else { return nil }
      sum += table[self.table.lowerBound + place]
    }
    return sum
  }

  func addGradient(of decided: [Int], times scale: Double, _ table: [Double], to gradient: inout [Double]) {
    let places = slots.compactMap { choices.firstIndex(of: decided[$0]) }
    guard places.count == slots.count else { return }
    for place in places { gradient[parameters.lowerBound + place] += scale }
    for place in choices.indices {
      gradient[parameters.lowerBound + place] -= scale * table[self.table.lowerBound + means(place)]
    }
  }

  /// The entropy's gradient is less how the means change along the parameters.
  func addEntropyGradient(
    times scale: Double, _ parameters: [Double], _ table: [Double], to gradient: inout [Double]
  ) {
    let step = 1e-4
    let odds = parameters[self.parameters]
    let (ahead, behind) = (tabulated(odds.map { $0 * (1 + step) }), tabulated(odds.map { $0 * (1 - step) }))
    for (place, parameter) in self.parameters.enumerated() {
      gradient[parameter] -= scale * (ahead[means(place)] - behind[means(place)]) / (2 * step)
    }
  }

  /// The probability that a candidate is selected where so many are left to select from it on.
  private func takes(_ first: Int, _ left: Int, _ table: ArraySlice<Double>) -> Double {
    let start = table.startIndex
    let all = table[start + sums(first, left)]
    if all == -.infinity { return 0 }
    return exp(table[start + first] + table[start + sums(after(first), left - 1)] - all)
  }

  /// The candidate from which on one may select after having selected one.
  private func after(_ place: Int) -> Int { isDistinct ? place + 1 : place }

  private static func logSum(_ one: Double, _ other: Double) -> Double {
    let (greater, less) = (max(one, other), min(one, other))
    return less == -.infinity ? greater : greater + log1p(exp(less - greater))
  }
}

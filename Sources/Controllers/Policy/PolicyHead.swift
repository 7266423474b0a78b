import Foundation
import Randomness

/// One decision of a policy: an exponential family over what can be decided there, even while its parameters are 0.
///
/// A head is a layout and never changes; its parameters lie among those of the policy, and what follows from them, such as
/// probabilities, in the policy's table, which is filled once after each change.
protocol PolicyHead: Sendable {
  /// The first of the points that it decides.
  var point: Int { get }
  /// Where its parameters lie among those of the policy.
  var parameters: Range<Int> { get }
  /// Where its part of the policy's table lies.
  var table: Range<Int> { get }

  /// Keeps its parameters within bounds, so that no probability ends at 0.
  func bound(_ parameters: inout [Double])

  /// Fills its part of the table.
  func tabulate(_ parameters: [Double], into table: inout [Double])

  /// Decides its points.
  func draw(into choices: inout [Int], _ table: [Double], using generator: inout SeededGenerator)

  /// The logarithm of the probability of what was decided; nil for what is not in the space, but in one that it is cut from.
  func logProbability(of choices: [Int], _ table: [Double]) -> Double?

  /// Adds the gradient of that logarithm with respect to its parameters.
  func addGradient(of choices: [Int], times scale: Double, _ table: [Double], to gradient: inout [Double])

  /// Adds the gradient of its entropy with respect to its parameters.
  func addEntropyGradient(
    times scale: Double, _ parameters: [Double], _ table: [Double], to gradient: inout [Double])
}

extension [Double] {
  /// The place in a range that is drawn in proportion to the weights there, whose sum is given.
  func draw(from range: Range<Int>, sum: Double, using generator: inout SeededGenerator) -> Int {
    var rest = generator.unit() * sum
    var last = range.lowerBound
    for place in range where self[place] > 0 {
      rest -= self[place]
      if rest < 0 { return place }
      last = place
    }
    // Only rounding comes here.
    return last
  }

  /// Puts the softmax of some numbers at the places from one on.
  mutating func putSoftmax(of numbers: some Collection<Double>, at first: Int) {
    let greatest = numbers.max() ?? 0
    var sum = 0.0
    for (place, number) in zip(first..., numbers) {
      self[place] = exp(number - greatest)
      sum += self[place]
    }
    for place in first..<first + numbers.count { self[place] /= sum }
  }

  /// Raises log-odds in a range that lie too far below the greatest there, and makes the greatest 0: all but the likeliest
  /// together keep about this share.
  mutating func bound(_ range: Range<Int>, leaving share: Double) {
    let greatest = self[range].max() ?? 0
    let spread = log(Double(Swift.max(1, range.count - 1)) / share)
    for place in range { self[place] = Swift.max(self[place] - greatest, -spread) }
  }
}

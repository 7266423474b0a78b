import Foundation
import PlainJSON

/// Counts architectures by the sum of some values.
///
/// Sums that are too many to tell apart are told apart in steps, with each value rounded down: then a little more is let
/// through than the rule allows, and what is drawn is tested.
struct SumGrading: Grading {
  private let places: [PathPattern]
  private let step: Double
  private let least: Int
  private let most: Int
  private let isNonNegative: Bool
  /// Whether nothing is let through that the rule forbids.
  let isExact: Bool
  let neutral: Grade = [0]
  let isCommutative = true

  /// So many different sums are told apart.
  private static let sums = 1024.0

  /// - Parameters:
  ///   - rule: the rule.
  ///   - leaves: every value that a place of the rule can have.
  init(_ rule: SumRule, leaves: GradedLeaves) {
    places = rule.places
    let values = leaves.values.compactMap(\.doubleValue).map { $0.magnitude }.filter { $0 > 0 }
    let extent = max(1, leaves.largestSum)
    // Layer sizes are mostly multiples of something, which keeps their sums few.
    let divisor = values.allSatisfy { $0 == $0.rounded() && $0 < 1e15 } ? Self.commonDivisor(values) : nil
    isExact = divisor.map { extent / $0 <= Self.sums } ?? false
    let step = isExact ? divisor ?? 1 : extent / Self.sums
    self.step = step
    isNonNegative = leaves.values.allSatisfy { $0.doubleValue ?? 0 >= 0 }
    let slack = isExact ? 0 : leaves.mostPlaces
    least = rule.least.map { Self.whole(($0 / step).rounded(.up)) - slack } ?? .min
    most = rule.most.map { Self.whole(($0 / step).rounded(.down)) } ?? .max
  }

  func grade(of value: JSON, at place: String) -> Grade? {
    guard let number = value.doubleValue else { return nil }
    let steps = Place.steps(of: place)
    let times = places.count { $0.matches(steps) }
    return times == 0 ? nil : [Self.whole((number / step).rounded(.down)) * times]
  }

  func combine(_ first: Grade, _ second: Grade) -> Grade? {
    let sum = first[0] + second[0]
    // What is too much already never gets less again.
    return isNonNegative && sum > most ? nil : [sum]
  }

  func accepts(_ grade: Grade) -> Bool { grade[0] >= least && grade[0] <= most }

  private static func whole(_ value: Double) -> Int { Int(max(-1e15, min(1e15, value))) }

  private static func commonDivisor(_ values: [Double]) -> Double {
    let divisor = values.reduce(0) { divisor, value in
      var (large, small) = (Int(value), divisor)
      while small != 0 { (large, small) = (small, large % small) }
      return large
    }
    return Double(max(1, divisor))
  }
}

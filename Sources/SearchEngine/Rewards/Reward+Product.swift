import Foundation

extension Reward {
  /// Whether being better than a target is rewarded too.
  public enum ProductKind: String, Sendable, CaseIterable {
    /// Yes: the factor may exceed 1.
    case soft
    /// No: the factor is at most 1. It does not reject what misses the target.
    case hard
  }

  /// A metric times a factor for each target: `metric x (target / measured) ^ weight x ...`; with `hard` each factor is at
  /// most 1.
  ///
  /// Tan et al., *MnasNet: Platform-Aware Neural Architecture Search for Mobile*, CVPR 2019 (arXiv 1807.11626), with one
  /// exponent on both sides of the target, as in Google's Vertex AI NAS.
  ///
  /// - Parameters:
  ///   - metric: what to maximise, such as an accuracy: 0 or more.
  ///   - targets: by metric, what it should be at most, in its own unit, above 0. All count by the same weight.
  ///   - weight: the exponent; 0.07 for soft and 1 for hard if left out.
  public static func product(
    metric: String, targets: [String: Double], kind: ProductKind, weight: Double? = nil
  ) -> Reward {
    let weight = weight ?? (kind == .hard ? 1 : 0.07)
    let targets = targets.sorted { $0.key < $1.key }
    let names = targets.map { "\($0.key) at \($0.value)" }.joined(separator: " and ")
    var product = Reward(name: targets.isEmpty ? metric : "\(metric) with \(names)") { metrics in
      func measured(_ name: String) throws -> Double {
        guard let value = metrics[name] else { throw RewardError.noMetric(name, reported: metrics.keys.sorted()) }
        return value
      }
      var reward = try measured(metric)
      // A factor would make a negative number the better, the farther the target is missed.
      if reward < 0 { throw RewardError.negativeInProduct(metric, reward) }
      for (name, target) in targets {
        let value = try measured(name)
        guard value > 0 else { throw RewardError.notPositiveInProduct(name, value) }
        let factor = pow(target / value, weight)
        reward *= kind == .hard ? min(factor, 1) : factor
      }
      return reward
    }
    product.metrics = [metric] + targets.map(\.key)
    return product
  }
}

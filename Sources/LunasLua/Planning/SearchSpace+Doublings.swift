import BigInt
import Foundation
import SearchSpace

extension SearchSpace {
  /// The logarithm of the number of architectures to base 2; infinite where there is no end of them.
  var doublings: Double {
    // The same sample every time, where the size has to be estimated.
    var generator = SpaceArguments.generator(1)
    guard let size = try? measuredSize(using: &generator) else { return .infinity }
    switch size {
    case .infinite: return .infinity
    case .exact(let size): return Self.logarithm(size)
    case .estimated(let estimate): return Self.logarithm(estimate.size(at: estimate.share))
    }
  }

  /// The logarithm to base 2, also of what no Double holds.
  private static func logarithm(_ size: BigUInt) -> Double {
    let excess = max(0, size.bitWidth - 1000)
    return log2(max(1, Double(size >> excess))) + Double(excess)
  }
}

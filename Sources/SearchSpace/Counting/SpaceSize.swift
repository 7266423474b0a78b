import BigInt
import Foundation
import Randomness

/// How many architectures a space has, as far as that is known.
public enum SpaceSize: Sendable, Equatable {
  /// So many, exactly.
  case exact(BigUInt)
  /// No end of them: some decision is any number of a range.
  case infinite
  /// Some constraint must be tested: estimated by testing a sample.
  case estimated(SizeEstimate)

  /// A size for reading: all digits of a small one, else three and a power of ten.
  public static func text(_ size: BigUInt) -> String {
    if size.bitWidth <= 50 { return String(size) }
    // Digits of a number that fills pages take long to find.
    if size.bitWidth > 3000 { return "about 10^\(Int(Double(size.bitWidth - 1) * 0.301_029_995_663_981_2))" }
    let digits = String(size)
    let leading = Int(((Double(digits.prefix(16)) ?? 0) / 1e13).rounded())
    // 9.996 is 1.00 with one digit more.
    let (hundredths, exponent) = leading == 1000 ? (100, digits.count) : (leading, digits.count - 1)
    return "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst())e\(exponent)"
  }
}

/// A size estimated from the share of a sample that fulfils the constraints.
public struct SizeEstimate: Sendable, Equatable {
  /// How many architectures were drawn from.
  public let total: BigUInt
  /// How many were drawn.
  public let drawn: Int
  /// How many of those fulfil the constraints.
  public let accepted: Int

  /// The share that fulfils the constraints: the most likely one.
  public var share: Double { Double(accepted) / Double(drawn) }

  /// The interval in which the share lies with 95 % confidence (Wilson 1927).
  public var shareInterval: ClosedRange<Double> {
    let z = 1.959_963_984_540_054
    let n = Double(drawn)
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, middle - reach)...min(1, middle + reach)
  }

  /// The size that belongs to a share.
  public func size(at share: Double) -> BigUInt {
    // 53 bits of the share times the exact total.
    let scale = 0x1p53
    return (total * BigUInt((share * scale).rounded())) >> 53
  }
}

extension SearchSpace {
  /// Spaces up to this size are counted by testing every architecture.
  static let mostTested = BigUInt(100_000)
  private static let drawsForEstimate = 10_000

  /// How many architectures there are: exact where counting or testing all is feasible, else estimated.
  ///
  /// - Throws: ``SpaceError`` where a constraint fails.
  public func measuredSize(using generator: inout SeededGenerator) throws(SpaceError) -> SpaceSize {
    if isContinuous { return .infinite }
    if let size { return .exact(size) }
    if counter.size <= Self.mostTested { return .exact(BigUInt(try architectures.accepted().count)) }
    var accepted = 0
    for _ in 0..<Self.drawsForEstimate {
      var architecture = blank
      counter.draw(into: &architecture, using: &generator)
      if try firstBroken(by: architecture) == nil { accepted += 1 }
    }
    return .estimated(SizeEstimate(total: counter.size, drawn: Self.drawsForEstimate, accepted: accepted))
  }
}

/// A share of a whole as a whole number of 2^-64ths, so that shares of counts are exact and the same on every machine.
struct Share {
  private let parts: UInt64

  /// - Parameter value: above 0 and below 1.
  init(_ value: Double) {
    precondition(value > 0 && value < 1, "a share lies between 0 and 1")
    parts = UInt64(value * 0x1p64)
  }

  /// What the share of a count is: the whole items, and what is left in 2^-64ths of an item.
  func of(_ count: Int) -> (whole: Int, rest: UInt64) {
    let product = UInt64(count).multipliedFullWidth(by: parts)
    return (Int(product.high), product.low)
  }

  /// How many items a share of a count is, rounded; halves away from zero.
  static func rounded(_ value: Double, of count: Int) -> Int {
    Int((Double(count) * value).rounded(.toNearestOrAwayFromZero))
  }
}

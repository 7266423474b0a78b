import BigInt

/// Numbers the orders of n things lexicographically (Lehmer's code).
enum PermutationRank {
  /// The order with a number: which thing comes first, second and so on.
  static func order(of rank: BigUInt, count: Int) -> [Int] {
    var unit = (1...max(1, count)).reduce(BigUInt(1)) { $0 * BigUInt($1) }
    var remaining = Array(0..<count)
    var rest = rank
    var order: [Int] = []
    for left in stride(from: count, to: 0, by: -1) {
      unit /= BigUInt(left)
      let (digit, remainder) = rest.quotientAndRemainder(dividingBy: unit)
      rest = remainder
      order.append(remaining.remove(at: Int(digit)))
    }
    return order
  }

  /// The number of an order; the inverse of ``order(of:count:)``.
  static func rank(of order: [Int]) -> BigUInt {
    var remaining = Array(0..<order.count)
    return order.reduce(BigUInt(0)) { rank, thing in
      let digit = remaining.firstIndex(of: thing) ?? 0
      defer { remaining.remove(at: digit) }
      return rank * BigUInt(remaining.count) + BigUInt(digit)
    }
  }
}

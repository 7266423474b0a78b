/// Sorting of many numbers, by their digits, which is several times faster than by comparing.
enum SortedNumbers {
  /// The numbers that are not NaN, in order.
  static func sorted(_ numbers: [Double]) -> [Double] {
    var keys: [UInt64] = []
    keys.reserveCapacity(numbers.count)
    // -0 and 0 are one number.
    for number in numbers where !number.isNaN { keys.append(key(of: number == 0 ? 0 : number)) }
    if keys.count < 1 << 12 { keys.sort() } else { sortByDigits(&keys) }
    return keys.map(number)
  }

  private static let digitBits = 11

  private static func sortByDigits(_ keys: inout [UInt64]) {
    let mask = UInt64(1 << digitBits - 1)
    var other = keys
    for shift in stride(from: 0, to: 64, by: digitBits) {
      var starts = [Int](repeating: 0, count: 1 << digitBits)
      for key in keys { starts[Int(key >> UInt64(shift) & mask)] += 1 }
      // A digit that all have in common changes nothing.
      if starts.contains(keys.count) { continue }
      var sum = 0
      for digit in starts.indices { (starts[digit], sum) = (sum, sum + starts[digit]) }
      for key in keys {
        let digit = Int(key >> UInt64(shift) & mask)
        other[starts[digit]] = key
        starts[digit] += 1
      }
      swap(&keys, &other)
    }
  }

  /// Keys are in the order of their numbers.
  private static func key(of number: Double) -> UInt64 {
    let bits = number.bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  private static func number(of key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }
}

/// Numbers as whole ones of the same order, which sort in linear time.
enum OrderedKeys {
  /// The key of a number that is not NaN; both zeros have the same one.
  static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// Sorts keys by their bytes, the lowest first, and leaves out the bytes that are all the same.
  static func sort(_ keys: inout [UInt64]) {
    guard keys.count > 1 else { return }
    var other = [UInt64](repeating: 0, count: keys.count)
    let varying = keys.reduce(into: 0 as UInt64) { [first = keys[0]] in $0 |= $1 ^ first }
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) where varying >> shift & 0xFF != 0 {
      var starts = [Int](repeating: 0, count: 257)
      for key in keys { starts[Int(key >> shift & 0xFF) + 1] += 1 }
      for byte in 1..<257 { starts[byte] += starts[byte - 1] }
      for key in keys {
        let byte = Int(key >> shift & 0xFF)
        other[starts[byte]] = key
        starts[byte] += 1
      }
      swap(&keys, &other)
    }
  }
}

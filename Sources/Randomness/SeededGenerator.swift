/// The one source of randomness in Lunas: xoshiro256** seeded through SplitMix64.
///
/// Everything random (proposals, splits, trial seeds) draws from here and never from the standard library's
/// algorithms, so that a seed gives the same results on every machine and in every release.
///
/// A generator is made from a seed and a `stream`. Streams of one seed are independent, which lets a controller
/// give each proposal a generator of its own: the n-th proposal then depends on the seed, n and the history, never
/// on how many numbers were drawn before, and a resumed search goes on exactly as it would have.
///
/// Algorithm: Blackman and Vigna, *Scrambled linear pseudorandom number generators*, ACM TOMS 47(4), 2021.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Makes the generator of one stream of a seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = SplitMix64(state: seed)
    // The stream is mixed in after one round, so that (seed, stream) and (seed + 1, stream - 1) are unrelated.
    mixer.state = mixer.next() ^ (stream &* 0xD1B5_4A32_D192_ED03)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let result = rotateLeft(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotateLeft(state.3, 45)
    return result
  }

  /// A whole number from 0 up to but not including `bound`, each equally likely (Lemire 2019, arXiv 1805.10941).
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "below(0) has no value to give")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// An index from 0 up to but not including `count`, each equally likely.
  public mutating func index(_ count: Int) -> Int { Int(below(UInt64(count))) }

  /// A double in [0, 1) with 53 random bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Puts the elements into a random order (Fisher and Yates). Inlinable, as lists can have millions of elements, and code
  /// that does not know their type takes ten times as long.
  @inlinable public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, index(last + 1))
    }
  }

  private func rotateLeft(_ value: UInt64, _ count: UInt64) -> UInt64 {
    (value << count) | (value >> (64 - count))
  }
}

/// Spreads a seed over the larger state (Steele, Lea and Flood, OOPSLA 2014).
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

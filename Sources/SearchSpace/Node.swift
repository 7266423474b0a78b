import BigInt
import PlainJSON

/// A compiled part of a space: its shape, how many architectures it has, and which points belong to it.
///
/// The points of a part are neighbours in the architecture, so that a part that stops to exist is one range to clear.
struct Node: Sendable {
  indirect enum Shape: Sendable {
    case constant(JSON)
    case list([Node])
    case table([(key: String, value: Node)])
    /// A choice at `point` among parts; where a candidate is constant it has no points of its own.
    case oneOf(point: Int, candidates: [Node], weights: Weights)
    case integer(point: Int, lower: Int, step: Int)
    /// `length` decides among `lengths`; `elements` are as many as the longest.
    case listOf(length: Node, lengths: [Int], elements: [Node], weights: Weights)
  }

  let shape: Shape
  let size: BigUInt
  let points: Range<Int>
}

/// Draws one of several parts in proportion to their sizes.
enum Weights: Sendable {
  case even(Int)
  /// Running sums that fit a machine word.
  case small([UInt64])
  /// Running sums of any size.
  case large([BigUInt])

  init(_ sizes: [BigUInt]) {
    if sizes.allSatisfy({ $0 == sizes.first }) {
      self = .even(sizes.count)
      return
    }
    var total = BigUInt(0)
    let sums = sizes.map { size in
      total += size
      return total
    }
    let words = sums.compactMap { UInt64(exactly: $0) }
    self = words.count == sums.count ? .small(words) : .large(sums)
  }
}

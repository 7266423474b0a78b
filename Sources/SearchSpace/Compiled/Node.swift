import BigInt
import PlainJSON

/// A compiled part of a space: its shape, how many architectures it has, and which points belong to it.
///
/// The points of a part are neighbours in the architecture, so that a part that stops to exist is one range to clear.
final class Node: Sendable {
  indirect enum Shape: Sendable {
    case constant(JSON)
    case list([Node])
    case table([(key: String, value: Node)])
    case oneOf(OneOfNode)
    case manyOf(ManyOfNode)
    case integer(point: Int, range: IntegerRange, allowed: ChoiceSet)
    case float(point: Int, range: FloatRange)
    case listOf(ListOfNode)
    /// The shared decision of a number, whose points lie elsewhere.
    case shared(Int)
  }

  let shape: Shape
  /// How many ways there are to decide it, with a continuous or a shared decision counted as one.
  let size: BigUInt
  let points: Range<Int>
  /// Where it stands in the decided table.
  let place: String
  /// The choices of its points in the baseline, where the template says so.
  let baseline: [Int]?

  init(_ shape: Shape, size: BigUInt, points: Range<Int>, place: String, baseline: [Int]? = nil) {
    self.shape = shape
    self.size = size
    self.points = points
    self.place = place
    self.baseline = baseline
  }

  /// Whether there is nothing to decide inside, shared decisions included.
  var isConstant: Bool {
    switch shape {
    case .constant: true
    case .list(let nodes): nodes.allSatisfy(\.isConstant)
    case .table(let members): members.allSatisfy(\.value.isConstant)
    case .oneOf, .manyOf, .integer, .float, .listOf, .shared: false
    }
  }

  /// The parts directly inside, whether or not they exist together.
  var children: [Node] {
    switch shape {
    case .constant, .integer, .float, .shared: []
    case .list(let nodes): nodes
    case .table(let members): members.map(\.value)
    case .oneOf(let choice): choice.candidates
    case .manyOf(let choice): choice.slots.flatMap(\.candidates)
    case .listOf(let list): [list.length] + list.elements
    }
  }
}

/// A choice among parts; a candidate that is constant has no points of its own.
struct OneOfNode: Sendable {
  let point: Int
  let candidates: [Node]
  let allowed: ChoiceSet
  /// Draws the rank of an allowed choice.
  let weights: Weights
}

/// A list whose length is decided by `length`; `elements` are as many as the longest has.
struct ListOfNode: Sendable {
  let length: Node
  /// The length for each choice of the length's point, or the only one.
  let lengths: [Int]
  let elements: [Node]
  /// The choices of the length that are allowed, and how many lists have each.
  let allowed: ChoiceSet
  let weights: Weights

  /// Which length an architecture has.
  func choice(in architecture: Architecture) -> Int {
    length.points.isEmpty ? 0 : architecture.choices[length.points.lowerBound]
  }

  /// The elements that exist in an architecture.
  func present(in architecture: Architecture) -> ArraySlice<Node> {
    elements.prefix(lengths[choice(in: architecture)])
  }
}

/// Several of some candidates. Each position has parts of its own for all candidates, since each decides on its own what
/// is inside.
struct ManyOfNode: Sendable {
  struct Slot: Sendable {
    let point: Int
    let candidates: [Node]
  }

  let rule: ManyOfRule
  let slots: [Slot]
  let allowed: ChoiceSet
  /// The only selection, in a space that was cut to it.
  let fixed: [Int]?
  let selections: Selections

  /// The candidates that are left at a position.
  func allowed(at position: Int) -> ChoiceSet { fixed.map { ChoiceSet(CollectionOfOne($0[position])) } ?? allowed }
}

/// Draws one of several parts in proportion to their sizes.
enum Weights: Sendable {
  case even(Int)
  /// Running sums that fit a machine word.
  case small([UInt64])
  /// Running sums of any size.
  case large([BigUInt])
  /// Powers of a base, for the given exponents ascending, the last of them, and their sum: lists of one element at many
  /// lengths would need too much room as sums.
  case powers(base: BigUInt, exponents: [Int], longest: BigUInt, total: BigUInt)

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

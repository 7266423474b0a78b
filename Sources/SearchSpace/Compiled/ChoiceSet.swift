/// Which choices of a decision are allowed: ranges in ascending order that do not touch.
///
/// Ranges, because an `int` may have billions of values. Almost always there is one.
public struct ChoiceSet: Sendable, Hashable {
  /// The ranges.
  public let ranges: [Range<Int>]
  /// How many choices are allowed.
  public let count: Int

  /// Every choice of a decision that has `count`.
  public init(all count: Int) {
    ranges = count > 0 ? [0..<count] : []
    self.count = count
  }

  /// The choices of a sequence, in any order and as often as they come.
  public init(_ choices: some Sequence<Int>) {
    self.init(ranges: Set(choices).sorted().map { $0..<$0 + 1 })
  }

  /// The choices of several ranges.
  public init(ranges: [Range<Int>]) {
    var joined: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    self.ranges = joined
    count = joined.reduce(0) { $0 + $1.count }
  }

  /// Whether a choice is allowed.
  public func contains(_ choice: Int) -> Bool { ranges.contains { $0.contains(choice) } }

  /// How many allowed choices come before an allowed one.
  func rank(of choice: Int) -> Int {
    var before = 0
    for range in ranges {
      if range.contains(choice) { return before + choice - range.lowerBound }
      before += range.count
    }
    return before
  }

  /// The allowed choice of a rank.
  subscript(rank: Int) -> Int {
    var rest = rank
    for range in ranges {
      if rest < range.count { return range.lowerBound + rest }
      rest -= range.count
    }
    return (ranges.last?.upperBound ?? 1) - 1
  }

  /// The allowed choice that lies nearest, the lower one of two; nil where none is allowed.
  func nearest(to choice: Int) -> Int? {
    ranges.map { Swift.min(Swift.max(choice, $0.lowerBound), $0.upperBound - 1) }.min {
      (abs($0 - choice), $0) < (abs($1 - choice), $1)
    }
  }

  /// What both allow.
  public func intersection(_ other: ChoiceSet) -> ChoiceSet {
    ChoiceSet(
      ranges: ranges.flatMap { own in
        other.ranges.compactMap { own.overlaps($0) ? own.clamped(to: $0) : nil }
      })
  }

  /// All but some choices.
  public func subtracting(_ choices: some Sequence<Int>) -> ChoiceSet {
    var rest = ranges
    for choice in Set(choices) {
      rest = rest.flatMap { range in
        range.contains(choice) ? [range.lowerBound..<choice, choice + 1..<range.upperBound] : [range]
      }
    }
    return ChoiceSet(ranges: rest)
  }
}

extension ChoiceSet: Sequence {
  /// The allowed choices, ascending.
  public func makeIterator() -> some IteratorProtocol<Int> { ranges.joined().makeIterator() }
}

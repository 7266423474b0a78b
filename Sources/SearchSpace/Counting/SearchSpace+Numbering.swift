import BigInt

extension SearchSpace {
  /// How many architectures have a number: all that fulfil the rules that can be counted. Nil for a continuous space.
  public var numberedSize: BigUInt? { isContinuous ? nil : counter.size }

  /// Whether every architecture that has a number fulfils all constraints, so that numbers and sizes are exact.
  public var isExactlyCounted: Bool { !isContinuous && counter.tested.isEmpty }

  /// The exact number of architectures, or nil where it is not known without trying: for a continuous space and for
  /// constraints that must be tested. See ``estimatedSize(using:)``.
  public var size: BigUInt? { isExactlyCounted ? counter.size : nil }

  /// The architecture with a number from 0 up to but not including ``numberedSize``, or nil beyond it.
  ///
  /// The numbering is a bijection. Where a constraint must be tested, an architecture that breaks it has a number too.
  public func architecture(at index: BigUInt) -> Architecture? {
    guard !isContinuous, index < counter.size else { return nil }
    var architecture = blank
    counter.write(index, into: &architecture)
    return architecture
  }

  /// The number of an architecture; the inverse of ``architecture(at:)``.
  ///
  /// - Throws: ``SpaceError`` for one that is not in the space, and for a continuous space.
  public func index(of architecture: Architecture) throws(SpaceError) -> BigUInt {
    try validate(architecture)
    if isContinuous {
      throw SpaceError(path: "", problem: "a space with continuous decisions has no numbers; use int or one_of")
    }
    try requireAllowed(architecture)
    guard let index = counter.index(of: architecture) else {
      throw SpaceError(path: "", problem: "the architecture breaks a constraint")
    }
    return index
  }

  /// Whether an architecture that has a number fulfils the constraints that must be tested too.
  ///
  /// - Throws: ``SpaceError`` where a constraint fails.
  public func isAccepted(numbered architecture: Architecture) throws(SpaceError) -> Bool {
    try firstBroken(by: architecture) == nil
  }

  /// Every architecture that has a number, in that order.
  public var architectures: NumberedArchitectures { NumberedArchitectures(space: self) }
}

/// The architectures of a space in the order of their numbers, made one at a time.
public struct NumberedArchitectures: Sequence, IteratorProtocol, Sendable {
  private let space: SearchSpace
  private var position = BigUInt(0)

  init(space: SearchSpace) { self.space = space }

  /// The next architecture, whether or not it fulfils the constraints that must be tested.
  public mutating func next() -> Architecture? {
    defer { position += 1 }
    return space.architecture(at: position)
  }

  /// The next architecture that fulfils all constraints.
  public mutating func nextAccepted() throws(SpaceError) -> Architecture? {
    while let architecture = next() {
      if try space.isAccepted(numbered: architecture) { return architecture }
    }
    return nil
  }

  /// All that fulfil all constraints: only for small spaces.
  func accepted() throws(SpaceError) -> [Architecture] {
    var own = self
    var all: [Architecture] = []
    while let architecture = try own.nextAccepted() { all.append(architecture) }
    return all
  }
}

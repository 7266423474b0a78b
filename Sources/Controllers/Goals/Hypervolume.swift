/// How much of the space of objectives a set of vectors dominates: one number for how good a Pareto front is.
public enum Hypervolume {
  /// The volume of what lies between a reference and at least one of some vectors, exactly.
  ///
  /// In the time of sorting for two numbers. For more, the sum of what each vector adds to those that are greater in the
  /// last number: While, Bradstreet and Barone, *A Fast Way of Calculating Exact Hypervolumes*, IEEE TEVC 16(1), 2012. That
  /// is a moment for a thousand vectors of three numbers, and for a hundred of five.
  ///
  /// - Parameters:
  ///   - vectors: the values of the objectives, greater being better; all as many as the reference has.
  ///   - reference: what is just worth nothing. A vector that is not greater everywhere adds nothing, nor does one with a
  ///     number that is none (NaN).
  /// - Returns: the volume, in the product of the objectives' units; 0 where nothing is above the reference.
  public static func value(of vectors: [[Double]], reference: [Double]) -> Double {
    let above = vectors.compactMap { vector -> [Double]? in
      guard zip(vector, reference).allSatisfy({ $0 > $1 }) else { return nil }
      return zip(vector, reference).map { $0 - $1 }
    }
    return reference.isEmpty ? 0 : volume(of: above)
  }

  /// The volume between the origin and some vectors with positive numbers.
  private static func volume(of vectors: [[Double]]) -> Double {
    let front = ParetoFront.indices(of: vectors).map { vectors[$0] }
    guard let count = front.first?.count else { return 0 }
    if count == 1 { return front[0][0] }
    if count == 2 { return area(of: front) }
    // Seen from a vector, those after it are cut to its own height: what it adds is flat, and has one number less.
    let ascending = front.sorted { $0[count - 1] < $1[count - 1] }
    var volume = 0.0
    for (position, vector) in ascending.enumerated() {
      let flat = vector.dropLast()
      let covered = ascending.dropFirst(position + 1).map { other in zip(other, flat).map { min($0, $1) } }
      volume += vector[count - 1] * (flat.reduce(1, *) - Self.volume(of: covered))
    }
    return volume
  }

  /// The area under a front of pairs, which is a staircase.
  private static func area(of front: [[Double]]) -> Double {
    var (area, height) = (0.0, 0.0)
    for pair in front.sorted(by: { $0[0] > $1[0] }) where pair[1] > height {
      area += pair[0] * (pair[1] - height)
      height = pair[1]
    }
    return area
  }
}

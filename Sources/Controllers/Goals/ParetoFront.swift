/// What is best where several numbers are to be great at once.
///
/// A vector dominates another when it is nowhere less and somewhere greater. Equal vectors do not dominate each other. All
/// vectors of a call have as many numbers; one that is no number (NaN) counts as the least of all.
public enum ParetoFront {
  /// Which of some vectors no other dominates, ascending.
  ///
  /// In the time of sorting for up to three numbers (Kung, Luccio and Preparata, *On Finding the Maxima of a Set of
  /// Vectors*, JACM 22(4), 1975); for more, in that of comparing each vector with the front.
  ///
  /// - Parameter vectors: the values of the objectives, greater being better.
  /// - Returns: the indices of the front.
  public static func indices(of vectors: [[Double]]) -> [Int] {
    let values = vectors.withoutNaN
    var front: [Int] = []
    var stairs = Staircase()
    var last: [Double]?
    for index in values.descending {
      let vector = values[index]
      // What dominates a vector comes before it, and what is equal to it right before it.
      let isNew: Bool
      if vector == last {
        isNew = true
      } else if vector.count <= 3 {
        isNew = stairs.insert(vector.count > 1 ? vector[1] : 0, vector.count > 2 ? vector[2] : 0)
      } else {
        isNew = !front.contains { values[$0].dominates(vector) }
      }
      if isNew {
        front.append(index)
        last = vector
      }
    }
    return front.sorted()
  }

  /// In which front each of some vectors is: 0 for those that none dominates, 1 for those that none dominates among what is
  /// left without them, and so on.
  ///
  /// Zhang, Tian, Cheng and Jin, *An Efficient Approach to Nondominated Sorting for Evolutionary Multiobjective
  /// Optimization*, IEEE TEVC 19(2), 2015; in the time of sorting for up to two numbers.
  ///
  /// - Parameter vectors: the values of the objectives, greater being better.
  public static func ranks(of vectors: [[Double]]) -> [Int] {
    let values = vectors.withoutNaN
    var ranks = [Int](repeating: 0, count: values.count)
    var fronts: [[Int]] = []
    var last: Int?
    for index in values.descending {
      if let last, values[last] == values[index] {
        ranks[index] = ranks[last]
        continue
      }
      last = index
      // A front that has something dominating comes after only such fronts.
      var (low, high) = (0, fronts.count)
      while low < high {
        let middle = (low + high) / 2
        if fronts[middle].dominates(index, in: values) { low = middle + 1 } else { high = middle }
      }
      if low == fronts.count { fronts.append([]) }
      fronts[low].append(index)
      ranks[index] = low
    }
    return ranks
  }

  /// How far apart the neighbours of each vector of a front are, as a share of the front's extent, summed over the
  /// numbers; infinite for those at an end, which have a neighbour at one side only.
  ///
  /// Deb, Pratap, Agarwal and Meyarivan, *A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II*, IEEE TEVC 6(2),
  /// 2002.
  public static func crowding(of front: [[Double]]) -> [Double] {
    let values = front.withoutNaN
    var distances = [Double](repeating: 0, count: values.count)
    for objective in (values.first ?? []).indices {
      let order = values.indices.sorted { (values[$0][objective], $0) < (values[$1][objective], $1) }
      let (first, last) = (order[0], order[order.count - 1])
      let extent = values[last][objective] - values[first][objective]
      distances[first] = .infinity
      distances[last] = .infinity
      guard extent > 0, extent.isFinite else { continue }
      for position in order.indices.dropFirst().dropLast() {
        let gap = values[order[position + 1]][objective] - values[order[position - 1]][objective]
        distances[order[position]] += gap / extent
      }
    }
    return distances
  }
}

/// Pairs of which none has both numbers at least as great as another's, by the first descending and so by the second
/// ascending.
private struct Staircase {
  private var steps: [(first: Double, second: Double)] = []

  /// Adds a pair and takes out what it covers; false where it is covered itself.
  mutating func insert(_ first: Double, _ second: Double) -> Bool {
    // The steps with a first number at least as great end here.
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].first >= first { low = middle + 1 } else { high = middle }
    }
    if low > 0, steps[low - 1].second >= second { return false }
    // One with the same first number has a lesser second one, and so is covered too.
    let begin = low > 0 && steps[low - 1].first == first ? low - 1 : low
    let end = steps[low...].firstIndex { $0.second > second } ?? steps.count
    steps.replaceSubrange(begin..<end, with: CollectionOfOne((first: first, second: second)))
    return true
  }
}

extension [[Double]] {
  /// With the least of all in place of what is no number, so that there is an order.
  fileprivate var withoutNaN: [[Double]] {
    let isClean = allSatisfy { $0.allSatisfy { !$0.isNaN } }
    return isClean ? self : map { $0.map { $0.isNaN ? -.infinity : $0 } }
  }

  /// The indices with the greatest vector first: by the first number, where that is equal by the second, and so on.
  fileprivate var descending: [Int] {
    indices.sorted { one, other in
      for (left, right) in zip(self[one], self[other]) where left != right { return left > right }
      return one < other
    }
  }
}

extension [Double] {
  /// Whether it is nowhere less and somewhere greater.
  func dominates(_ other: [Double]) -> Bool {
    var isGreater = false
    for (own, others) in zip(self, other) {
      if own < others { return false }
      if own > others { isGreater = true }
    }
    return isGreater
  }
}

extension [Int] {
  /// Whether some vector of a front, given by its indices in descending order, dominates one that comes after them.
  fileprivate func dominates(_ index: Int, in values: [[Double]]) -> Bool {
    // Of two numbers, the second ascends along a front, and the first is no less than that of what comes after.
    if values[index].count <= 2 { return last.map { values[$0].dominates(values[index]) } ?? false }
    // The latest are the most like it.
    return reversed().contains { values[$0].dominates(values[index]) }
  }
}

/// Which devices are near to each other, and which of the free ones a trial with several should get.
struct Neighbourhoods: Sendable {
  /// How well a choice suits; the smaller, the better, the first that differs deciding.
  ///
  /// The worst distance within the choice comes first, as the slowest link sets the pace of the exchange of
  /// gradients; then the sum of the distances; then, for each distance from the nearest, how many pairs of free
  /// devices within it the choice breaks. The last keeps neighbourhoods whole for those that come later: what
  /// fills up a broken one breaks fewest pairs.
  struct Cost: Comparable {
    var worst = 0
    var sum = 0
    var broken = [Int](repeating: 0, count: DeviceProximity.machine.rawValue)

    static func < (left: Self, right: Self) -> Bool {
      if left.worst != right.worst { return left.worst < right.worst }
      if left.sum != right.sum { return left.sum < right.sum }
      return left.broken.lexicographicallyPrecedes(right.broken)
    }
  }

  /// Steps of the search for the best choice. All choices of 8 of 16 GPUs are less; of more, the best one found is
  /// taken.
  private static let patience = 60_000

  private let distances: [[Int]]

  init(_ devices: [Device], proximity: (Device, Device) -> DeviceProximity) {
    distances = devices.map { first in devices.map { proximity(first, $0).rawValue } }
  }

  /// The best `count` of the free devices, by their positions, in order; nil where they are too few.
  func choose(_ count: Int, of free: [Int]) -> [Int]? {
    guard count <= free.count else { return nil }
    guard count > 0 else { return [] }
    var search = Search(owner: self, free: free, count: count)
    for place in free.indices { search.grow(from: place) }
    search.extend(from: 0, Cost())
    return search.best
  }

  /// What a choice costs.
  func cost(of choice: [Int], among free: [Int]) -> Cost {
    var cost = Cost()
    for (place, device) in choice.enumerated() {
      cost = adding(device, to: choice[..<place], cost, degrees: degrees(of: device, among: free))
    }
    return cost
  }

  /// For each distance but the farthest, how many of the free devices are within it.
  private func degrees(of device: Int, among free: [Int]) -> [Int] {
    (0..<DeviceProximity.machine.rawValue).map { level in
      free.count { $0 != device && distances[device][$0] <= level }
    }
  }

  /// No part of a cost shrinks with another device, which is what lets the search give up early.
  private func adding(_ device: Int, to chosen: ArraySlice<Int>, _ cost: Cost, degrees: [Int]) -> Cost {
    var cost = cost
    for other in chosen {
      cost.worst = max(cost.worst, distances[device][other])
      cost.sum += distances[device][other]
    }
    for level in degrees.indices {
      // A pair within the choice is broken by its first member and not once more by its second.
      cost.broken[level] += degrees[level] - chosen.count { distances[device][$0] <= level }
    }
    return cost
  }

  /// Goes through the choices, leaving out those that cannot be better than the best so far.
  private struct Search {
    let owner: Neighbourhoods
    let free: [Int]
    let count: Int
    let degrees: [[Int]]
    var chosen: [Int] = []
    var best: [Int]?
    var bestCost = Cost()
    var patience = Neighbourhoods.patience

    init(owner: Neighbourhoods, free: [Int], count: Int) {
      self.owner = owner
      self.free = free
      self.count = count
      degrees = free.map { owner.degrees(of: $0, among: free) }
    }

    /// Takes one device and then always the one that suits best: a good choice to begin with, so that the search
    /// need not look at most others, and has one where there are too many to look at.
    mutating func grow(from place: Int) {
      var places = [place]
      var cost = owner.adding(free[place], to: [], Cost(), degrees: degrees[place])
      while places.count < count {
        let members = places.map { free[$0] }
        let next = free.indices.filter { !places.contains($0) }
          .map { ($0, owner.adding(free[$0], to: members[...], cost, degrees: degrees[$0])) }
          .min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let next else { return }
        places.append(next.0)
        cost = next.1
      }
      if best == nil || cost < bestCost { (best, bestCost) = (places.map { free[$0] }.sorted(), cost) }
    }

    mutating func extend(from start: Int, _ cost: Cost) {
      if chosen.count == count {
        (best, bestCost) = (chosen, cost)
        return
      }
      let last = free.count - (count - chosen.count)
      guard start <= last else { return }
      for place in start...last {
        if patience <= 0 { return }
        patience -= 1
        let next = owner.adding(free[place], to: chosen[...], cost, degrees: degrees[place])
        guard next < bestCost else { continue }
        chosen.append(free[place])
        extend(from: place + 1, next)
        chosen.removeLast()
      }
    }
  }
}

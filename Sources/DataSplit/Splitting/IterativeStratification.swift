import Randomness

/// Deals items of several labels to two sides so that each side has each label in its proportion: the rarest label first, each
/// of its items to the side that lacks the label most.
///
/// Sechidis, Tsoumakas and Vlahavas, *On the Stratification of Multi-Label Data*, ECML PKDD 2011; here a side also never gets
/// more items than it is to have.
struct IterativeStratification {
  /// How many items each side still gets: those that are chosen, and the rest.
  private var room: (chosen: Int, rest: Int)
  /// How many items of each label each side still lacks.
  private var lack: (chosen: [Double], rest: [Double])

  /// - Parameters:
  ///   - count: how many items are to be chosen, of how many.
  ///   - chosen: how many items of each label the chosen ones are to have; the rest, likewise.
  init(count: Int, of whole: Int, chosen: [Double], rest: [Double]) {
    room = (count, whole - count)
    lack = (chosen, rest)
  }

  /// Whether each unit, which is an item, is chosen. Earlier ones are dealt first where labels leave that open.
  mutating func deal(_ units: Units, using generator: inout SeededGenerator) -> [Bool] {
    let count = units.sizes.count
    var isChosen = [Bool](repeating: false, count: count)
    var isDealt = isChosen
    let (members, starts) = membersByLabel(units)
    var queue = CountQueue(zip(starts, starts.dropFirst()).map { $1 - $0 })

    while let label = queue.rarest() {
      for member in members[starts[label]..<starts[label + 1]] where !isDealt[Int(member)] {
        let unit = Int(member)
        isDealt[unit] = true
        isChosen[unit] = choose(for: label, using: &generator)
        for entry in units.starts[unit]..<units.starts[unit + 1] {
          let column = Int(units.columns[entry])
          queue.countDown(column)
          if isChosen[unit] { lack.chosen[column] -= 1 } else { lack.rest[column] -= 1 }
        }
      }
    }
    // Items without a label go where there is room; their order is a random one.
    for unit in 0..<count where !isDealt[unit] && room.chosen > 0 {
      isChosen[unit] = true
      room.chosen -= 1
    }
    return isChosen
  }

  /// The side that lacks the label more, or else has more room.
  private mutating func choose(for label: Int, using generator: inout SeededGenerator) -> Bool {
    let isChosen: Bool
    if room.chosen == 0 || room.rest == 0 {
      isChosen = room.chosen > 0
    } else if lack.chosen[label] != lack.rest[label] {
      isChosen = lack.chosen[label] > lack.rest[label]
    } else if room.chosen != room.rest {
      isChosen = room.chosen > room.rest
    } else {
      isChosen = generator.index(2) == 0
    }
    if isChosen { room.chosen -= 1 } else { room.rest -= 1 }
    return isChosen
  }

  /// The units of each label, in their order.
  private func membersByLabel(_ units: Units) -> (members: [UInt32], starts: [Int]) {
    var starts = [Int](repeating: 0, count: units.width + 1)
    for column in units.columns { starts[Int(column) + 1] += 1 }
    for label in 0..<units.width { starts[label + 1] += starts[label] }
    var positions = starts
    var members = [UInt32](repeating: 0, count: units.columns.count)
    for unit in units.sizes.indices {
      for entry in units.starts[unit]..<units.starts[unit + 1] {
        let column = Int(units.columns[entry])
        members[positions[column]] = UInt32(unit)
        positions[column] += 1
      }
    }
    return (members, starts)
  }
}

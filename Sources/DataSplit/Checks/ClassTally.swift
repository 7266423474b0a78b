/// How many items of each class there are, by part, and how they follow each other.
struct ClassTally {
  /// All classes of the training data, then those that only the real validation has.
  private(set) var names: [String]
  /// All training items, in a part or not.
  private(set) var training: [Int]
  private(set) var train: [Int]
  private(set) var validation: [Int]
  private(set) var real: [Int]?
  /// Items without a label in the training data, and in the real validation.
  private(set) var missing = 0
  private(set) var missingReal = 0
  /// The classes of the first tenth of the source, and of its last.
  private(set) var first: [Int]
  private(set) var last: [Int]
  private(set) var runs = 0

  /// Nil where labels are no classes. Of items with several classes each counts; their first one makes the runs.
  init?(_ data: CheckedData, _ sides: ItemSides) {
    guard let label = data.items.label, let names = Self.names(of: label) else { return nil }
    self.names = names
    let none = [Int](repeating: 0, count: names.count)
    (training, train, validation, first, last) = (none, none, none, none, none)
    switch label {
    case .classes(let categories): count(categories.codes, sides)
    case .classSets(_, let codes, let starts): count(codes, starts, sides)
    case .numbers: return nil
    }
    if let validation = data.validation?.label { countReal(validation) }
  }

  private static func names(of label: ItemTable.Label) -> [String]? {
    switch label {
    case .classes(let categories): categories.names
    case .classSets(let names, _, _): names
    case .numbers: nil
    }
  }

  private mutating func count(_ codes: [UInt32], _ sides: ItemSides) {
    let tenth = codes.count / 10
    // Four rows, so that the side needs no branch.
    let width = names.count + 1
    var counts = [Int](repeating: 0, count: 4 * width)
    var previous = UInt32?.none
    for (index, code) in codes.enumerated() {
      if code == Categories.missing {
        missing += 1
        continue
      }
      counts[Int(sides.flags[index]) * width + Int(code)] += 1
      if code != previous { runs += 1 }
      previous = code
    }
    for code in codes.prefix(tenth) where code != Categories.missing { first[Int(code)] += 1 }
    for code in codes.suffix(tenth) where code != Categories.missing { last[Int(code)] += 1 }
    for index in names.indices {
      let both = counts[3 * width + index]
      train[index] = counts[width + index] + both
      validation[index] = counts[2 * width + index] + both
      training[index] = counts[index] + counts[width + index] + validation[index]
    }
  }

  private mutating func count(_ codes: [UInt32], _ starts: [Int], _ sides: ItemSides) {
    let items = max(starts.count - 1, 0)
    let tenth = items / 10
    var previous = UInt32?.none
    for index in 0..<items {
      let own = codes[starts[index]..<starts[index + 1]]
      guard let primary = own.first else {
        missing += 1
        continue
      }
      if primary != previous { runs += 1 }
      previous = primary
      for code in own {
        let position = Int(code)
        training[position] += 1
        if sides.flags[index] & ItemSides.train != 0 { train[position] += 1 }
        if sides.flags[index] & ItemSides.validation != 0 { validation[position] += 1 }
        if index < tenth { first[position] += 1 }
        if index >= items - tenth { last[position] += 1 }
      }
    }
  }

  private mutating func countReal(_ label: ItemTable.Label) {
    guard let realNames = Self.names(of: label) else { return }
    var positions = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    var counts = [Int](repeating: 0, count: names.count)
    let places = realNames.map { name in
      if let position = positions[name] { return position }
      positions[name] = names.count
      names.append(name)
      for part in [\ClassTally.training, \.train, \.validation, \.first, \.last] { self[keyPath: part].append(0) }
      counts.append(0)
      return names.count - 1
    }
    switch label {
    case .classes(let categories):
      for code in categories.codes {
        if code == Categories.missing { missingReal += 1 } else { counts[places[Int(code)]] += 1 }
      }
    case .classSets(_, let codes, let starts):
      for code in codes { counts[places[Int(code)]] += 1 }
      missingReal = zip(starts, starts.dropFirst()).count { $0 == $1 }
    case .numbers: return
    }
    real = counts
  }
}

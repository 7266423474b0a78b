import Randomness

extension DataSplit {
  /// Splits items at random, with each class in the proportions of the whole.
  public init(_ items: ItemTable, _ request: SplitRequest) throws {
    guard items.groups == nil, request.order == .shuffled, request.subsamples.isEmpty else {
      throw DataError(file: "split", problem: "groups, time order and subsamples cannot be asked for yet")
    }
    var generator = SeededGenerator(seed: request.seed)
    var order = (0..<UInt32(items.count)).map { $0 }
    generator.shuffle(&order)
    guard request.isStratified, case .classes(let classes)? = items.label else {
      let count = Int((Double(items.count) * request.stage1).rounded())
      self.init(train: Array(order[..<count]), validation: Array(order[count...]))
      return
    }
    // Largest remainder: as many of each class as come nearest to its share, and exactly as many in all as were asked for.
    let counts = classes.counts + [classes.codes.count { $0 == Categories.missing }]
    let shares = counts.map { Double($0) * request.stage1 }
    var quotas = shares.map { Int($0) }
    let wanted = Int((Double(items.count) * request.stage1).rounded())
    let byRemainder = shares.indices.sorted {
      (shares[$0] - Double(quotas[$0]), $1) > (shares[$1] - Double(quotas[$1]), $0)
    }
    for index in byRemainder.prefix(max(0, wanted - quotas.reduce(0, +))) { quotas[index] += 1 }
    var (train, validation): ([UInt32], [UInt32]) = ([], [])
    train.reserveCapacity(wanted)
    validation.reserveCapacity(items.count - wanted)
    for item in order {
      let code = min(Int(classes.codes[Int(item)]), quotas.count - 1)
      if quotas[code] > 0 {
        quotas[code] -= 1
        train.append(item)
      } else {
        validation.append(item)
      }
    }
    self.init(train: train, validation: validation)
  }
}

import PlainJSON

/// Whether items that are trained on are validated on as well.
enum SharedItemsChecks {
  /// Between the parts of stage 1, and between all training data and the real validation: of items
  /// as they are told from each other, and of their contents where that is another thing.
  static func of(_ data: CheckedData, _ sides: ItemSides, _ thresholds: CheckThresholds) -> [DataCheck] {
    var checks: [DataCheck] = []
    for (path, by) in [(\ItemTable.identities, ""), (\ItemTable.contents, ", by contents")] {
      guard let hashes = data.items[keyPath: path], hashes.count == data.items.count else { continue }
      let held = data.split.validation.filter { $0 < hashes.count }
      let within = pairs(KnownHashes(hashes, of: held), hashes, held, in: hashes) {
        sides.flags[$0] & ItemSides.train != 0
      }
      checks.append(check("stage 1\(by)", within, of: held.count, hashes.count, thresholds))
      guard let real = data.validation?[keyPath: path], real.count < UInt32.max else { continue }
      let all = Array(0..<UInt32(real.count))
      let across = pairs(KnownHashes(real, of: all), real, all, in: hashes) { _ in true }
      checks.append(check("stage 2\(by)", across, of: real.count, hashes.count, thresholds))
    }
    return checks
  }

  private struct Shared {
    var count = 0
    /// Item numbers: trained on, validated on.
    var examples: [(UInt32, UInt32)] = []
  }

  /// The items of a validation that training items share a hash with.
  private static func pairs(
    _ known: KnownHashes, _ own: [UInt64], _ validation: [UInt32], in training: [UInt64],
    isTrained: (Int) -> Bool
  ) -> Shared {
    var twins: [UInt64: UInt32] = [:]
    for (index, hash) in training.enumerated() where known.item(with: hash) != nil && isTrained(index) {
      if twins[hash] == nil { twins[hash] = UInt32(index) }
    }
    var shared = Shared()
    if twins.isEmpty { return shared }
    for item in validation {
      guard let twin = twins[own[Int(item)]] else { continue }
      shared.count += 1
      if shared.examples.count < 5 { shared.examples.append((twin, item)) }
    }
    return shared
  }

  private static func check(
    _ subject: String, _ shared: Shared, of count: Int, _ training: Int, _ thresholds: CheckThresholds
  ) -> DataCheck {
    let share = count > 0 ? Double(shared.count) / Double(count) : 0
    let isOwn = subject.hasPrefix("stage 1")
    let place = isOwn ? "stage 1's validation" : "the real validation"
    let pairs = shared.examples.map {
      "item \($0.0) of the training data" + (isOwn ? " and item \($0.1)" : " and item \($0.1) of the validation")
    }
    let words =
      shared.count == 0
      ? "no item of \(place) is trained on"
      : "\(Figures.count(shared.count, "item")) of \(place) (\(Figures.percent(share))) "
        + "\(shared.count == 1 ? "is" : "are") trained on as well: \(Figures.list(pairs, most: 2))"
    return DataCheck(
      .sharedItems, subject: subject, thresholds.shared.judge(share), measure: "share of validation items", share,
      limits: thresholds.shared, words: words,
      advice: isOwn
        ? "rewards count items that are learnt by heart: remove the copies, or make equal items a group"
        : "final results count items that are learnt by heart: remove them from the training data; if names are counted "
          + "anew in each file, name another identity",
      details: [
        "items": .integer(shared.count),
        "examples": .array(shared.examples.map { [.integer(Int($0.0)), .integer(Int($0.1))] }),
      ])
  }
}

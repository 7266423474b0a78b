import PlainJSON

/// Whether the lists of a split are what they have to be.
enum PartChecks {
  /// Every item is in one part, once.
  static func coverage(_ sides: ItemSides) -> DataCheck {
    let (left, torn) = (sides.left, sides.torn)
    let wrong = torn + sides.unknown + sides.repeated
    let faults = [
      (torn, "on both sides"), (sides.repeated, "twice in a part"),
      (sides.unknown, "with a number that no item has"),
      (left, "in no part"),
    ]
    .filter { $0.0 > 0 }.map { "\(Figures.count($0.0, "item")) \($0.1)" }
    return DataCheck(
      .coverage, wrong > 0 ? .bad : left > 0 ? .watch : .good, measure: "items not in exactly one part",
      Double(wrong + left), words: faults.isEmpty ? "every item is in one part" : Figures.list(faults),
      advice: wrong > 0
        ? "this split is broken: make it again"
        : "items without a label or time are left out; see that this is meant",
      details: ["left": .integer(left), "on_both_sides": .integer(torn), "repeated": .integer(sides.repeated)])
  }

  /// The validation of a split by time is later than its training part.
  static func time(_ data: CheckedData, _ sides: ItemSides) -> DataCheck? {
    guard data.order == .time, let times = data.items.times else { return nil }
    let latest = sides.numbers(times, on: ItemSides.train).filter { !$0.isNaN }.max() ?? -.infinity
    let early = sides.numbers(times, on: ItemSides.validation).count { $0 < latest }
    return DataCheck(
      .time, early > 0 ? .bad : .good, measure: "validation items before the latest training item", Double(early),
      words: early == 0
        ? "stage 1's validation is later than its training part"
        : "\(Figures.count(early, "item")) of stage 1's validation \(early == 1 ? "is" : "are") earlier than what is "
          + "trained on",
      advice: "rewards know the future: split by this time")
  }
}

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

  /// What to say of a cut by time that came far from the share that was asked, as it tears no moment and no group; nil
  /// where it came near.
  static func timeNote(_ data: CheckedData) -> String? {
    guard data.order == .time else { return nil }
    let (asked, got) = (data.split.notes.askedTrain, data.split.train.count)
    let all = got + data.split.validation.count
    guard abs(asked - got) * 100 > all else { return nil }
    let share = { (train: Int) in
      "\(all - train) of \(all) items (\(Figures.percent(Double(all - train) / Double(all))))"
    }
    return "stage 1's validation has \(share(got)), not the \(share(asked)) that were asked for: "
      + (data.items.groups == nil
        ? "many items have one time, and those stay together; give finer times"
        : "groups and items of one time stay together; give finer times or smaller groups")
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
      advice: data.items.groups == nil
        ? "rewards know the future: split by this time"
        : "rewards know the future: a group goes by its latest item, so its earlier ones are on that side too; give "
          + "groups that do not last so long, or no group")
  }
}

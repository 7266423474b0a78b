import PlainJSON

/// Whether items that belong together are on one side.
enum GroupChecks {
  /// Between the parts of stage 1, and between the training data and the real validation.
  static func of(_ data: CheckedData, _ sides: ItemSides, _ thresholds: CheckThresholds) -> [DataCheck] {
    guard let groups = data.items.groups else { return [] }
    var seen = [UInt8](repeating: 0, count: groups.names.count)
    for (code, flags) in zip(groups.codes, sides.flags) where code != Categories.missing {
      seen[Int(code)] |= flags
    }
    let both = ItemSides.train | ItemSides.validation
    let torn = seen.indices.filter { seen[$0] == both }.map { groups.names[$0] }
    let held = seen.count { $0 & ItemSides.validation != 0 }
    var checks = [
      check(
        "stage 1", torn, of: held, "stage 1's validation", thresholds,
        advice: "rewards count groups that are trained on: split with this group")
    ]
    if let real = data.validation?.groups {
      let known = Set(groups.names)
      checks.append(
        check(
          "stage 2", real.names.filter(known.contains), of: real.names.count, "the real validation", thresholds,
          advice:
            "final results count groups that are trained on: take another validation, if groups of one name are the same"
        ))
    }
    return checks
  }

  private static func check(
    _ subject: String, _ torn: [String], of count: Int, _ place: String, _ thresholds: CheckThresholds,
    advice: String
  ) -> DataCheck {
    let share = count > 0 ? Double(torn.count) / Double(count) : 0
    let words =
      torn.isEmpty
      ? "no group of \(place) is trained on"
      : "\(Figures.count(torn.count, "group")) of \(place) (\(Figures.percent(share))) "
        + "\(torn.count == 1 ? "is" : "are") trained on as well: \(Figures.list(torn))"
    return DataCheck(
      .groups, subject: subject, thresholds.shared.judge(share), measure: "share of validation groups", share,
      limits: thresholds.shared, words: words, advice: advice,
      details: ["groups": .integer(torn.count), "examples": .array(torn.prefix(5).map { .string($0) })])
  }
}

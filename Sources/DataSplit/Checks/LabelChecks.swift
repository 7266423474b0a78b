import PlainJSON

/// Whether all items have labels, and all parts all classes.
enum LabelChecks {
  /// Classes that are on one side only, and items without one.
  static func of(_ tally: ClassTally, _ data: CheckedData, _ thresholds: CheckThresholds) -> DataCheck {
    let names = { (isMeant: (Int) -> Bool) in tally.names.indices.filter(isMeant).map { tally.names[$0] } }
    let training = tally.training
    let unheld = names { tally.train[$0] > 0 && tally.validation[$0] == 0 }
    let untrained = names { tally.train[$0] == 0 && tally.validation[$0] > 0 }
    let unknown = tally.real.map { real in names { training[$0] == 0 && real[$0] > 0 } } ?? []
    let unasked = tally.real.map { real in names { training[$0] > 0 && real[$0] == 0 } } ?? []
    let share = missingShare(tally.missing + tally.missingReal, data)
    var faults: [String] = []
    if share > 0 { faults.append(missingWords(tally.missing + tally.missingReal, share)) }
    let lists = [
      (untrained, "only in stage 1's validation"), (unknown, "only in the real validation"),
      (unheld, "not in stage 1's validation"), (unasked, "not in the real validation"),
    ]
    for (list, place) in lists where !list.isEmpty {
      faults.append("\(Figures.count(list.count, "class")) \(place) (\(Figures.list(list)))")
    }
    // What is never learnt is always wrong; what is never asked is a reward that looks away.
    let verdict: DataCheck.Verdict =
      !untrained.isEmpty || !unknown.isEmpty ? .bad : !unheld.isEmpty || !unasked.isEmpty ? .watch : .good
    return DataCheck(
      .labels, max(verdict, thresholds.missing.judge(share)), measure: "share of items without a label", share,
      limits: thresholds.missing,
      words: faults.isEmpty
        ? "all items have a label and all parts have all classes" : faults.joined(separator: "; "),
      advice: advice(
        hasStrange: !unknown.isEmpty || !unasked.isEmpty, hasRare: !unheld.isEmpty || !untrained.isEmpty,
        hasMissing: share > 0),
      details: [
        "missing": .integer(tally.missing + tally.missingReal),
        "only_in_stage1_validation": strings(untrained), "only_in_validation": strings(unknown),
        "not_in_stage1_validation": strings(unheld), "not_in_validation": strings(unasked),
      ])
  }

  private static func advice(hasStrange: Bool, hasRare: Bool, hasMissing: Bool) -> String {
    let parts = [
      (hasStrange, "see that names of classes are written alike on both sides"),
      (hasRare, "join rare classes, or get more items of them"), (hasMissing, "label or remove what has none"),
    ]
    return parts.filter(\.0).map(\.1).joined(separator: "; ")
  }

  /// Labels that are numbers: items without one.
  static func of(_ numbers: [Double], real: [Double], _ data: CheckedData, _ thresholds: CheckThresholds)
    -> DataCheck
  {
    let missing = (numbers.count(where: \.isNaN)) + real.count(where: \.isNaN)
    let share = missingShare(missing, data)
    return DataCheck(
      .labels, thresholds.missing.judge(share), measure: "share of items without a label", share,
      limits: thresholds.missing, words: missing == 0 ? "all items have a label" : missingWords(missing, share),
      advice: "label or remove what has none", details: ["missing": .integer(missing)])
  }

  private static func missingWords(_ missing: Int, _ share: Double) -> String {
    "\(Figures.count(missing, "item")) without a label (\(Figures.percent(share)))"
  }

  private static func missingShare(_ missing: Int, _ data: CheckedData) -> Double {
    Double(missing) / Double(max(data.items.count + (data.validation?.count ?? 0), 1))
  }

  private static func strings(_ names: [String]) -> JSON { .array(names.prefix(100).map { .string($0) }) }
}

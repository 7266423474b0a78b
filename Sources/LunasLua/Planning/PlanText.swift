import Foundation
import Planning

/// Plans as a table for people: a column for each, with the expected value and, where they differ, 10 % to 90 %.
enum PlanText {
  static func table(_ plans: [LuaPlan]) -> String {
    guard let first = plans.first else { return "no plans\n" }
    var rows: [[String]] = []
    let add = { (label: String, cell: (LuaPlan) -> String?) in
      let cells = plans.map(cell)
      if cells.contains(where: { $0 != nil }) { rows.append([label] + cells.map { $0 ?? "-" }) }
    }
    if plans.count > 1 || first.plan.settings.name != nil { add("") { $0.plan.settings.name ?? "" } }
    add("trials") { range(Double($0.plan.trials), $0.plan.ranges.trials) }
    add("at once") { "\($0.plan.settings.parallel)" }
    add("GPUs of each") { "\($0.plan.settings.gpus)" }
    add("a trial takes") { time($0.plan.settings.trialHours.mean) }
    rows.append([""])
    add("time") { range($0.plan.days, $0.plan.ranges.days, days) }
    add("  proxy design") { $0.plan.design.map { days($0.days) } }
    add("  stage 1") { own in
      own.plan.full == nil ? nil : range(own.plan.search.days, own.plan.ranges.searchDays, days)
    }
    add("  stage 2") { own in own.plan.full.map { days($0.days) + batches(own.plan.batches) } }
    add("ends of jobs") { crossings($0.plan) }
    add("GPUs needed") { "\($0.plan.gpus)" }
    add("CPU cores needed") { own in own.plan.cores.map { "\($0)" } }
    // Where no GPU is used, hours of trials are what is paid.
    add("hours of trials") { own in
      own.plan.gpus == 0
        ? number([own.plan.search, own.plan.full, own.plan.design].reduce(0) { $0 + ($1?.trialHours ?? 0) }) : nil
    }
    add("GPU-hours") { range($0.plan.gpuHours, $0.plan.ranges.gpuHours) }
    add("full trainings") { own in own.plan.fullTrainings.map { "as much as " + number($0) } }
    add("cost") { own in cost(own.plan) }
    let notes = unique(plans.flatMap { $0.plan.notes + $0.sources }).map { "note: \($0)\n" }.joined()
    return aligned(rows) + savings(first, isAlone: plans.count == 1) + (notes.isEmpty ? "" : "\n" + notes)
  }

  static func number(_ value: Double) -> String {
    if abs(value) >= 1000 { return String(format: "%.0f", value) }
    return String(format: "%.3g", value)
  }

  private static func days(_ days: Double) -> String { time(days * 24) }

  /// Hours in the unit that suits them.
  private static func time(_ hours: Double) -> String {
    if hours >= 24 { return "\(number(hours / 24)) d" }
    return hours >= 1
      ? "\(number(hours)) h" : hours > 0.01 ? "\(number(hours * 60)) min" : "\(number(hours * 3600)) s"
  }

  /// The expected value, and the range where it is one.
  private static func range(
    _ expected: Double, _ range: PlanRange, _ words: (Double) -> String = number
  ) -> String {
    let (own, words) = (words(expected), [range.low, range.high].map(words))
    return words[0] == own && words[1] == own ? own : "\(own) (\(words[0]) to \(words[1]))"
  }

  private static func batches(_ sizes: [Int]) -> String {
    guard sizes.count > 1 else { return "" }
    if sizes.count > 4 { return " (\(sizes.count) batches of \(sizes[0]))" }
    return " (in batches of \(sizes.map(String.init).joined(separator: ", ")))"
  }

  private static func crossings(_ plan: Plan) -> String? {
    guard let limit = plan.settings.jobLimit else { return nil }
    let job = time(limit)
    if plan.ranges.crossingChance == 0 { return "none (\(job) a job)" }
    return range(Double(plan.crossings), plan.ranges.crossings)
      + " (\(job) a job, \(Int((plan.ranges.crossingChance * 100).rounded())) % likely)"
  }

  private static func cost(_ plan: Plan) -> String? {
    guard let cost = plan.cost, let price = plan.settings.price, let spread = plan.ranges.cost else { return nil }
    return range(cost, spread) + (price.currency.isEmpty ? "" : " \(price.currency)")
  }

  private static func savings(_ own: LuaPlan, isAlone: Bool) -> String {
    guard isAlone, !own.plan.savings.isEmpty else { return "" }
    let rows = own.plan.savings.map { saving in
      ["  " + saving.change, days(saving.days), "\(number(saving.gpuHours)) GPU-hours"]
        + (saving.cost.map { [number($0) + " " + (own.plan.settings.price?.currency ?? "")] } ?? [])
    }
    return "\nwould save\n" + aligned(rows)
  }

  private static func unique(_ lines: [String]) -> [String] {
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }
  }

  private static func aligned(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        column == row.count - 1 ? text : text + String(repeating: " ", count: widths[column] - text.count)
      }
      let line = cells.joined(separator: "  ")
      return (line.last == " " ? String(line.reversed().drop { $0 == " " }.reversed()) : line) + "\n"
    }.joined()
  }
}

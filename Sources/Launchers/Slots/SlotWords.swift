/// How slots speak of things to people.
enum SlotWords {
  /// Bytes as `12 GB` or `1.5 GB` where that is exact, as what people ask for is, and else as `79.6 GiB`, as
  /// machines and drivers count.
  static func bytes(_ count: Int) -> String {
    if count >= 1_000_000_000, count % 100_000_000 == 0 { return tenths(count, of: 1_000_000_000) + " GB" }
    for (name, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where count >= size {
      return "\(tenths(count, of: size)) \(name)"
    }
    return "\(count) bytes"
  }

  private static func tenths(_ count: Int, of unit: Int) -> String {
    let tenths = Int((Double(count) / Double(unit) * 10).rounded())
    return tenths % 10 == 0 || tenths >= 1000 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// Seconds as `40 seconds`, `5 minutes` or `2 hours`.
  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<100: number(Int(max(seconds, 0).rounded()), "second")
    case ..<5400: number(Int((seconds / 60).rounded()), "minute")
    default: number(Int((seconds / 3600).rounded()), "hour")
    }
  }

  /// `1 GPU`, `3 GPUs`.
  static func number(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// `trial 3`, `trials 3 and 7`, `trials 1, 2, 3, 4, 5, 6, 7, 8 and 12 more`.
  static func trials(_ ids: [Int]) -> String {
    let trials = ids.filter { !SlotTicket.isForMeasures($0) }
    if trials.isEmpty, !ids.isEmpty { return "the search's measures" }
    let words = named("trial", trials.map(SlotTicket.trial).sorted().map(String.init))
    return trials.count == ids.count ? words : "the search's measures, and \(words)"
  }

  /// `pid 3`, `pids 3 and 7`.
  static func pids(_ ids: [Int32]) -> String { named("pid", ids.sorted().map(String.init)) }

  /// `a`, `a and b`, `a, b and c`; of many, the first eight.
  static func list(_ items: [String]) -> String {
    if items.count > 9 { return items.prefix(8).joined(separator: ", ") + " and \(items.count - 8) more" }
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A share of 1 as `34 %`.
  static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private static func named(_ noun: String, _ items: [String]) -> String {
    "\(noun)\(items.count == 1 ? "" : "s") \(list(items))"
  }
}

extension Device {
  /// What people know it by, such as `GPU 5`.
  var label: String { parent == nil ? "GPU \(index)" : "MIG instance \(id) of GPU \(index)" }
}

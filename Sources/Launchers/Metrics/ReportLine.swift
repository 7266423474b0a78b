import PlainJSON

/// What a line of a trainer reports.
struct ReportLine {
  var step: Int?
  var metrics: [String: Double]
  var infeasible: String?
  /// A step that is no whole number, as it was written; the metrics count without it.
  var droppedStep: String?
  /// Of a hypertune entry: when it was made, in microseconds since 1970.
  var time: Int?

  /// Why a line is no report.
  struct Malformed: Error {
    let reason: String
  }

  /// Reads a line of `metrics.jsonl`: an object in which every number but `step` is a metric; see ``ReportedNumber``. Texts,
  /// truth values and nested values are passed over, as long as a number is left.
  init(json bytes: [UInt8]) throws(Malformed) {
    let members = try Self.members(bytes)
    step = ReportedNumber.step(members["step"])
    droppedStep = Self.dropped(members["step"], step)
    metrics = Self.numbers(members, besides: ["step"])
    infeasible = TrainerWords.infeasible(members["infeasible"])
    if metrics.isEmpty, infeasible == nil { throw Self.noNumber(members) }
  }

  /// Reads an entry of cloudml-hypertune: every value but `timestamp` is a text; up to five more metrics stand under the
  /// names `key_0` to `key_4` with their values under `value_0` to `value_4`.
  init(hypertune bytes: [UInt8]) throws(Malformed) {
    var members = try Self.members(bytes)
    time = members["timestamp"]?.doubleValue.flatMap { seconds in
      (1e7..<9e9).contains(seconds) ? Int((seconds * 1e6).rounded()) : nil
    }
    step = ReportedNumber.step(members["global_step"])
    droppedStep = Self.dropped(members["global_step"], step)
    for index in 0..<5 {
      let name = members.removeValue(forKey: "key_\(index)")?.stringValue ?? ""
      let value = members.removeValue(forKey: "value_\(index)")
      if !name.isEmpty, members[name] == nil { members[name] = value }
    }
    metrics = Self.numbers(members, besides: ["timestamp", "trial", "global_step", "checkpoint_path"])
    if metrics.isEmpty { throw Self.noNumber(members) }
  }

  private static func dropped(_ value: JSON?, _ step: Int?) -> String? {
    guard let value, value != .null, step == nil else { return nil }
    return String(value.text(nonFinite: .string).prefix(40))
  }

  private static func members(_ bytes: [UInt8]) throws(Malformed) -> [String: JSON] {
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch { throw Malformed(reason: "is no JSON: \(error.problem)") }
    guard let members = json.objectValue else {
      throw Malformed(
        reason: "is \(json.kind == "array" ? "an" : "a") \(json.kind), not an object of metrics")
    }
    return members
  }

  private static func numbers(_ members: [String: JSON], besides others: Set<String>) -> [String: Double] {
    var numbers: [String: Double] = [:]
    for (name, value) in members where !others.contains(name) {
      if let number = ReportedNumber.value(value) { numbers[name] = number }
    }
    return numbers
  }

  private static func noNumber(_ members: [String: JSON]) -> Malformed {
    var reason = "has no number besides the step"
    let sorted = members.sorted { $0.key < $1.key }
    if let (name, _) = sorted.first(where: { $0.value.boolValue != nil }) {
      reason += "; '\(name)' is a boolean: write 1 or 0 for a metric"
    } else if let (name, value) = sorted.first(where: { $0.value.objectValue != nil || $0.value.arrayValue != nil }
    ) {
      reason += "; '\(name)' is an \(value.kind): write its numbers under names of their own"
    }
    return Malformed(reason: reason)
  }
}

import PlainJSON

extension DataReport {
  /// Reads what ``json`` wrote; nil for anything else.
  public init?(json: JSON) {
    guard let documents = json["checks"]?.arrayValue,
      let histogram = json["histogram"].flatMap(ClassHistogram.init(json:))
    else { return nil }
    let checks = documents.compactMap(DataCheck.init(json:))
    guard checks.count == documents.count else { return nil }
    self.checks = checks
    self.histogram = histogram
    notes = (json["notes"]?.arrayValue ?? []).compactMap(\.stringValue)
  }
}

extension DataCheck {
  /// Reads what ``json`` wrote; nil for anything else.
  init?(json: JSON) {
    guard let kind = Kind.allCases.first(where: { $0.name == json["check"]?.stringValue }),
      let verdict = json["verdict"]?.stringValue.flatMap(Verdict.init(rawValue:)),
      let measure = json["measure"]?.stringValue, let words = json["words"]?.stringValue
    else { return nil }
    let limits = json["limits"].map { limits in
      CheckThresholds.Limits(
        watch: limits["watch"]?.doubleValue ?? .nan, bad: limits["bad"]?.doubleValue ?? .nan)
    }
    self.init(
      kind, subject: json["subject"]?.stringValue, verdict, measure: measure,
      // Numbers that are not known were written as null.
      json["statistic"]?.doubleValue ?? .nan, limits: limits,
      pValue: json["p_value"].map { $0.doubleValue ?? .nan }, words: words,
      advice: json["advice"]?.stringValue ?? "", details: json["details"]?.objectValue ?? [:])
  }
}

extension ClassHistogram {
  /// Reads what ``json`` wrote; nil for anything else. Parts come in the order in which they are read best.
  init?(json: JSON) {
    guard let labels = json["labels"]?.arrayValue, let parts = json["parts"]?.objectValue else { return nil }
    self.labels = labels.compactMap(\.stringValue)
    self.parts = parts.map { name, counts in
      Part(name: name, counts: (counts.arrayValue ?? []).compactMap(\.intValue))
    }.sorted { PartOrder.isBefore($0.name, $1.name) }
  }
}

/// In which order parts are told: stage 1 first, training before validation, subsamples last and by their size.
public enum PartOrder {
  /// Whether a part is told before another, by their names.
  public static func isBefore(_ first: String, _ second: String) -> Bool {
    let (first, second) = (key(first), key(second))
    return (first.rank, first.percent) < (second.rank, second.percent)
  }

  private static func key(_ name: String) -> (rank: Int, percent: Int) {
    let known = ["stage1.train", "stage1.validation", "stage2.train", "stage2.validation"]
    if let rank = known.firstIndex(of: name) { return (rank, 0) }
    return (known.count, name.split(separator: ".").last.flatMap { Int($0) } ?? 0)
  }
}

extension DataReport {
  /// A line for each check, words first, what is bad before what is good; then the advice, and what a search will
  /// say.
  ///
  /// ```
  /// bad    the smallest class, owl, has 7 items; 1 class with few: owl
  ///          items of the smallest class 7 (watch below 100, bad below 20)
  ///          do not search architectures on this: …
  /// good   no item of stage 1's validation is trained on
  /// ```
  public var text: String {
    let lines = DataCheck.Verdict.worstFirst.flatMap { verdict in
      checks.filter { $0.verdict == verdict }.flatMap(lines(of:))
    }
    return (lines + [summary]).joined(separator: "\n") + "\n"
  }

  private var summary: String {
    if needsForce { return "This data is too small or too imbalanced to search architectures on." }
    return switch verdict {
    case .good: "Nothing speaks against this split."
    case .watch: "Nothing is bad; see what is to be watched."
    case .bad: "This split misleads a search: mend what is bad first."
    }
  }

  private func lines(of check: DataCheck) -> [String] {
    let first = check.verdict.rawValue.padded(to: 7) + check.words
    guard let advice = check.advice else { return [first] }
    var figures = "\(check.measure) \(Figures.short(check.statistic))"
    if let limits = check.limits {
      let side = limits.bad < limits.watch ? "below" : "above"
      figures += " (watch \(side) \(Figures.short(limits.watch)), bad \(side) \(Figures.short(limits.bad)))"
    }
    if let pValue = check.pValue { figures += ", p = \(Figures.short(pValue))" }
    return [first, "         " + figures, "         " + advice]
  }
}

extension DataCheck.Verdict {
  fileprivate static let worstFirst: [DataCheck.Verdict] = [.bad, .watch, .good]
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}

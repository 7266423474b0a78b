extension DataReport {
  /// A paragraph for each check that is not good, what is bad first, with its number against the limit that it is
  /// beyond and with the advice; then the names of those that are good, and what follows from all.
  ///
  /// ```
  /// bad    drift: the source ends with other labels than it begins with (Cramér's V of first and last tenth: 1,
  ///        bad above 0.3)
  ///        -> the source is sorted or changed over time: ...
  /// good   coverage, labels, proportions, ...
  /// ```
  public var text: String { text(showsGood: false) }

  /// As ``text``.
  ///
  /// - Parameters:
  ///   - showsGood: whether checks that are good have a paragraph as well.
  ///   - width: columns that a line may have.
  public func text(showsGood: Bool, width: Int = 110) -> String {
    var lines: [String] = []
    for verdict in DataCheck.Verdict.worstFirst where verdict != .good || showsGood {
      let found = checks.filter { $0.verdict == verdict }
      for (index, check) in found.enumerated() {
        lines += Paragraph.lines(of: check.line, first: verdict.rawValue.padded(to: 7), width)
        // Of several with one advice, and of what the last line says, once is enough.
        guard let advice = check.advice, !check.blocksSearch, found.dropFirst(index + 1).first?.advice != advice
        else {
          continue
        }
        lines += Paragraph.lines(of: "-> " + advice, first: "       ", width)
      }
    }
    let good = checks.filter { $0.verdict == .good }
    if !showsGood, !good.isEmpty {
      lines += Paragraph.lines(of: good.map(\.title).joined(separator: ", "), first: "good".padded(to: 7), width)
    }
    for note in notes { lines += Paragraph.lines(of: note, first: "note   ", width) }
    return (lines + summary(width)).joined(separator: "\n") + "\n"
  }

  private func summary(_ width: Int) -> [String] {
    let isSplitBad = checks.contains { $0.verdict == .bad && !$0.blocksSearch }
    var lines: [String] = []
    if needsForce {
      lines = Paragraph.lines(
        of:
          "This data is too small or too imbalanced to search architectures on: search augmentation only, or get more "
          + "data. nas.search refuses it unless `force = true`.", first: "", width)
    }
    if isSplitBad { lines.append("Mend what is bad before you search on this split.") }
    if lines.isEmpty {
      lines = [
        verdict == .good ? "Nothing speaks against this split." : "Nothing is bad; see what is to be watched."
      ]
    }
    return lines
  }
}

extension DataCheck {
  /// What it looks at: `size (smallest class)`.
  fileprivate var title: String {
    kind.rawValue.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
      + (subject.map { " (\($0))" } ?? "")
  }

  /// All of it in a sentence.
  fileprivate var line: String { "\(title): \(words)\(figures.map { " (\($0))" } ?? "")" }

  /// Its number, and the limit that it is beyond or keeps to; nil where the verdict has another reason.
  private var figures: String? {
    guard let limits, !statistic.isNaN, verdict == .good || limits.judge(statistic) >= verdict else { return nil }
    let side = limits.bad < limits.watch ? "below" : "above"
    let limit = verdict == .bad ? ("bad", limits.bad) : ("watch", limits.watch)
    // What is beyond a limit must not read as if it were the limit.
    var shown = Figures.short(statistic)
    if verdict != .good, shown == Figures.short(limit.1) { shown = "\(statistic)" }
    return "\(measure): \(shown), \(limit.0) \(side) \(Figures.short(limit.1))"
  }
}

/// Text in lines that a terminal shows whole.
private enum Paragraph {
  /// - Parameter first: what the first line begins with; the others begin with as many spaces.
  static func lines(of text: String, first: String, _ width: Int) -> [String] {
    let indent = String(repeating: " ", count: first.count)
    var lines = [first]
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, lines[lines.count - 1].count + 1 + word.count > width {
        lines.append(indent)
        isEmpty = true
      }
      lines[lines.count - 1] += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines
  }
}

extension DataCheck.Verdict {
  fileprivate static let worstFirst: [DataCheck.Verdict] = [.bad, .watch, .good]
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}

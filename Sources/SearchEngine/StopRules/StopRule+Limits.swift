extension StopRule {
  /// Ends the search after a number of trials, however they ended.
  public static func trials(_ count: Int) -> StopRule {
    StopRule(name: "trials") { $0.ended >= count ? "\($0.ended) trials have ended" : nil }
  }

  /// Ends the search after a time.
  public static func wallClock(seconds: Double) -> StopRule {
    StopRule(name: "wall_clock") { view in
      view.elapsed >= seconds ? "it has run for \(Span.text(view.elapsed)) of \(Span.text(seconds))" : nil
    }
  }

  /// Ends the search as failed when more than a share of the ended trials have failed.
  ///
  /// - Parameters:
  ///   - rate: the share; Vertex AI NAS advises 0.2.
  ///   - minimum: trials that must have ended before the share says anything.
  public static func failureRate(_ rate: Double, minimum: Int) -> StopRule {
    StopRule(name: "failure_rate", isFailure: true) { view in
      guard view.ended >= minimum, Double(view.failed) > rate * Double(view.ended) else { return nil }
      let percent = (100 * Double(view.failed) / Double(view.ended)).rounded()
      return
        "\(view.failed) of \(view.ended) trials failed: \(Int(percent)) %, more than \(Int((rate * 100).rounded())) %"
    }
  }

  /// Ends the search as failed at a number of failed trials.
  static func failures(_ limit: Int) -> StopRule {
    StopRule(name: "max_failed", isFailure: true) { view in
      view.failed >= limit ? "the limit of \(limit) failed trial\(limit == 1 ? "" : "s") is reached" : nil
    }
  }
}

/// What a trial reports, from all its sources: `metrics.jsonl`, the file of cloudml-hypertune, and standard output where
/// that is asked for.
///
/// ```swift
/// var metrics = TrialMetrics(folder, readsOutput: true)
/// for report in metrics.look(final: false) { tell(report) }
/// ```
///
/// A look reads a limited piece of each source, so that a trainer that wrote a million lines holds nobody up; while
/// ``isBehind``, look again before the trial's end is told. A look at a trial where nothing has changed costs one system
/// call for each source and allocates nothing.
public struct TrialMetrics: Sendable {
  private var metrics: ReportSource
  private var output: ReportSource?
  private var hypertune: ReportSource
  private let folder: TrialFolder

  /// Starts at the beginning of all sources, whether they exist yet or not.
  ///
  /// - Parameter readsOutput: whether lines on standard output are reports; see ``ReportLine/init(output:)``.
  public init(_ folder: TrialFolder, readsOutput: Bool = false) {
    metrics = ReportSource(.metrics, path: folder.metricsPath)
    output = readsOutput ? ReportSource(.output, path: folder.outputPath) : nil
    hypertune = ReportSource(.hypertune, path: folder.hypertunePath)
    self.folder = folder
  }

  /// Whether the last look left something for the next.
  public var isBehind: Bool { metrics.isBehind || output?.isBehind == true || hypertune.isBehind }

  /// What came since the last look, each source's reports in order.
  ///
  /// - Parameter final: whether nothing more will come; a last line without its end then counts.
  public mutating func look(final: Bool) -> [TrialReport] {
    var reports: [TrialReport] = []
    metrics.look(final: final, into: &reports)
    output?.look(final: final, into: &reports)
    hypertune.look(final: final, into: &reports)
    hideSecrets(in: &reports)
    return reports
  }

  /// What is quoted of a trainer goes into messages and the store. Nearly no look finds words.
  private func hideSecrets(in reports: inout [TrialReport]) {
    var secrets: SecretValues?
    for (index, report) in reports.enumerated() {
      switch report {
      case .measurement(var measurement):
        guard let reason = measurement.infeasible else { continue }
        secrets = secrets ?? folder.secretValues
        measurement.infeasible = secrets?.hidden(in: reason)
        reports[index] = .measurement(measurement)
      case .notice(let notice):
        secrets = secrets ?? folder.secretValues
        reports[index] = .notice(MetricsNotice(notice.kind, secrets?.hidden(inStart: notice.text) ?? ""))
      }
    }
  }

  /// All that a trial has reported that nobody writes to any more.
  public mutating func rest() -> [TrialReport] {
    var reports = look(final: true)
    while isBehind { reports += look(final: true) }
    return reports
  }
}

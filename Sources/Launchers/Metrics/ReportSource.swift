/// One source of a trial's reports: its file, and what is made of its lines.
struct ReportSource: Sendable {
  private var file: GrowingFile
  private var reader: ReportReader

  init(_ source: MetricsPlace.Source, path: String) {
    file = GrowingFile(path: path, splitsAtReturns: source == .output)
    reader = ReportReader(source: source)
  }

  /// Whether the next look finds more at once.
  var isBehind: Bool { file.isBehind }

  /// Adds what came since the last look; see ``GrowingFile/look(final:_:)``.
  mutating func look(final: Bool, into reports: inout [TrialReport]) {
    file.look(final: final) { line, number in reader.take(line, number, &reports) }
    if final, !file.isBehind { reader.end(&reports) }
  }
}

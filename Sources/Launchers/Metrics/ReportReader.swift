/// Makes reports and notices of the lines of one source.
struct ReportReader: Sendable {
  let source: MetricsPlace.Source
  private var lastStep: Int?
  private var lastTime = 0
  private var malformedCount = 0
  private var said: Set<MetricsNotice.Kind> = []

  /// Malformed lines that are told of one by one; a damaged file has millions.
  private static let malformedLimit = 20

  /// Bytes of a malformed line that are shown.
  private static let shownBytes = 200

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  init(source: MetricsPlace.Source) { self.source = source }

  /// Takes in a line.
  ///
  /// - Parameter number: which line it is, from 1.
  mutating func take(_ line: GrowingFile.Line, _ number: Int, _ reports: inout [TrialReport]) {
    let place = MetricsPlace(source, number)
    switch line {
    case .text(let line):
      // Editors and tools of Windows begin a file with it.
      let bytes = number == 1 && line.starts(with: Self.byteOrderMark) ? line.dropFirst(3) : line
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { return }
      do throws(ReportLine.Malformed) {
        guard let report = try parse(bytes) else { return }
        take(report, place, &reports)
      } catch {
        malformedCount += 1
        guard malformedCount <= Self.malformedLimit else { return }
        let text = String(decoding: bytes.prefix(Self.shownBytes), as: UTF8.self)
        reports.append(.notice(.init(.malformed, "\(place.words) \(error.reason): \(text)")))
      }
    case .tooLong:
      // Standard output is for anything.
      if source == .output { return }
      say(
        .tooLong, "\(place.words) is longer than \(GrowingFile.chunk / 1024) KiB and is passed over", &reports)
    case .another:
      lastStep = nil
      if source == .metrics {
        say(.another, "its metrics were written anew with other lines; those read before stay known", &reports)
      }
    case .unreadable(let reason):
      // In a folder that nobody can read, one source says it.
      if source == .metrics { say(.unreadable, "its metrics cannot be read: \(reason)", &reports) }
    }
  }

  /// The source has ended.
  mutating func end(_ reports: inout [TrialReport]) {
    if malformedCount > Self.malformedLimit {
      let more = malformedCount - Self.malformedLimit
      reports.append(
        .notice(.init(.malformed, "\(more) more line\(more == 1 ? "" : "s") of its metrics are none")))
    }
    malformedCount = 0
  }

  private func parse(_ bytes: Slice<UnsafeRawBufferPointer>) throws(ReportLine.Malformed) -> ReportLine? {
    switch source {
    case .metrics: try ReportLine(json: Array(bytes))
    case .output: ReportLine(output: bytes)
    case .hypertune: try ReportLine(hypertune: Array(bytes))
    }
  }

  private mutating func take(_ report: ReportLine, _ place: MetricsPlace, _ reports: inout [TrialReport]) {
    var place = place
    var step = report.step
    if let time = report.time {
      // Two entries of one moment, or of a clock that was set back, keep their order.
      lastTime = max(time, lastTime + 1)
      place = MetricsPlace(source, lastTime)
    }
    // cloudml-hypertune writes 0 where the trainer gave it no step.
    if source == .hypertune, step == 0, lastStep != nil { step = nil }
    if let dropped = report.droppedStep {
      let words =
        "\(place.words) has the step \(dropped), which is no whole number: its metrics count without a step"
      say(.badStep, words, &reports)
    }
    if let step {
      if let lastStep, step < lastStep {
        say(.stepBack, "\(place.words) has step \(step) after step \(lastStep); both are kept", &reports)
      }
      lastStep = step
    }
    reports.append(
      .measurement(
        TrialMeasurement(
          line: place.line, step: step, metrics: report.metrics, infeasible: report.infeasible)))
  }

  private mutating func say(_ kind: MetricsNotice.Kind, _ text: String, _ reports: inout [TrialReport]) {
    if said.insert(kind).inserted { reports.append(.notice(.init(kind, text))) }
  }
}

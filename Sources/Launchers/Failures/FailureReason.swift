import Foundation

extension TrialFolder {
  /// What kind of failure it was.
  public func failureCause(_ record: ExitRecord) -> FailureCause { failure(record).cause }

  /// Why a trainer failed: a line that says it, and where there is more the last lines of standard error, or of standard
  /// output where standard error is empty.
  public func failureReason(_ record: ExitRecord) -> String { failure(record).reason }

  /// What kind of failure it was, and why in words.
  public func failure(_ record: ExitRecord) -> (cause: FailureCause, reason: String) {
    let secrets = secretValues
    if case .notStarted(let reason) = record.outcome { return (.notStarted, secrets.hidden(in: reason)) }
    if record.outcome == .stopped { return (.crashed, "stopped on request") }
    let error = secrets.hidden(in: LogEnd(path: errorPath).lines)
    let output = secrets.hidden(in: LogEnd(path: outputPath).lines)
    let cause: FailureCause
    // What was said before a limit was met is not why it was met.
    var said: String?
    switch record.outcome {
    case .exited, .signalled:
      if record.wasKilledForMemory {
        cause = .outOfHostMemory(source: "the kernel")
      } else if let found = FailureSign.last(error: error, output: output) {
        cause = FailureCause(found.sign)
        said = ErrorWords.cut(found.line.drop { $0.isWhitespace })
      } else {
        cause = .crashed
      }
    case .timedOut: cause = .timedOut
    case .silent: cause = .hung
    case .memoryLimit: cause = .outOfHostMemory(source: FailureCause.limit)
    case .stopped, .notStarted: cause = .crashed
    }
    let words = ErrorWords(error.isEmpty ? output : error)
    let tail = words.tail
    // What ran out of time did not end by what it said last, and that stands below.
    let isCut = (cause == .timedOut || cause == .hung) && tail.count > 1
    let first = [cause.words, how(record.outcome), said ?? (isCut ? nil : words.headline) ?? ""]
      .filter { !$0.isEmpty }.joined(separator: ": ")
    guard tail.count > 1 else { return (cause, first) }
    return (cause, ([first, FailureReason.header(ofOutput: error.isEmpty)] + tail).joined(separator: "\n"))
  }

  private func how(_ outcome: ExitRecord.Outcome) -> String {
    switch outcome {
    case .exited(let code) where (129...159).contains(code):
      // What a shell or another wrapper says of a signal.
      "exit code \(code) (as of signal \(code - 128), \(String(cString: strsignal(Int32(code - 128)))))"
    case .exited(let code): "exit code \(code)"
    case .signalled(let signal): "killed by signal \(signal) (\(String(cString: strsignal(Int32(signal)))))"
    case .timedOut:
      "timed out: it ran longer than its limit"
        + ((try? spec())?.limits.timeout.map { " of \(Self.seconds($0))" } ?? "")
    case .silent:
      "hung: it printed nothing and reported nothing"
        + ((try? spec())?.limits.silence.map { " for \(Self.seconds($0))" } ?? "")
    case .memoryLimit:
      "it took more memory than its limit"
        + ((try? spec())?.limits.memory.map { " of \(GivenBytes.text($0))" } ?? "")
    case .stopped, .notStarted: ""
    }
  }

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value)) s" : "\(value) s"
  }

  /// The last lines of the trainer's standard error: at most 20, of at most 4 KiB.
  public func errorTail() -> String { tail(of: errorPath) }

  /// The last lines of the trainer's standard error, or of its standard output where that is empty.
  public func logTail() -> String {
    let tail = errorTail()
    return tail.isEmpty ? self.tail(of: outputPath) : tail
  }

  private func tail(of path: String) -> String {
    ErrorWords(secretValues.hidden(in: LogEnd(path: path).lines)).tail.joined(separator: "\n")
  }
}

/// How the reason of a failure is laid out: a line that says it, then perhaps the last lines of a log under a header.
public enum FailureReason {
  /// The line above the last lines of a log.
  static func header(ofOutput isOutput: Bool) -> String {
    isOutput ? "The last lines of its standard output:" : "The last lines of its standard error:"
  }

  /// The line that says it all, of a reason that has the last lines of a log under it; nil for one that has none.
  public static func headline(of reason: String) -> Substring? {
    let lines = reason.split(separator: "\n", maxSplits: 2)
    guard lines.count == 3, lines[1] == header(ofOutput: false) || lines[1] == header(ofOutput: true) else {
      return nil
    }
    return lines[0]
  }
}

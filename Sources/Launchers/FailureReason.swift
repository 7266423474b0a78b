import Foundation

extension TrialFolder {
  /// Why a trainer failed, in a sentence and the last words of its standard error.
  public func failureReason(_ record: ExitRecord) -> String {
    let tail = errorTail()
    let words = tail.isEmpty ? "" : ": \(tail)"
    switch record.outcome {
    case .exited(let code): return "exit code \(code)\(words)"
    case .signalled(let signal):
      return "killed by signal \(signal) (\(String(cString: strsignal(Int32(signal)))))\(words)"
    case .timedOut:
      let limit = (try? spec())?.timeout.map { " of \(Self.seconds($0))" } ?? ""
      return "timed out: it ran longer than its limit\(limit)\(words)"
    case .stopped: return "stopped on request"
    case .notStarted(let reason): return reason
    }
  }

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value)) s" : "\(value) s"
  }
}

import Foundation

/// Why a trainer failed.
public enum FailureCause: Sendable, Hashable {
  case crashed
  /// The memory of the GPU or of the machine was too small, as somebody says.
  case outOfMemory(source: String)
  case timedOut

  /// What the words of an error tell.
  public init(words: String) {
    self = MemoryExhaustion.source(in: words).map { .outOfMemory(source: $0) } ?? .crashed
  }
}

extension TrialFolder {
  /// What kind of failure it was.
  public func failureCause(_ record: ExitRecord) -> FailureCause {
    switch record.outcome {
    case .timedOut, .silent: .timedOut
    case .memoryLimit: .outOfMemory(source: "its limit")
    case .exited, .signalled:
      record.wasKilledForMemory ? .outOfMemory(source: "the kernel") : FailureCause(words: errorEnd(bytes: 65536))
    case .stopped, .notStarted: .crashed
    }
  }

  /// Why a trainer failed, in a sentence and the last words of its standard error.
  public func failureReason(_ record: ExitRecord) -> String {
    let tail = errorTail()
    let words = tail.isEmpty ? "" : ": \(tail)"
    // Said first, because what follows is often long and may not hold the words that tell it.
    var cause = ""
    if case .outOfMemory(let source) = failureCause(record) { cause = "out of memory, says \(source): " }
    switch record.outcome {
    case .exited(let code): return "\(cause)exit code \(code)\(words)"
    case .signalled(let signal):
      return "\(cause)killed by signal \(signal) (\(String(cString: strsignal(Int32(signal)))))\(words)"
    case .timedOut:
      let limit = (try? spec())?.limits.timeout.map { " of \(Self.seconds($0))" } ?? ""
      return "timed out: it ran longer than its limit\(limit)\(words)"
    case .silent:
      let limit = (try? spec())?.limits.silence.map { " for \(Self.seconds($0))" } ?? ""
      return "hung: it printed nothing and reported nothing\(limit)\(words)"
    case .memoryLimit:
      let limit = (try? spec())?.limits.memory.map { " of \($0 >> 20) MiB" } ?? ""
      return "\(cause)it took more memory than its limit\(limit)\(words)"
    case .stopped: return "stopped on request"
    case .notStarted(let reason): return reason
    }
  }

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value)) s" : "\(value) s"
  }
}

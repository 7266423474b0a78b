import CProcesses
import Dispatch
import Glibc
import Synchronization

/// A process that reads a text and gives one answer. It is always reaped, and killed where nobody waits any more.
final class HelperProcess: Sendable {
  /// How a process came to its end.
  struct End: Sendable {
    let answer: [UInt8]
    /// The last of what it printed; nothing of a sandbox, which may print nowhere.
    let log: [UInt8]
    /// The signal that ended it, or nil.
    let signal: Int32?
    let isTooLong: Bool
    let isLate: Bool
  }

  /// A process that cannot be started.
  struct StartError: Error, CustomStringConvertible {
    let program: String
    let code: Int32
    var description: String { "\(program) cannot be started (\(String(cString: strerror(code))))" }
  }

  /// Bytes of an answer; a script could make one that fills the host's memory.
  static let longestAnswer = 16 << 20

  private static let longestLog = 4096

  private let pipe: Int32
  private let log: Int32
  private let deadline: ContinuousClock.Instant
  /// The process, or nil once it is reaped: then its number may be another one's.
  private let process: Mutex<pid_t?>

  /// How much a program is trusted with.
  enum Trust {
    /// With nothing: it has no environment and prints nowhere.
    case sandboxed
    /// With what the user has: its environment, and it is found in PATH.
    case users
  }

  /// Starts a process.
  ///
  /// - Parameters:
  ///   - command: the program and its arguments.
  ///   - trust: how much it is trusted with.
  ///   - source: its standard input.
  ///   - limit: when the process is killed; it ends itself before, unless something is wrong with it.
  init(_ command: [String], trust: Trust, source: [UInt8], limit: Duration) throws {
    var words: [UnsafePointer<CChar>?] = command.map { UnsafePointer(strdup($0)) }
    words.append(nil)
    defer { for word in words { free(UnsafeMutablePointer(mutating: word)) } }
    var (pipe, log, pid): (Int32, Int32, pid_t) = (-1, -1, 0)
    let code = source.withUnsafeBytes { bytes in
      switch trust {
      case .sandboxed: sandbox_spawn(words, bytes.baseAddress, bytes.count, &pipe, &pid)
      case .users: helper_spawn(words, bytes.baseAddress, bytes.count, &pipe, &log, &pid)
      }
    }
    guard code == 0 else { throw StartError(program: command.first ?? "", code: code) }
    self.pipe = pipe
    self.log = log
    deadline = .now + limit
    process = Mutex(pid)
  }

  /// Kills the process and those that it started, if it still runs; it leads a group of its own.
  func kill() { process.withLock { if let pid = $0 { _ = Glibc.kill(-pid, SIGKILL) } } }

  /// Waits for the end; a cancelled task kills the process. To be called once.
  func end() async -> End {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // It blocks, so it takes none of the threads that tasks share.
        DispatchQueue.global().async { continuation.resume(returning: self.read()) }
      }
    } onCancel: {
      kill()
    }
  }

  private func read() -> End {
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var (isTooLong, isLate) = (false, false)
    reading: while true {
      let left = (deadline - .now) / .milliseconds(1)
      var poll = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      let count = left > 0 ? Glibc.poll(&poll, 1, Int32(min(left, 60_000)) + 1) : 0
      switch count {
      case 0 where left <= 60_000:
        isLate = true
        break reading
      case 0: continue
      case ..<0: if errno == EINTR { continue } else { break reading }
      default: break
      }
      let length = Glibc.read(pipe, &buffer, buffer.count)
      if length < 0, errno == EINTR { continue }
      guard length > 0 else { break }
      answer += buffer[..<length]
      isTooLong = answer.count > Self.longestAnswer
      if isTooLong { break }
    }
    close(pipe)
    // It has closed its end of the pipe, so it is at its end, or it is not wanted any more.
    if isTooLong || isLate { kill() }
    let signal = reap()
    return End(answer: answer, log: endOfLog(), signal: signal, isTooLong: isTooLong, isLate: isLate)
  }

  private func endOfLog() -> [UInt8] {
    guard log >= 0 else { return [] }
    defer { close(log) }
    let length = lseek(log, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: Self.longestLog)
    let count = pread(log, &bytes, bytes.count, max(0, length - bytes.count))
    return Array(bytes.prefix(max(0, count)))
  }

  private func reap() -> Int32? {
    guard let pid = process.withLock({ $0 }) else { return nil }
    // Waits without reaping, so that its number stays its own until nobody can kill it any more.
    var information = siginfo_t()
    while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    var status: Int32 = 0
    process.withLock { process in
      process = nil
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }
    let signal = status & 0x7f
    return signal == 0 ? nil : signal
  }
}

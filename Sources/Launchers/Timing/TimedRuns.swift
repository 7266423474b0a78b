import Foundation

/// Runs a program again and again and takes its time: what a supervisor runs where a program cannot time itself.
///
/// The times go where a program's metrics go, so that whoever reads those needs to know nothing of it.
public enum TimedRuns {
  /// The metric of each run: the milliseconds from its start to its end.
  public static let metric = "wall_ms"

  /// What makes this program do it, after the command that serves supervisors.
  public static func arguments(runs: Int, program: [String]) -> [String] { ["--time", String(runs)] + program }

  /// Runs a program a number of times, one after another, until it fails.
  ///
  /// - Parameter arguments: the number, the program and its arguments.
  /// - Returns: the exit code of the program, as a shell gives it.
  public static func main(_ arguments: [String]) -> Int32 {
    guard let runs = arguments.first.flatMap({ Int($0) }), arguments.count > 1 else {
      return fail("--time expects a number of runs and a program", code: 2)
    }
    let program = Array(arguments.dropFirst())
    guard let path = ProcessInfo.processInfo.environment["LUNAS_METRICS"] else {
      return fail("LUNAS_METRICS is not set", code: 2)
    }
    let metrics = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard metrics >= 0 else { return fail("\(path): \(String(cString: strerror(errno)))", code: 1) }
    defer { close(metrics) }
    let words = program.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    for _ in 0..<runs {
      let began = now()
      var pid: pid_t = 0
      let error = posix_spawnp(&pid, program[0], nil, nil, words, environ)
      guard error == 0 else {
        return fail("cannot start '\(program[0])': \(String(cString: strerror(error)))", code: 127)
      }
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
      let milliseconds = Double(now() - began) / 1e6
      // As a shell says it: the code, or 128 and the signal.
      let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
      if code != 0 { return code }
      let line = Array("{\"\(metric)\":\(milliseconds)}\n".utf8)
      guard write(metrics, line, line.count) == line.count else {
        return fail("\(path): \(String(cString: strerror(errno)))", code: 1)
      }
    }
    return 0
  }

  /// Nanoseconds of the clock that nobody sets.
  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static func fail(_ words: String, code: Int32) -> Int32 {
    FileHandle.standardError.write(Data("lunas: \(words)\n".utf8))
    return code
  }
}

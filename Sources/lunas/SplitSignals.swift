import DataSplit
import Glibc

/// Signals that end `lunas split` leave nothing half-written behind, and end it as they would without.
enum SplitSignals {
  private static let deadly = [SIGHUP, SIGINT, SIGTERM]

  /// Takes over the signals.
  static func watch() {
    SignalPipe.listen { number in
      SplitTask.abandonAll {
        // As who started it expects of a program that was ended: a shell shows 130 and 143.
        SignalPipe.endProcess(by: number)
        // This thread may have it blocked; others hold still until the process has ended.
        while true { pause() }
      }
    }
    for number in deadly where !isIgnored(number) { SignalPipe.take(number) }
  }

  /// Whether who started the program wants it to go on, as `nohup` does.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    return sigaction(signal, nil, &action) == 0
      && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}

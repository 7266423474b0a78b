import DataSplit
import Glibc

/// Signals that end `lunas split` leave nothing half-written behind, and end it as they would without.
///
/// They are blocked in all threads but one that waits for them, so call this before others are started.
enum SplitSignals {
  private static let deadly = [SIGHUP, SIGINT, SIGTERM]

  /// Takes over the signals.
  static func watch() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in deadly where !isIgnored(signal) { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var thread = pthread_t()
    let waited = UnsafeMutablePointer<sigset_t>.allocate(capacity: 1)
    waited.initialize(to: signals)
    pthread_create(
      &thread, nil,
      { context in
        guard let signals = context?.assumingMemoryBound(to: sigset_t.self) else { return nil }
        var number: Int32 = 0
        while sigwait(signals, &number) != 0 {}
        SplitTask.abandonAll {
          // As who started it expects of a program that was ended: a shell shows 130 and 143.
          pthread_sigmask(SIG_UNBLOCK, signals, nil)
          signal(number, SIG_DFL)
          raise(number)
        }
        return nil
      }, waited)
    pthread_detach(thread)
  }

  /// Whether who started the program wants it to go on, as `nohup` does.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    return sigaction(signal, nil, &action) == 0
      && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}

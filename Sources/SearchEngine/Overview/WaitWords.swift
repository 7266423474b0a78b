/// Why trials wait, in words.
enum WaitWords {
  /// Which trial comes next, and what it waits for.
  struct Wait {
    let trial: Int
    let reason: String
  }

  /// Why a trial waits that may be started.
  ///
  /// - Parameters:
  ///   - running: how many trials run.
  ///   - parallel: how many may.
  static func of(_ trial: Int?, _ wait: Wait?, running: Int, of parallel: Int?) -> String? {
    if let parallel, running >= parallel { return "\(running) trials run, as many as trials.parallel allows" }
    guard let wait else { return nil }
    let isNext = trial == nil || trial == wait.trial
    return isNext ? wait.reason : "trial \(wait.trial) comes first, which \(wait.reason)"
  }
}

/// What an attempt of a trial is called outside Lunas, such as its container.
enum TrialName {
  /// Letters, digits, `-`, `_` and `.`, and no other on this machine: `lunas-digits-17-2-9ae16a3b`.
  ///
  /// - Parameter folder: the trial's folder, which tells workspaces apart.
  static func text(search: String, trial: Int, attempt: Int, folder: String) -> String {
    // FNV-1a: the same in every process.
    let hash = folder.utf8.reduce(0x811c_9dc5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return "lunas-\(search)-\(trial)-\(attempt)-\(String(repeating: "0", count: 8 - digits.count))\(digits)"
  }
}

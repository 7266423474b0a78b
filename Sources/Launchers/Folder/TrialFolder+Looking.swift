/// What can be told of a trial from outside, without touching it.
extension TrialFolder {
  /// Where a trial stands, as its folder and its lock tell.
  public enum Standing: Sendable, Equatable {
    /// Its supervisor lives; its pid is nil for the moment in which it has not yet written it.
    case supervised(pid: Int32?)
    case ended(ExitRecord)
    /// No supervisor and no record of an end.
    case abandoned
  }

  /// Where the trial stands.
  public var standing: Standing {
    if FolderLock.isHeld(self) { return .supervised(pid: FolderLock.holder(self)) }
    // The record is written before the lock is dropped, so it is looked for after the lock.
    if let record = try? exitRecord() { return .ended(record) }
    return .abandoned
  }
}

import Foundation

/// Says that one controller works in a workspace. The kernel drops it with the process, however that ends.
public final class WorkspaceLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: ``StoreError/workspaceBusy(path:pid:host:)`` with the holder's pid and host.
  public init(_ workspace: Workspace) throws(StoreError) {
    let path = workspace.path + "/controller.lock"
    // Closed in every program that this one starts: a trainer must not hold the lock of its controller.
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .cannotCreateWorkspace(path: workspace.path, reason: String(cString: strerror(errno)))
    }
    guard Self.take(descriptor) else {
      close(descriptor)
      let (pid, host) = Self.words(path)
      throw .workspaceBusy(path: workspace.path, pid: pid ?? "unknown", host: host ?? "an unknown host")
    }
    let holder = Array("\(getpid()) \(ProcessInfo.processInfo.hostName)".utf8)
    ftruncate(descriptor, 0)
    _ = holder.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Who works in a workspace.
  public struct Holder: Sendable, Equatable {
    /// Nil for the moment in which it has the lock and has not yet written it.
    public let pid: Int?
    public let host: String?

    /// Names a process.
    public init(pid: Int?, host: String?) { (self.pid, self.host) = (pid, host) }
  }

  /// The controller that works in a workspace, or nil where none does.
  public static func holder(of workspace: Workspace) -> Holder? {
    let path = workspace.path + "/controller.lock"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
    let (pid, host) = words(path)
    return Holder(pid: pid.flatMap { Int($0) }, host: host)
  }

  /// Whoever only looks has the lock shared for a moment; a controller has it for itself. One that looks may be stopped in the
  /// middle, so it is not tried without end.
  private static func take(_ descriptor: Int32) -> Bool {
    for _ in 0..<5000 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      if flock(descriptor, LOCK_SH | LOCK_NB) != 0 { return false }
      flock(descriptor, LOCK_UN)
      usleep(200)
    }
    return false
  }

  private static func words(_ path: String) -> (pid: String?, host: String?) {
    let words = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: " ").map(String.init) ?? []
    return (words.first, words.dropFirst().first)
  }
}

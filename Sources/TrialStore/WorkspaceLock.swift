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
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      let holder =
        (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: " ").map(String.init) ?? []
      throw .workspaceBusy(
        path: workspace.path, pid: holder.first ?? "unknown", host: holder.dropFirst().first ?? "an unknown host")
    }
    let holder = Array("\(getpid()) \(ProcessInfo.processInfo.hostName)".utf8)
    ftruncate(descriptor, 0)
    _ = holder.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}

import CSupervisor
import Foundation
import Locking

/// The process that supervisors are forked from, as its launcher sees it.
///
/// A supervisor that is forked from a small process that waits costs a tenth of one that is started as a program.
final class SupervisorServer: Sendable {
  /// What the server tells.
  enum Notice: Sendable {
    case started(token: UInt64, pid: pid_t)
    case notStarted(token: UInt64, reason: String)
    case ended(token: UInt64)
  }

  /// What it tells, until it is gone. Its supervisors go on without it.
  let notices: AsyncStream<Notice>
  private let socket: ServerSocket

  /// Starts it.
  ///
  /// - Parameter command: this program as a server of supervisors.
  init(_ command: [String]) throws(TrialFolderError) {
    var (descriptor, pid): (Int32, pid_t) = (-1, 0)
    let error = withCStrings(command) { supervisor_start_server($0, &descriptor, &pid) }
    guard error == 0 else {
      throw TrialFolderError(
        path: command[0], problem: "cannot be started to supervise trials: \(String(cString: strerror(error)))")
    }
    let socket = ServerSocket(descriptor)
    let (notices, continuation) = AsyncStream<Notice>.makeStream()
    (self.notices, self.socket) = (notices, socket)
    // A thread of its own: it waits, and the threads of tasks are few.
    Thread.detachNewThread { [descriptor, pid] in
      while let notice = Self.read(descriptor) { continuation.yield(notice) }
      socket.close()
      // The server ends with its socket, and has to be reaped.
      waitpid(pid, nil, 0)
      continuation.finish()
    }
  }

  deinit { socket.end() }

  /// Asks for a supervisor, which gets the lock of the folder.
  func launch(_ spec: TrialSpec, in folder: TrialFolder, lock: Int32, token: UInt64) throws(TrialFolderError) {
    let error = socket.use { socket in
      withSupervisedProgram(spec, in: folder) { supervisor_request(socket, token, $0, lock) }
    }
    if let error, error == 0 { return }
    // Not the folder is to blame: any other trial would fare the same.
    throw TrialFolderError(
      path: "the server of supervisors", problem: "cannot be reached: \(String(cString: strerror(error ?? EPIPE)))"
    )
  }

  /// The next notice, or nil where the server is gone.
  private static func read(_ descriptor: Int32) -> Notice? {
    var notice = supervisor_notice()
    let size = MemoryLayout<supervisor_notice>.size
    while true {
      let count = recv(descriptor, &notice, size, Int32(MSG_WAITALL))
      if count < 0, errno == EINTR { continue }
      guard count == size else { return nil }
      break
    }
    if notice.ended != 0 { return .ended(token: notice.token) }
    if notice.pid > 0 { return .started(token: notice.token, pid: notice.pid) }
    return .notStarted(
      token: notice.token, reason: "its supervisor cannot be started: \(String(cString: strerror(notice.error)))")
  }
}

/// A socket that one side may close while another would use it.
private final class ServerSocket: Sendable {
  private let descriptor: Locked<Int32?>

  init(_ descriptor: Int32) { self.descriptor = Locked(descriptor) }

  /// Gives it to a body, or nil where it is closed.
  func use(_ body: (Int32) -> Int32) -> Int32? { descriptor.withLock { $0.map(body) } }

  /// Tells both ends that nothing follows.
  func end() { _ = use { shutdown($0, Int32(SHUT_RDWR)) } }

  func close() {
    descriptor.withLock { descriptor in
      if let descriptor { Glibc.close(descriptor) }
      descriptor = nil
    }
  }
}

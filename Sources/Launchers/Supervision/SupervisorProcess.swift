import CSupervisor
import Foundation

/// Starts supervisors.
enum SupervisorProcess {
  static func spawn(_ command: [String], lock: Int32) throws(TrialFolderError) -> pid_t {
    var pid: pid_t = 0
    let error = withCStrings(command) { supervisor_spawn($0, lock, Supervisor.lockDescriptor, &pid) }
    guard error == 0 else {
      throw TrialFolderError(
        path: command[0], problem: "cannot be started as a supervisor: \(String(cString: strerror(error)))")
    }
    return pid
  }
}

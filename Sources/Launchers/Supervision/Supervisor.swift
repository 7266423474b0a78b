import CSupervisor
import Foundation

/// The small process that owns one trainer. It outlives the controller.
///
/// While it lives it holds the lock of the trial folder; when the trainer and all that came from it are gone, it writes
/// how that ended, and leaves.
public enum Supervisor {
  /// What this program is when it is started to supervise: `lunas supervise` is the server that a launcher asks for
  /// supervisors, `lunas supervise DIR` the supervisor of one folder, for who starts trials otherwise.
  ///
  /// - Returns: the exit code of the process.
  public static func main(_ arguments: [String]) -> Int32 {
    guard let path = arguments.first else { return supervisor_serve(Int32(SUPERVISOR_SOCKET)) == 0 ? 0 : 1 }
    let folder = TrialFolder(path)
    do {
      let spec = try folder.spec()
      guard let lock = try FolderLock.take(folder) else {
        throw TrialFolderError(path: path, problem: "is in use by a supervisor that still runs")
      }
      let error = withSupervisedProgram(spec, in: folder) { supervise($0, lock) }
      guard error == 0 else {
        throw TrialFolderError(path: path, problem: "cannot be written: \(String(cString: strerror(error)))")
      }
      return 0
    } catch {
      FileHandle.standardError.write(Data("lunas: \(error)\n".utf8))
      return 1
    }
  }
}

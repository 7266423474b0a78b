import CSupervisor
import Foundation

/// The small process that owns one trainer: `lunas supervise DIR`.
///
/// It outlives the controller. While it lives it holds the lock of the trial folder, which it got from the controller
/// as an open file; when the trainer and all that came from it are gone, it writes how that ended, and leaves.
public enum Supervisor {
  /// The descriptor at which the controller hands over the lock.
  static let lockDescriptor: Int32 = 3

  /// Runs the trial of a folder to its end. Returns the exit code of the process.
  public static func main(folder path: String) -> Int32 {
    supervisor_keep_private(lockDescriptor)
    let pid = Array("\(getpid())\n".utf8)
    _ = pid.withUnsafeBytes { pwrite(lockDescriptor, $0.baseAddress, $0.count, 0) }
    let folder = TrialFolder(path)
    do {
      let spec = try folder.spec()
      let startedAt = Date().timeIntervalSince1970
      let killsBefore = KernelMemoryKills.count
      let result = run(spec, in: folder)
      var record = ExitRecord(
        outcome: outcome(result, spec), startedAt: startedAt, endedAt: Date().timeIntervalSince1970,
        peakMemory: result.peak_memory_kib * 1024, userSeconds: result.user_seconds,
        systemSeconds: result.system_seconds)
      if record.outcome.isKill, let killsBefore, let kills = KernelMemoryKills.count {
        record.wasKilledForMemory = kills > killsBefore
      }
      try folder.record(record)
      return 0
    } catch {
      FileHandle.standardError.write(Data("lunas: \(error)\n".utf8))
      return 1
    }
  }

  private static func run(_ spec: TrialSpec, in folder: TrialFolder) -> supervised_result {
    let environment = TrialEnvironment.variables(spec, folder).map { "\($0)=\($1)" }
    return withCStrings(spec.arguments) { arguments in
      withCStrings(environment) { environment in
        spec.directory.withCString { directory in
          folder.outputPath.withCString { output in
            folder.errorPath.withCString { error in
              var program = supervised_program(
                arguments: arguments, environment: environment, directory: directory, output_path: output,
                error_path: error, timeout: spec.timeout ?? 0, grace: spec.grace)
              return supervise(&program)
            }
          }
        }
      }
    }
  }

  private static func outcome(_ result: supervised_result, _ spec: TrialSpec) -> ExitRecord.Outcome {
    switch result.end {
    case SUPERVISED_EXITED: return .exited(code: Int(result.value))
    case SUPERVISED_SIGNALLED: return .signalled(signal: Int(result.value))
    case SUPERVISED_TIMED_OUT: return .timedOut
    case SUPERVISED_STOPPED: return .stopped
    default:
      let what =
        switch result.step {
        case STEP_DIRECTORY: "enter the directory '\(spec.directory)'"
        case STEP_OUTPUT: "open the logs"
        default: "start '\(spec.arguments[0])'"
        }
      return .notStarted(reason: "cannot \(what): \(String(cString: strerror(result.value)))")
    }
  }
}

/// The variables that a trainer gets.
enum TrialEnvironment {
  static func variables(_ spec: TrialSpec, _ folder: TrialFolder) -> [String: String] {
    var variables = ProcessInfo.processInfo.environment
    variables["LUNAS_TRIAL_DIR"] = folder.path
    variables["LUNAS_TRIAL_ID"] = String(spec.id)
    variables["LUNAS_ARCH"] = folder.architecturePath
    variables["LUNAS_METRICS"] = folder.metricsPath
    variables["LUNAS_SEED"] = String(spec.seed)
    if !spec.devices.isEmpty { variables["CUDA_VISIBLE_DEVICES"] = spec.devices.joined(separator: ",") }
    return variables.merging(spec.environment) { _, given in given }
  }
}

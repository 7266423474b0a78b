import Launchers
import PlainJSON
import TrialStore

/// Every trial of a workspace that runs or waits, as it can be seen from outside the process that runs them.
public struct WorkspaceOverview: Sendable {
  /// The process that has the workspace, or nil where none does.
  public var controller: WorkspaceLock.Holder?
  /// By search and number, those that wait last.
  public var trials: [TrialOverview]
  /// Processes of trials whose supervisor is gone; they are ended when a search begins or goes on.
  public var leftovers: [LeftoverWords]

  /// The kind of event by which a controller says that it runs a search: an object of pid and host.
  static let controllerEvent = "controller"

  /// The members are controller (pid and host, or null), trials and leftovers.
  public var json: JSON {
    [
      "controller": controller.map {
        ["pid": $0.pid.map { .integer($0) } ?? .null, "host": $0.host.map { .string($0) } ?? .null]
      } ?? .null,
      "trials": .array(trials.map(\.json)), "leftovers": .array(leftovers.map(\.json)),
    ]
  }
}

/// One trial that runs or waits.
public struct TrialOverview: Sendable {
  /// How it stands.
  public enum State: String, Sendable {
    case running
    /// The store has it as running, and its supervisor is about to be there.
    case starting
    /// It is measured before its training.
    case measuring
    /// It has ended, and its search has not taken note of that yet.
    case ended
    /// The store has it as running, and its supervisor is gone without a word.
    case lost
    case waiting
  }

  /// What it has of one device.
  public struct DevicePart: Sendable, Equatable {
    public var id: String
    /// Nil where the device is not there any more.
    public var index: Int?
    /// Bytes of the trial's own processes; nil where the driver does not tell.
    public var memory: Int?
    /// Bytes of all processes.
    public var memoryUsed: Int?
    /// How much the device computes, from 0 to 1, for whomever.
    public var utilisation: Double?
  }

  public var search: String
  public var id: Int
  public var state: State
  /// When it started, in seconds since 1970.
  public var started: Double?
  /// For how long it has been running, in seconds.
  public var seconds: Double?
  public var attempt = 1
  public var supervisor: Int32?
  public var devices: [DevicePart] = []
  /// The numbers of the cores of its own.
  public var cores: [Int] = []
  /// Bytes that its processes have now.
  public var memory: Int?
  /// How many cores its processes keep busy now.
  public var cpu: Double?
  /// The time of all its processes since it started.
  public var cpuSeconds: Double?
  /// How many processes it has.
  public var processes: Int?
  /// The step of its last report.
  public var step: Int?
  /// What it reported last.
  public var metrics: [String: Double] = [:]
  /// Why it does not run, or what there is to know of it.
  public var why: String?

  /// The members are those of the type, with the names of `README.md`; what is not known is null.
  public var json: JSON {
    [
      "search": .string(search), "id": .integer(id), "state": .string(state.rawValue),
      "attempt": .integer(attempt),
      "started": JSON(started), "seconds": JSON(seconds), "pid": JSON(supervisor.map { Int($0) }),
      "processes": JSON(processes), "cores": .array(cores.map { .integer($0) }), "cpu": JSON(cpu),
      "cpu_seconds": JSON(cpuSeconds), "memory": JSON(memory), "devices": .array(devices.map(\.json)),
      "step": JSON(step), "metrics": .object(metrics.mapValues { .number($0) }), "why": JSON(why),
    ]
  }
}

extension TrialOverview.DevicePart {
  var json: JSON {
    [
      "id": .string(id), "index": JSON(index), "memory": JSON(memory), "memory_used": JSON(memoryUsed),
      "utilisation": JSON(utilisation),
    ]
  }
}

extension JSON {
  fileprivate init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }
  fileprivate init(_ value: String?) { self = value.map { .string($0) } ?? .null }
}

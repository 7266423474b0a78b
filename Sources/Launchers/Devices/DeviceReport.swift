import Foundation
import PlainJSON

/// All that there is to say of devices and machine at one moment, for people and scripts.
public struct DeviceReport: Sendable {
  /// A device and what it does.
  public struct Row: Sendable {
    public var device: Device
    /// Nil where it does not answer.
    public var state: DeviceState?
    /// Why it does not answer.
    public var problem: String?
    /// Who uses it, as far as the driver tells.
    public var processes: [Process]
  }

  /// A process on a device. What cannot be seen of it is nil.
  public struct Process: Sendable, Equatable {
    public var pid: Int32
    /// In bytes.
    public var memory: Int?
    public var user: String?
    public var command: String?
    /// The trial that it belongs to, whoever runs that.
    public var trial: TrialPlace?
  }

  public var rows: [Row]
  /// What tells of the devices, such as `NVML 550.54.15`.
  public var sources: [String]
  /// What is there and cannot be used, and what hides devices.
  public var problems: [String]
  /// Why there is no device; nil where there are some.
  public var absence: String?
  public var machine: Machine

  /// Looks.
  public init(of inventory: DeviceInventory, processes table: ProcessTable = ProcessTable(), machine: Machine) {
    let scan = inventory.scan()
    rows = scan.devices.map { device in
      do {
        let state = try inventory.state(of: device)
        let processes = state.processes.map { process in
          Process(
            pid: process.pid, memory: process.memory, user: table.user(of: process.pid),
            command: table.command(of: process.pid),
            trial: table.trialFolder(of: process.pid).flatMap { TrialPlace(folder: $0) })
        }
        return Row(device: device, state: state, processes: processes)
      } catch {
        return Row(device: device, problem: "\(error)", processes: [])
      }
    }
    sources = inventory.sources.map(\.name)
    absence = inventory.absence(of: scan)
    problems = absence == nil ? scan.problems : []
    self.machine = machine
  }

  /// The members are devices, sources, problems, absence and machine; see `README.md` for theirs.
  public var json: JSON {
    [
      "devices": .array(rows.map(\.json)), "sources": .array(sources.map { .string($0) }),
      "problems": .array(problems.map { .string($0) }), "absence": JSON(absence),
      "machine": [
        "cores": .integer(machine.cores.count), "cpu_slots": .integer(machine.cpuSlots),
        "memory": .integer(machine.memory), "memory_available": JSON(machine.availableMemory),
        "load": JSON(machine.load),
      ],
    ]
  }
}

extension DeviceReport.Row {
  /// The members of a device; what is not known is null.
  public var json: JSON {
    let processes: JSON = state?.tellsProcesses == true ? .array(self.processes.map(\.json)) : .null
    return [
      "index": .integer(device.index), "id": .string(device.id), "vendor": .string(device.vendor.rawValue),
      "name": .string(device.name), "parent": JSON(device.parent), "memory": .integer(device.memory),
      "memory_used": JSON(state?.memoryUsed), "utilisation": JSON(state?.utilisation),
      "temperature": JSON(state?.temperature), "processes": processes, "problem": JSON(problem),
    ]
  }
}

extension DeviceReport.Process {
  var json: JSON {
    [
      "pid": .integer(Int(pid)), "memory": JSON(memory), "user": JSON(user), "command": JSON(command),
      "search": JSON(trial?.search), "trial": JSON(trial?.id),
    ]
  }
}

/// The search and the number of a trial, as the path of its folder says them.
public struct TrialPlace: Sendable, Equatable {
  public let search: String
  public let id: Int

  /// Reads `WORKSPACE/searches/NAME/trials/ID`.
  public init?(folder: String) {
    let parts = folder.split(separator: "/")
    guard parts.count >= 4, let id = parts.last.flatMap({ Int($0) }), parts[parts.count - 2] == "trials",
      parts[parts.count - 4] == "searches"
    else { return nil }
    (search, self.id) = (String(parts[parts.count - 3]), id)
  }
}

extension JSON {
  fileprivate init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }
  fileprivate init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
  fileprivate init(_ value: String?) { self = value.map { .string($0) } ?? .null }
}

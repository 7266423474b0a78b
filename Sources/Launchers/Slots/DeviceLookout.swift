import Foundation

/// What one look at the devices shows.
struct DeviceLookout: Sendable {
  /// By device; one that did not answer this once is missing.
  private(set) var states: [String: DeviceState] = [:]
  /// Why devices are gone.
  private(set) var lost: [(device: String, reason: String)] = []
  /// Whose the processes on them are.
  private(set) var owners: [Int32: ProcessOwner] = [:]

  /// Looks; it may take as long as the driver does.
  init(_ devices: [Device], _ trials: [SampledTrial], _ inventory: DeviceInventory) {
    for device in devices {
      do { states[device.id] = try inventory.state(of: device) } catch let error as DeviceError where error.isLost
      {
        lost.append((device.id, error.description))
      } catch {}
    }
    let pids = Set(states.values.flatMap { $0.processes.map(\.pid) })
    if pids.isEmpty { return }
    let supervised = trials.map { trial in
      var trial = trial
      // Also a trainer that has dropped its variables comes from its supervisor.
      trial.supervisor = FolderLock.holder(TrialFolder(trial.folder))
      return trial
    }
    let table = ProcessTable()
    for pid in pids { owners[pid] = table.owner(of: pid, among: supervised) }
  }

  /// The processes of each trial.
  var ours: [Int: Set<Int32>] {
    owners.reduce(into: [:]) { if case .trial(let id) = $1.value { $0[id, default: []].insert($1.key) } }
  }
}

/// What a process has of a device.
public struct DeviceHolding: Sendable, Equatable {
  public let device: Device
  /// In bytes; nil where the driver does not tell.
  public let memory: Int?

  /// What some processes have, by their pids.
  public static func of(
    _ pids: Set<Int32>, on devices: [Device], from inventory: DeviceInventory
  ) -> [Int32: [DeviceHolding]] {
    var found: [Int32: [DeviceHolding]] = [:]
    for device in devices {
      for process in (try? inventory.state(of: device))?.processes ?? [] where pids.contains(process.pid) {
        found[process.pid, default: []].append(DeviceHolding(device: device, memory: process.memory))
      }
    }
    return found
  }
}

/// Threads for what may wait for a driver: the threads of tasks are few.
enum OwnThread {
  static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body()) }
    }
  }
}

import Foundation
import Launchers
import PlainJSON
import TrialStore

/// Looks at a workspace without touching it: at its store, the folders of its trials, their processes and devices.
public struct WorkspaceObserver {
  private let workspace: Workspace
  private let store: TrialStore
  private let findDevices: () -> DeviceInventory
  /// Found when the first trial has a device.
  private var inventory: DeviceInventory?
  /// What each supervisor's trial had used at the last look.
  private var earlier = ProcessorTimes()

  /// In seconds: how long is looked at first, to tell how busy processors are.
  private static let glance = 0.2

  /// Makes an observer; nothing is looked at yet.
  ///
  /// - Parameter findDevices: finds the devices, where a trial has one.
  public init(
    _ workspace: Workspace, store: TrialStore,
    findDevices: @escaping () -> DeviceInventory = {
      DeviceInventory(environment: ProcessInfo.processInfo.environment)
    }
  ) {
    (self.workspace, self.store, self.findDevices) = (workspace, store, findDevices)
  }

  /// Looks.
  public mutating func look() throws -> WorkspaceOverview {
    let controller = WorkspaceLock.holder(of: workspace)
    var (running, waiting): ([TrialOverview], [TrialOverview]) = ([], [])
    for search in try store.searches() where !search.state.isFinal {
      let look = try SearchLook(search, in: store, workspace, controller: controller)
      for trial in try look.trials() {
        if trial.state == .waiting { waiting.append(trial) } else { running.append(trial) }
      }
    }
    addProcesses(to: &running)
    return WorkspaceOverview(controller: controller, trials: running + waiting, leftovers: leftovers())
  }

  // MARK: Processes

  private mutating func addProcesses(to trials: inout [TrialOverview]) {
    let supervisors = trials.compactMap(\.supervisor)
    guard !supervisors.isEmpty else { return }
    if earlier.isEmpty {
      earlier = ProcessorTimes(of: supervisors, in: ProcessSnapshot())
      Thread.sleep(forTimeInterval: Self.glance)
    }
    let snapshot = ProcessSnapshot()
    let now = ProcessorTimes(of: supervisors, in: snapshot)
    var pids: [Int: Set<Int32>] = [:]
    for position in trials.indices {
      guard let supervisor = trials[position].supervisor, let use = snapshot.use(ofSupervisor: supervisor) else {
        continue
      }
      trials[position].memory = use.memory
      trials[position].cpuSeconds = use.cpuSeconds
      trials[position].processes = use.pids.count
      trials[position].cpu = now.rate(of: supervisor, since: earlier)
      pids[position] = Set(use.pids)
    }
    earlier = now
    addDevices(to: &trials, pids)
  }

  private mutating func addDevices(to trials: inout [TrialOverview], _ pids: [Int: Set<Int32>]) {
    let wanted = Set(trials.flatMap { $0.devices.map(\.id) })
    guard !wanted.isEmpty else { return }
    let inventory = inventory ?? findDevices()
    self.inventory = inventory
    let devices = inventory.devices().filter { wanted.contains($0.id) }
    let states = Dictionary(uniqueKeysWithValues: devices.map { ($0.id, try? inventory.state(of: $0)) })
    for position in trials.indices {
      trials[position].devices = trials[position].devices.map { part in
        var part = part
        part.index = devices.first { $0.id == part.id }?.index
        guard let state = states[part.id] ?? nil else { return part }
        (part.memoryUsed, part.utilisation) = (state.memoryUsed, state.utilisation)
        let own = state.processes.filter { pids[position]?.contains($0.pid) == true }
        let known = own.compactMap(\.memory)
        if state.tellsProcesses, known.count == own.count { part.memory = known.reduce(0, +) }
        return part
      }
    }
  }

  private mutating func leftovers() -> [LeftoverWords] {
    let found = Leftovers.find(under: workspace.path + "/searches")
    if found.isEmpty { return [] }
    let inventory = inventory ?? findDevices()
    self.inventory = inventory
    let holdings = DeviceHolding.of(Set(found.map(\.pid)), on: inventory.devices(), from: inventory)
    return found.map { LeftoverWords($0, holdings[$0.pid] ?? []) }
  }
}

/// What trials have used of processors at one moment.
private struct ProcessorTimes {
  private var seconds: [Int32: Double] = [:]
  private var time: Double = 0

  var isEmpty: Bool { seconds.isEmpty }

  init() {}

  init(of supervisors: [Int32], in snapshot: ProcessSnapshot) {
    time = Double(DispatchTime.now().uptimeNanoseconds) / 1e9
    for supervisor in supervisors { seconds[supervisor] = snapshot.use(ofSupervisor: supervisor)?.cpuSeconds }
  }

  /// How many cores a trial kept busy between two moments; nil for one that has only come.
  func rate(of supervisor: Int32, since earlier: Self) -> Double? {
    guard let before = earlier.seconds[supervisor], let now = seconds[supervisor], time > earlier.time else {
      return nil
    }
    return max(0, now - before) / (time - earlier.time)
  }
}

/// A trial whose use of its devices is watched.
public struct SampledTrial: Sendable, Equatable {
  public var id: Int
  /// The process that all of the trial's processes come from.
  public var supervisor: Int32?
  /// The folder that its processes are told of.
  public var folder: String
  /// The ids of its devices.
  public var devices: [String]

  /// Describes a trial.
  public init(id: Int, supervisor: Int32?, folder: String, devices: [String]) {
    (self.id, self.supervisor, self.folder, self.devices) = (id, supervisor, folder, devices)
  }
}

/// Collects what trials make of their devices.
///
/// A value without a clock: whoever owns it looks every few seconds and asks at the end of a trial.
/// ```swift
/// let failures = sampler.sample(running, on: devices, from: inventory, processes: ProcessTable())
/// let usage = sampler.end(17)
/// ```
public struct DeviceSampler: Sendable {
  private var records: [Int: UsageRecord] = [:]

  /// Begins without a look.
  public init() {}

  /// Looks once at every device that a trial has.
  ///
  /// - Parameters:
  ///   - trials: those that run.
  ///   - devices: all that there are.
  ///   - source: tells what they do.
  ///   - processes: tells whose processes they are.
  /// - Returns: what went wrong, by device; of such a device nothing is collected.
  public mutating func sample(
    _ trials: [SampledTrial], on devices: [Device], from source: some DeviceSource, processes: ProcessTable
  ) -> [String: any Error] {
    let wanted = Set(trials.flatMap(\.devices))
    var states: [String: DeviceState] = [:]
    var failures: [String: any Error] = [:]
    for device in devices where wanted.contains(device.id) {
      do { states[device.id] = try source.state(of: device) } catch { failures[device.id] = error }
    }
    take(states, of: trials) { processes.owner(of: $0, among: trials) }
    return failures
  }

  /// Takes what devices did at one moment.
  ///
  /// - Parameters:
  ///   - states: by device.
  ///   - trials: those that run.
  ///   - owner: whom a process belongs to.
  public mutating func take(
    _ states: [String: DeviceState], of trials: [SampledTrial], owner: (Int32) -> ProcessOwner
  ) {
    var owners: [Int32: ProcessOwner] = [:]
    for pid in Set(states.values.flatMap { $0.processes.map(\.pid) }) { owners[pid] = owner(pid) }
    for trial in trials {
      let own = trial.devices.compactMap { id in states[id].map { (id, $0) } }
      if own.isEmpty { continue }
      var record = records[trial.id] ?? UsageRecord()
      record.usage.samples += 1
      for (id, state) in own {
        let isOnlyTrial = !trials.contains { $0.id != trial.id && $0.devices.contains(id) }
        record.take(DeviceLook(state: state, owners: owners, trial: trial.id, isOnlyTrial: isOnlyTrial), at: id)
      }
      records[trial.id] = record
    }
  }

  /// What a trial has made of its devices so far; nil where they were never looked at.
  public func usage(of trial: Int) -> DeviceUsage? { records[trial]?.result }

  /// The same, for the last time: the trial is forgotten.
  public mutating func end(_ trial: Int) -> DeviceUsage? { records.removeValue(forKey: trial)?.result }
}

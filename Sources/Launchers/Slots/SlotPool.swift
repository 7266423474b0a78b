import Foundation

/// What there is to give to trials, and who has it.
///
/// A plain value: it looks at nothing by itself. Whoever owns it tells it what the devices do
/// (``observe(_:ours:at:)``), how trials end (``free(_:end:at:)``) and what they needed (``learn(peak:use:of:)``),
/// and asks for slots. Times are in seconds of one clock that does not jump.
///
///     var pool = SlotPool(devices: devices, machine: .current()) { source.proximity($0, $1) }
///     try pool.check(request)
///     switch pool.take(request, for: 7, at: now) {
///     case .slot(let slot): start(7, in: slot)
///     case .wait(let wait): print(wait)  // needs 2 GPUs: 1 of 8 is free (trials 3 and 5 hold 7)
///     }
///
/// A request that says nothing of GPUs gets one whole device where there are any. When enough trials were
/// measured, further ones get shares of that size, and those that still have a device whole for want of knowledge
/// let others in beside them.
///
/// The trial that was the first to wait for devices has some kept for it, those that will be free soonest, so that
/// smaller requests cannot overtake it for ever.
public struct SlotPool: Sendable {
  /// What a request gets.
  public enum Answer: Sendable, Equatable {
    case slot(Slot)
    case wait(Wait)
  }

  private struct Kept {
    let trial: Int
    let devices: Set<String>
  }

  public let devices: [Device]
  public let machine: MachineBudget
  /// Whether devices that somebody else is using are given out too, last of all.
  public var useBusyDevices: Bool
  /// Which devices are set aside.
  public private(set) var health: DeviceHealth
  /// Who else is using the devices.
  public private(set) var others = OthersUse()
  /// What a trial will need that says nothing of it.
  public private(set) var estimate = MemoryEstimate()
  /// What each trial has.
  public private(set) var slots: [Int: Slot] = [:]

  private let neighbourhoods: Neighbourhoods
  private var ledger = DeviceLedger()
  private var cores: CoreLedger
  private var uses: [String: SmoothedUse] = [:]
  private var kept: Kept?

  /// Makes a pool in which everything is free.
  public init(
    devices: [Device], machine: MachineBudget, useBusyDevices: Bool = false,
    proximity: (Device, Device) -> DeviceProximity
  ) {
    self.devices = devices
    self.machine = machine
    self.useBusyDevices = useBusyDevices
    health = DeviceHealth(devices)
    neighbourhoods = Neighbourhoods(devices, proximity: proximity)
    cores = CoreLedger(machine: machine)
  }

  // MARK: Giving and taking back

  /// Gives a trial what it asks for, or says why it has to wait. A trial that has a slot keeps it.
  public mutating func take(_ request: SlotRequest, for trial: Int, at time: Double) -> Answer {
    if let slot = slots[trial] { return .slot(slot) }
    let need = need(of: request)
    let chooser = chooser(for: trial, at: time)
    let choice = chooser.choose(need)
    let coreCount = request.cores ?? 0
    let numbers = cores.choose(coreCount)
    let memoryFree = freeMemory
    var shortages: [Wait.Shortage] = []
    if choice == nil {
      if kept == nil || kept?.trial == trial { keep(need, for: trial, chooser) }
      if let shortage = Wait.Shortage.devices(need, chooser) { shortages.append(shortage) }
    }
    if numbers == nil {
      shortages.append(
        .cores(asked: coreCount, free: cores.free, total: cores.total, holders: cores.holders))
    }
    if let memory = request.memory, memory > memoryFree {
      let holders = slots.filter { $0.value.memory != nil }.keys.sorted()
      shortages.append(.memory(asked: memory, free: memoryFree, machine: machine, holders: holders))
    }
    guard shortages.isEmpty, let choice, let numbers else { return .wait(Wait(shortages: shortages)) }
    let slot = Slot(
      devices: choice.positions.map { devices[$0].id }, gpuMemory: choice.promise, cores: numbers,
      memory: request.memory)
    hold(slot, for: trial, isProvisional: choice.isProvisional, since: time)
    return .slot(slot)
  }

  /// Counts what a trial has that an earlier controller gave it, also where that is no longer there or more than
  /// there is.
  ///
  /// - Parameter since: when it got it.
  public mutating func occupy(_ trial: Int, _ slot: Slot, since time: Double) {
    hold(slot, for: trial, isProvisional: false, since: time)
  }

  /// Takes back what a trial has, or forgets that it waits.
  ///
  /// - Returns: what is to be said of its devices.
  @discardableResult
  public mutating func free(_ trial: Int, end: TrialEnd = .other, at time: Double) -> [DeviceEvent] {
    if kept?.trial == trial { kept = nil }
    guard slots.removeValue(forKey: trial) != nil else { return [] }
    cores.free(trial)
    let left = ledger.free(trial)
    let loads = ledger.loads
    for device in left where loads[device] == nil { uses[device] = nil }
    return health.ended(trial, end, at: time)
  }

  private mutating func hold(_ slot: Slot, for trial: Int, isProvisional: Bool, since time: Double) {
    slots[trial] = slot
    cores.take(slot.cores, for: trial)
    ledger.take(
      .init(devices: slot.devices, promise: slot.gpuMemory, isProvisional: isProvisional, since: time), for: trial)
    health.started(trial, on: slot.devices, at: time)
    if kept?.trial == trial { kept = nil }
  }

  // MARK: Being told

  /// Takes in what the devices do now.
  ///
  /// - Parameters:
  ///   - states: by device id; a device that did not answer is left out.
  ///   - ours: the processes of each running trial, read before the states.
  /// - Returns: who else came and went.
  public mutating func observe(
    _ states: [String: DeviceState], ours: [Int: Set<Int32>], at time: Double
  ) -> [DeviceEvent] {
    let loads = ledger.loads
    for (device, state) in states {
      health.answered(device)
      if loads[device] != nil, let use = state.utilisation {
        uses[device, default: SmoothedUse()].add(use, at: time)
      }
    }
    let pids = ours.values.reduce(into: Set<Int32>()) { $0.formUnion($1) }
    return others.observe(
      states, of: devices, ours: pids, occupied: Set(loads.keys), avoids: !useBusyDevices)
  }

  /// Takes a device out of use that the driver says is lost.
  public mutating func lose(_ device: String, reason: String, at time: Double) -> [DeviceEvent] {
    health.lost(device, reason: reason, at: time)
  }

  /// Takes a device back into use that was set aside.
  public mutating func giveBack(_ device: String) -> [DeviceEvent] { health.giveBack(device) }

  /// Takes in what a trial needed of a GPU's memory: of one that completed, or that ran out of it. One that failed
  /// early has needed less than it would have.
  ///
  /// - Parameters:
  ///   - peak: in bytes, of one device.
  ///   - use: how busy it kept the device, from 0 to 1, where it was alone on it.
  public mutating func learn(peak: Int, use: Double? = nil, of trial: Int) {
    estimate.learn(peak: peak, use: use, of: trial)
    guard let share = estimate.share else { return }
    let estimate = estimate
    ledger.shareProvisional(devices) { max(share, estimate.peak(of: $0) ?? 0) }
  }

  // MARK: Looking

  /// Bytes of the machine's memory that may still be promised.
  public var freeMemory: Int {
    max(0, machine.promisableMemory - slots.values.reduce(0) { $0 + ($1.memory ?? 0) })
  }

  /// How many cores may still be given.
  public var freeCores: Int { cores.free }

  /// The trials on each device, by its id.
  public var trialsByDevice: [String: [Int]] { ledger.loads.mapValues { $0.trials.sorted() } }

  private func need(of request: SlotRequest) -> DeviceNeed {
    if let gpuMemory = request.gpuMemory {
      return request.isAlone
        ? .whole(1, memory: gpuMemory, wantsLargest: true) : .share(gpuMemory, isMeasured: false)
    }
    if let gpus = request.gpus {
      return gpus > 0 ? .whole(gpus, wantsLargest: request.isAlone) : .none
    }
    if devices.isEmpty { return .none }
    if request.isAlone { return .whole(1, wantsLargest: true) }
    return estimate.share.map { .share($0, isMeasured: true) } ?? .whole(1, isProvisional: true)
  }

  /// The devices as they stand for a trial.
  private func chooser(for trial: Int, at time: Double) -> DeviceChooser {
    let loads = ledger.loads
    let standings = devices.enumerated().map { position, device in
      let use = others.uses[device.id]
      var barrier: DeviceStanding.Barrier?
      if let reason = health.reason(device.id, at: time) {
        barrier = .setAside(reason)
      } else if let use, !useBusyDevices {
        barrier = .others(use.words)
      } else if let kept, kept.trial != trial, kept.devices.contains(device.id) {
        barrier = .kept(trial: kept.trial)
      }
      return DeviceStanding(
        position: position, device: device, load: loads[device.id] ?? .init(), barrier: barrier,
        isOnTrial: health.isOnTrial(device.id, at: time), foreignMemory: use?.memory ?? 0, isForeign: use != nil,
        use: uses[device.id]?.value)
    }
    return DeviceChooser(standings: standings, neighbourhoods: neighbourhoods, useOfOne: estimate.use)
  }

  /// Keeps devices for a trial that has to wait: those with the fewest trials, which have run longest. None for a
  /// measured share: those who ask for nothing else all want the same, so nobody smaller overtakes it.
  private mutating func keep(_ need: DeviceNeed, for trial: Int, _ chooser: DeviceChooser) {
    let (count, memory): (Int, Int) =
      switch need {
      case .none, .share(_, isMeasured: true): (0, 0)
      case .whole(let count, let memory, _, _): (count, memory)
      case .share(let bytes, isMeasured: false): (1, bytes)
      }
    let candidates = chooser.standings.filter { $0.barrier == nil && $0.suits(count, memory: memory) }
    guard count > 0, candidates.count >= count else { return kept = nil }
    let soonest = candidates.sorted {
      ($0.load.trials.count, $0.load.since, $0.position) < ($1.load.trials.count, $1.load.since, $1.position)
    }
    kept = Kept(trial: trial, devices: Set(soonest.prefix(count).map(\.device.id)))
  }
}

/// How busy a device has been of late.
private struct SmoothedUse {
  /// In seconds: what is this old counts a third.
  private static let memory = 60.0
  private(set) var value: Double?
  private var last = 0.0

  mutating func add(_ use: Double, at time: Double) {
    let old = value ?? use
    value = old + (use - old) * (1 - exp(-max(time - last, 0) / Self.memory))
    last = time
  }
}

import Foundation

/// Gives the trials of all searches of a process what they occupy, and watches what they make of it.
///
/// It joins the pool, which knows who has what, with the devices, which it looks at every few seconds while somebody has one
/// or waits for one. On a machine without GPUs there is nothing to look at.
public actor SlotKeeper {
  /// What a trial made of its slot.
  public struct End: Sendable {
    /// Nil where it had no device, or was too short to be looked at.
    public let usage: DeviceUsage?
    /// Its devices.
    public let devices: [Device]
    /// Whether others had a part of its device.
    public let isShared: Bool
  }

  private let inventory: DeviceInventory
  private let machine: MachineBudget
  private var pool: SlotPool?
  private var sampler = DeviceSampler()
  private var sampled: [Int: SampledTrial] = [:]
  private var events: [DeviceEvent] = []
  private var lastLook: Double?
  private var lastAsked = -Double.infinity
  private var watch: Task<Void, Never>?

  /// In seconds: how often the devices are looked at, and how old a look may be where something is given out.
  private static let pause = 5.0

  /// Makes a keeper of this machine; nothing is looked at before somebody asks.
  public init(
    inventory: DeviceInventory = DeviceInventory(environment: ProcessInfo.processInfo.environment),
    machine: MachineBudget = .current()
  ) {
    (self.inventory, self.machine) = (inventory, machine)
  }

  deinit { watch?.cancel() }

  /// The devices that trials may have.
  public var devices: [Device] { opened().devices }

  // MARK: Giving and taking back

  /// Refuses what can never be had here.
  ///
  /// - Throws: ``SlotRequestError``.
  public func check(_ request: SlotRequest) throws { try opened().check(request) }

  /// From now on devices that somebody else is using are given out too.
  public func useBusyDevices() {
    var pool = opened()
    pool.useBusyDevices = true
    self.pool = pool
  }

  /// The slot as its supervisor enforces it: under a quota other containers use the same cores, and nobody is bound to any.
  public nonisolated func enforced(_ slot: Slot) -> Slot {
    var slot = slot
    if !machine.coresAreOwn { slot.cores = [] }
    return slot
  }

  /// Gives a trial what it asks for, or says why it has to wait.
  public func take(_ request: SlotRequest, for ticket: SlotTicket) -> SlotPool.Answer {
    var pool = opened()
    lastAsked = Self.now
    if !pool.devices.isEmpty {
      if lastLook.map({ Self.now - $0 > Self.pause }) ?? true { look(&pool) }
      keepWatching()
    }
    let answer = pool.take(request, for: ticket.id, at: Self.now)
    self.pool = pool
    return answer
  }

  /// Counts what a trial has that an earlier controller gave it.
  public func occupy(_ slot: Slot, for ticket: SlotTicket) {
    var pool = opened()
    pool.occupy(ticket.id, slot, since: Self.now)
    self.pool = pool
    if !slot.devices.isEmpty { keepWatching() }
  }

  /// Watches from now on what a trial makes of its devices.
  public func watch(_ ticket: SlotTicket, in folder: TrialFolder) {
    guard let slot = pool?.slots[ticket.id], !slot.devices.isEmpty else { return }
    sampled[ticket.id] = SampledTrial(
      id: ticket.id, supervisor: nil, folder: folder.path, devices: slot.devices)
  }

  /// Takes back what a trial has, or forgets that it waits.
  ///
  /// - Parameters:
  ///   - end: how it ended, as far as that tells something of its devices.
  ///   - isTypical: whether it took as much memory as it ever would: it completed, or ran out of it.
  @discardableResult
  public func free(_ ticket: SlotTicket, end: TrialEnd = .other, isTypical: Bool = false) -> End {
    var pool = opened()
    let slot = pool.slots[ticket.id]
    let devices = pool.devices.filter { slot?.devices.contains($0.id) == true }
    let usage = sampler.end(ticket.id)
    sampled[ticket.id] = nil
    events += pool.free(ticket.id, end: end, at: Self.now)
    if isTypical, let peak = usage?.peakMemory {
      pool.learn(peak: peak, use: usage?.wasShared == true ? nil : usage?.meanUtilisation, of: ticket.id)
    }
    self.pool = pool
    return End(usage: usage, devices: devices, isShared: slot?.gpuMemory != nil)
  }

  /// The variables that give a trainer the devices of its slot and no others; none on a machine without GPUs.
  public func variables(for slot: Slot) -> [String: String] {
    let devices = opened().devices
    if devices.isEmpty { return [:] }
    return DeviceVisibility.variables(for: slot.devices.compactMap { id in devices.first { $0.id == id } })
  }

  /// What happened to devices since this was last asked for.
  public func takeEvents() -> [DeviceEvent] {
    defer { events = [] }
    return events
  }

  /// The cores that a trial could use: its own, or its part of the machine's.
  public func cores(of slot: Slot, among count: Int) -> Int {
    slot.cores.isEmpty ? max(1, machine.coreLimit / max(1, count)) : slot.cores.count
  }

  // MARK: Looking

  private func opened() -> SlotPool {
    if let pool { return pool }
    let inventory = inventory
    let made = SlotPool(devices: inventory.devices(), machine: machine) {
      inventory.proximity($0, $1)
    }
    pool = made
    return made
  }

  /// Looks at all devices once: what our trials make of them, and who else is there.
  private func look(_ pool: inout SlotPool) {
    let time = Self.now
    lastLook = time
    let table = ProcessTable()
    let trials = sampled.values.sorted { $0.id < $1.id }
    var states: [String: DeviceState] = [:]
    for device in pool.devices {
      do { states[device.id] = try inventory.state(of: device) } catch let error as DeviceError where error.isLost
      {
        events += pool.lose(device.id, reason: error.description, at: time)
      } catch {}  // It did not answer this once.
    }
    var owners: [Int32: ProcessOwner] = [:]
    for pid in Set(states.values.flatMap { $0.processes.map(\.pid) }) {
      owners[pid] = table.owner(of: pid, among: trials)
    }
    sampler.take(states, of: trials) { owners[$0] ?? .unseen }
    var ours: [Int: Set<Int32>] = [:]
    for (pid, owner) in owners { if case .trial(let id) = owner { ours[id, default: []].insert(pid) } }
    events += pool.observe(states, ours: ours, at: time)
  }

  private func keepWatching() {
    if watch != nil { return }
    watch = Task { [weak self] in
      while (try? await Task.sleep(for: .seconds(Self.pause))) != nil, await self?.lookAgain() == true {}
    }
  }

  /// Looks, and says whether anybody still has a device or waits for one.
  private func lookAgain() -> Bool {
    var pool = opened()
    guard pool.slots.values.contains(where: { !$0.devices.isEmpty }) || Self.now - lastAsked < 60 else {
      watch = nil
      return false
    }
    look(&pool)
    self.pool = pool
    return true
  }

  /// Seconds of a clock that does not jump.
  private static var now: Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}

import Foundation

/// Gives the trials of all searches of a process what they occupy, and watches what they make of it.
///
/// It joins the pool, which knows who has what, with the devices, which it looks at every few seconds while somebody has one
/// or waits for one. On a machine without GPUs there is nothing to look at.
///
/// Drivers are asked on threads of their own, for some take their time. So whatever here waits for one finds another state
/// behind the wait than before it, and what changes the state waits for nothing.
public actor SlotKeeper {
  /// What a trial made of its slot.
  public struct End: Sendable {
    /// Nil where it had no device, or was too short to be looked at.
    public var usage: DeviceUsage?
    /// Its devices.
    public var devices: [Device] = []
    /// Whether others had a part of its device.
    public var isShared = false
    /// Whether it has been said while it ran that it uses no device.
    public var isToldUnused = false
  }

  private struct Watched {
    var trial: SampledTrial
    let since: Double
    var isToldUnused = false
  }

  private let find: @Sendable () -> DeviceInventory
  private let machine: MachineBudget
  private let clock: @Sendable () -> Double
  private var inventory: DeviceInventory?
  private var pool: SlotPool?
  private var opening: Task<(DeviceInventory, SlotPool), Never>?
  private var looking: Task<Void, Never>?
  private var sampler = DeviceSampler()
  private var watched: [Int: Watched] = [:]
  private var events: [DeviceEvent] = []
  private var lastLook: Double?
  private var lastAsked = -Double.infinity
  private var watch: Task<Void, Never>?

  /// In seconds: how often the devices are looked at, and how old a look may be where something is given out.
  private static let pause = 5.0

  /// Makes a keeper; nothing is looked at before somebody asks.
  ///
  /// - Parameters:
  ///   - find: finds the devices.
  ///   - machine: the rest.
  ///   - clock: seconds of a clock that does not jump.
  public init(
    machine: MachineBudget = .current(),
    clock: @escaping @Sendable () -> Double = { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 },
    find: @escaping @Sendable () -> DeviceInventory = {
      DeviceInventory(environment: ProcessInfo.processInfo.environment)
    }
  ) {
    (self.find, self.machine, self.clock) = (find, machine, clock)
  }

  deinit { watch?.cancel() }

  /// The devices that trials may have.
  public var devices: [Device] { get async { await opened().devices } }

  // MARK: Giving and taking back

  /// Refuses what can never be had here.
  ///
  /// - Throws: ``SlotRequestError``.
  public func check(_ request: SlotRequest) async throws { try await opened().check(request) }

  /// From now on devices that somebody else is using are given out too.
  public func useBusyDevices() async {
    _ = await opened()
    pool?.useBusyDevices = true
  }

  /// The slot as its supervisor enforces it: under a quota other containers use the same cores, and nobody is bound to any.
  public nonisolated func enforced(_ slot: Slot) -> Slot {
    var slot = slot
    if !machine.coresAreOwn { slot.cores = [] }
    return slot
  }

  /// Gives a trial what it asks for, or says why it has to wait.
  public func take(_ request: SlotRequest, for ticket: SlotTicket) async -> SlotPool.Answer {
    lastAsked = clock()
    if await !opened().devices.isEmpty {
      if lastLook.map({ clock() - $0 > Self.pause }) ?? true { await look() }
      keepWatching()
    }
    // From here on nothing waits.
    guard var pool else { preconditionFailure("it was opened above") }
    let answer = pool.take(request, for: ticket.id, at: clock())
    self.pool = pool
    return answer
  }

  /// Counts what a trial has that an earlier controller gave it.
  public func occupy(_ slot: Slot, for ticket: SlotTicket) async {
    _ = await opened()
    pool?.occupy(ticket.id, slot, since: clock())
    if !slot.devices.isEmpty { keepWatching() }
  }

  /// Keeps slots for the measures of a search.
  ///
  /// - Parameter choose: chooses them among all devices, besides what other searches keep for their measures.
  /// - Returns: what `choose` makes of them.
  /// - Throws: what `choose` throws.
  public func keepForMeasures<Places: Sendable>(
    of search: Int64, choose: @Sendable (_ devices: [Device], _ taken: Slot) throws -> (Places, [Slot])
  ) async throws -> Places {
    let devices = await opened().devices
    // From here on nothing waits, so that no other search chooses the same.
    var taken = Slot()
    for (id, slot) in pool?.slots ?? [:] where SlotTicket.isForMeasures(id, besides: search) {
      taken.devices += slot.devices
      taken.cores += slot.cores
    }
    let (places, slots) = try choose(devices, taken)
    for (place, slot) in slots.enumerated() {
      let ticket = SlotTicket(measuresOf: search, place: place)
      pool?.occupy(ticket.id, slot, since: clock())
      if !slot.devices.isEmpty { keepWatching() }
    }
    return places
  }

  /// Watches from now on what a trial makes of its devices.
  public func watch(_ ticket: SlotTicket, in folder: TrialFolder) {
    guard let slot = pool?.slots[ticket.id], !slot.devices.isEmpty else { return }
    let trial = SampledTrial(id: ticket.id, supervisor: nil, folder: folder.path, devices: slot.devices)
    watched[ticket.id] = Watched(trial: trial, since: clock())
  }

  /// Takes back what a trial has, or forgets that it waits.
  ///
  /// - Parameters:
  ///   - end: how it ended, as far as that tells something of its devices.
  ///   - isTypical: whether it took as much memory as it ever would: it completed, or ran out of it.
  @discardableResult
  public func free(_ ticket: SlotTicket, end: TrialEnd = .other, isTypical: Bool = false) -> End {
    guard var pool else { return End() }
    let slot = pool.slots[ticket.id]
    let usage = sampler.end(ticket.id)
    let last = watched.removeValue(forKey: ticket.id)
    events += pool.free(ticket.id, end: end, at: clock())
    if isTypical, let peak = usage?.peakMemory {
      pool.learn(peak: peak, use: usage?.wasShared == true ? nil : usage?.meanUtilisation, of: ticket.id)
    }
    self.pool = pool
    return End(
      usage: usage, devices: pool.devices.filter { slot?.devices.contains($0.id) == true },
      isShared: slot?.gpuMemory != nil, isToldUnused: last?.isToldUnused ?? false)
  }

  /// The variables that give a trainer the devices of its slot and no others; none on a machine without GPUs.
  public func variables(for slot: Slot) async -> [String: String] {
    let devices = await opened().devices
    if devices.isEmpty { return [:] }
    return DeviceVisibility.variables(for: slot.devices.compactMap { id in devices.first { $0.id == id } })
  }

  /// The cores that a trial could use: its own, or its part of the machine's.
  public func cores(of slot: Slot, among count: Int) -> Int {
    slot.cores.isEmpty ? max(1, machine.coreLimit / max(1, count)) : slot.cores.count
  }

  // MARK: Telling

  /// What happened to devices since this was last asked for.
  public func takeEvents() -> [DeviceEvent] {
    defer { events = [] }
    return events
  }

  /// What is to be said of trials that have had a device for long and not used it; of each once.
  public func takeUnused(among tickets: [SlotTicket]) -> [(trial: Int, words: String)] {
    guard let pool else { return [] }
    return tickets.compactMap { ticket in
      guard let own = watched[ticket.id], !own.isToldUnused, let usage = sampler.usage(of: ticket.id) else {
        return nil
      }
      let devices = pool.devices.filter { own.trial.devices.contains($0.id) }
      let trial = SlotTicket.trial(of: ticket.id)
      let words = UnusedDevices.words(
        trial: trial, usage, of: devices, seconds: clock() - own.since, hasEnded: false)
      if words != nil { watched[ticket.id]?.isToldUnused = true }
      return words.map { (trial, $0) }
    }
  }

  /// What some processes have of the devices, by their pids.
  public func holdings(of pids: Set<Int32>) async -> [Int32: [DeviceHolding]] {
    let devices = await opened().devices
    guard let inventory, !devices.isEmpty, !pids.isEmpty else { return [:] }
    return await OwnThread.run { DeviceHolding.of(pids, on: devices, from: inventory) }
  }

  // MARK: Looking

  private func opened() async -> SlotPool {
    if let pool { return pool }
    let task =
      opening
      ?? Task { [find, machine] in
        await OwnThread.run {
          let inventory = find()
          let pool = SlotPool(devices: inventory.devices(), machine: machine) { inventory.proximity($0, $1) }
          return (inventory, pool)
        }
      }
    opening = task
    let made = await task.value
    // Others that waited for the same may have used it since.
    if let pool { return pool }
    (inventory, pool) = made
    return made.1
  }

  /// Looks at all devices once; whoever comes while somebody looks waits for that.
  private func look() async {
    if let looking { return await looking.value }
    let task = Task { await lookOnce() }
    looking = task
    await task.value
    looking = nil
  }

  /// Looks at what our trials make of the devices, and who else is there.
  private func lookOnce() async {
    let devices = await opened().devices
    guard let inventory else { return }
    let trials = watched.values.map(\.trial).sorted { $0.id < $1.id }
    let found = await OwnThread.run { DeviceLookout(devices, trials, inventory) }
    guard var pool else { return }
    let time = clock()
    lastLook = time
    for (device, reason) in found.lost { events += pool.lose(device, reason: reason, at: time) }
    // Those that ended meanwhile have been counted already.
    let still = trials.filter { watched[$0.id]?.trial == $0 }
    sampler.take(found.states, of: still) { found.owners[$0] ?? .unseen }
    events += pool.observe(found.states, ours: found.ours, at: time)
    self.pool = pool
  }

  private func keepWatching() {
    if watch != nil { return }
    watch = Task { [weak self] in
      while (try? await Task.sleep(for: .seconds(Self.pause))) != nil, await self?.lookAgain() == true {}
    }
  }

  /// Looks, and says whether anybody still has a device or waits for one.
  private func lookAgain() async -> Bool {
    guard pool?.slots.values.contains(where: { !$0.devices.isEmpty }) == true || clock() - lastAsked < 60 else {
      watch = nil
      return false
    }
    await look()
    return true
  }
}

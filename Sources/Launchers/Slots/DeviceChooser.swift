/// What a trial needs of the devices.
enum DeviceNeed: Sendable, Equatable {
  case none
  /// Whole devices of at least so many bytes each; `wantsLargest` for a trial that ran out of memory.
  case whole(Int, memory: Int = 0, wantsLargest: Bool = false, isProvisional: Bool = false)
  /// Bytes of one device's memory; measured where nobody asked for them.
  case share(Int, isMeasured: Bool)
}

/// One device as it stands when a trial asks.
struct DeviceStanding: Sendable {
  /// Why it is not given out.
  enum Barrier: Sendable, Equatable {
    /// With the reason.
    case setAside(String)
    /// With who it is.
    case others(String)
    /// For a trial that waits longer.
    case kept(trial: Int)
  }

  /// Its place in the list of all devices.
  let position: Int
  let device: Device
  let load: DeviceLedger.Load
  let barrier: Barrier?
  /// Whether it was set aside, and gets one trial to show whether it works.
  let isOnTrial: Bool
  /// Bytes that somebody else takes.
  let foreignMemory: Int
  let isForeign: Bool
  /// How busy it is, from 0 to 1.
  let use: Double?

  var isEmpty: Bool { load.trials.isEmpty }
  /// Bytes that may still be promised.
  var room: Int {
    if load.isWhole || (isOnTrial && !isEmpty) { return 0 }
    return max(0, device.memory - load.promised - foreignMemory)
  }
}

/// Chooses the devices for a trial.
struct DeviceChooser {
  /// What was chosen.
  struct Choice {
    let positions: [Int]
    /// Bytes of each; nil for the whole.
    let promise: Int?
    let isProvisional: Bool
  }

  /// How busy a device may be for another trial to be put on it unasked. The driver counts the time in which
  /// anything at all runs on the device, and processes take turns: beyond this, another gains next to nothing of
  /// the device, makes those on it slower, and puts their memory at risk. Fewer trials at a time also teach a
  /// controller sooner.
  static let saturation = 0.9

  let standings: [DeviceStanding]
  let neighbourhoods: Neighbourhoods
  /// How busy one trial keeps a device, as measured, from 0 to 1.
  let useOfOne: Double?

  /// The best choice, or nil where there is none now.
  func choose(_ need: DeviceNeed) -> Choice? {
    switch need {
    case .none: Choice(positions: [], promise: nil, isProvisional: false)
    case .whole(let count, _, _, let isProvisional):
      chooseWhole(count, among: wholes(for: need)).map {
        Choice(positions: $0, promise: nil, isProvisional: isProvisional)
      }
    case .share(let bytes, false): chooseShare(bytes)
    case .share(let bytes, true): chooseMeasured(bytes)
    }
  }

  /// The devices that are free for a need of whole ones.
  func wholes(for need: DeviceNeed) -> [DeviceStanding] {
    guard case .whole(let count, let memory, let wantsLargest, _) = need else { return [] }
    let free = standings.filter { $0.barrier == nil && $0.isEmpty && $0.suits(count, memory: memory) }
    guard wantsLargest, count == 1, let most = free.map(\.device.memory).max() else { return free }
    return free.filter { $0.device.memory == most }
  }

  /// Whether the trials on a device keep it so busy that no other is put beside them unasked.
  func isSaturated(_ standing: DeviceStanding) -> Bool {
    guard !standing.isEmpty else { return false }
    let expected = Double(standing.load.trials.count) * (useOfOne ?? 0)
    return expected >= Self.saturation || (standing.use ?? 0) > Self.saturation
  }

  private func chooseWhole(_ count: Int, among free: [DeviceStanding]) -> [Int]? {
    // Those that nobody else is on come first; one trial's devices are of one maker, whose libraries see no
    // others.
    for candidates in [free.filter { !$0.isForeign }, free] {
      let choices = Dictionary(grouping: candidates, by: \.device.vendor).values.compactMap { group in
        let positions = group.map(\.position)
        return neighbourhoods.choose(count, of: positions).map {
          ($0, neighbourhoods.cost(of: $0, among: positions))
        }
      }
      if let best = choices.min(by: { ($0.1, $0.0[0]) < ($1.1, $1.0[0]) }) { return best.0 }
    }
    return nil
  }

  /// The device with the fewest trials, so that none idles beside a crowded one; of those the one that is filled
  /// up best, so that large shares find room elsewhere; of those the one whose neighbours are missed least.
  private func chooseShare(_ bytes: Int) -> Choice? {
    let candidates = standings.filter { $0.barrier == nil && $0.room >= bytes }
    return leastCrowded(candidates).map { Choice(positions: [$0.position], promise: bytes, isProvisional: false) }
  }

  /// A share where it leaves room for another and the device has time for it; a whole device else. Devices that
  /// are smaller than what is needed come last: they may do, as the measure is generous.
  private func chooseMeasured(_ bytes: Int) -> Choice? {
    let candidates = standings.filter { standing in
      guard standing.barrier == nil else { return false }
      if bytes * 2 > standing.device.memory { return standing.isEmpty }
      return standing.room >= bytes && !isSaturated(standing)
    }
    let large = candidates.filter { $0.device.memory >= bytes }
    return leastCrowded(large.isEmpty ? candidates : large).map {
      let isWhole = bytes * 2 > $0.device.memory
      return Choice(positions: [$0.position], promise: isWhole ? nil : bytes, isProvisional: isWhole)
    }
  }

  private func leastCrowded(_ candidates: [DeviceStanding]) -> DeviceStanding? {
    let empty = standings.filter { $0.barrier == nil && $0.isEmpty }.map(\.position)
    let ranked = candidates.map { standing -> (DeviceStanding, [Int]) in
      // Only a device that is still empty has a neighbourhood to break.
      let broken = standing.isEmpty ? neighbourhoods.cost(of: [standing.position], among: empty).broken : []
      let rank = [standing.isForeign ? 1 : 0, standing.load.trials.count, standing.room]
      return (standing, rank + broken + [standing.position])
    }
    return ranked.min { $0.1.lexicographicallyPrecedes($1.1) }?.0
  }
}

extension DeviceStanding {
  /// Whether it can be one of several whole devices of a trial. A process sees one MIG instance only.
  func suits(_ count: Int, memory: Int) -> Bool {
    device.memory >= memory && (count == 1 || device.parent == nil)
  }
}

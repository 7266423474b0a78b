/// Why a trial gets no slot now.
public struct Wait: Sendable, Equatable, CustomStringConvertible {
  /// What is short.
  public enum Resource: String, Sendable {
    /// Whole GPUs; amounts are their numbers.
    case gpus
    /// Memory of one GPU; amounts are bytes, `free` is the most that one GPU has.
    case gpuMemory = "gpu_memory"
    /// CPU cores; amounts are their numbers.
    case cores
    /// The machine's memory; amounts are bytes.
    case memory
  }

  /// One thing of which there is too little.
  public struct Shortage: Sendable, Equatable {
    public let resource: Resource
    public let asked: Int
    public let free: Int
    /// What there is, given out or not.
    public let total: Int
    /// The trials that have the rest.
    public let holders: [Int]
    /// The whole in plain words.
    public let words: String
  }

  /// At least one.
  public let shortages: [Shortage]

  /// What is short first.
  public var resource: Resource { shortages.first?.resource ?? .gpus }

  /// In plain words: `needs 2 GPUs: 1 of 8 is free (trials 3, 7 and 9 hold 6; GPU 5 is set aside: …)`.
  public var description: String { shortages.map(\.words).joined(separator: "; ") }
}

extension Wait.Shortage {
  /// Too few cores.
  static func cores(asked: Int, free: Int, total: Int, holders: [Int]) -> Self {
    let held = holders.isEmpty ? "" : " (\(hold(holders)) \(total - free))"
    return Self(
      resource: .cores, asked: asked, free: free, total: total, holders: holders,
      words:
        "needs \(SlotWords.number(asked, "core")): \(free) of \(total) \(free == 1 ? "is" : "are") free\(held)")
  }

  /// Too little memory of the machine.
  static func memory(asked: Int, free: Int, machine: MachineBudget, holders: [Int]) -> Self {
    var why = ["\(SlotWords.bytes(machine.memory - machine.promisableMemory)) are kept for the system"]
    if !holders.isEmpty {
      why.insert("\(hold(holders)) \(SlotWords.bytes(machine.promisableMemory - free))", at: 0)
    }
    let words =
      "needs \(SlotWords.bytes(asked)) of memory: \(SlotWords.bytes(free)) of \(SlotWords.bytes(machine.memory)) are free "
      + "(\(why.joined(separator: "; ")))"
    return Self(
      resource: .memory, asked: asked, free: free, total: machine.memory, holders: holders, words: words)
  }

  /// No devices that suit.
  static func devices(_ need: DeviceNeed, _ chooser: DeviceChooser) -> Self? {
    switch need {
    case .none: nil
    case .whole(let count, _, _, _): wholeDevices(need, count: count, chooser)
    case .share(let bytes, let isMeasured): share(bytes, isMeasured: isMeasured, chooser)
    }
  }

  private static func wholeDevices(_ need: DeviceNeed, count: Int, _ chooser: DeviceChooser) -> Self {
    let all = chooser.standings
    let free = chooser.wholes(for: need).count
    var why = reasons(all, holders: { "\(hold($0)) \($1)" })
    if case .whole(_, let memory, _, _) = need, memory > 0 {
      let small = all.filter { $0.isEmpty && $0.barrier == nil && $0.device.memory < memory }
      if !small.isEmpty {
        why.append("\(names(small)) \(small.count == 1 ? "has" : "have") less than \(SlotWords.bytes(memory))")
      }
    }
    if count > 1, all.contains(where: { $0.device.parent != nil }) { why.append("MIG instances cannot be joined") }
    return Self(
      resource: .gpus, asked: count, free: free, total: all.count, holders: holders(all),
      words: "needs \(SlotWords.number(count, "GPU")): \(free) of \(all.count) \(free == 1 ? "is" : "are") free"
        + parenthesis(why))
  }

  private static func share(_ bytes: Int, isMeasured: Bool, _ chooser: DeviceChooser) -> Self {
    let all = chooser.standings
    let usable = all.filter { $0.barrier == nil }
    let most = usable.map(\.room).max() ?? 0
    var why = reasons(
      all, holders: { "\(SlotWords.trials($0)) \($0.count == 1 ? "is" : "are") on \(SlotWords.number($1, "GPU"))" }
    )
    let busy = usable.filter { isMeasured && $0.room >= bytes && chooser.isSaturated($0) }
    if !busy.isEmpty {
      why.append(
        "\(names(busy)) \(busy.count == 1 ? "has" : "have") the memory but no time: busy with the trials there")
    }
    return Self(
      resource: .gpuMemory, asked: bytes, free: most, total: all.map(\.device.memory).max() ?? 0,
      holders: holders(all),
      words: "needs \(SlotWords.bytes(bytes)) of one GPU\(isMeasured ? ", as trials before" : ""): "
        + "the most that one has free is \(SlotWords.bytes(most))" + parenthesis(why))
  }

  /// Who has the devices, and why the rest is not given out.
  private static func reasons(_ all: [DeviceStanding], holders words: ([Int], Int) -> String) -> [String] {
    let held = all.filter { standing in
      if case .setAside = standing.barrier { return false }
      return !standing.isEmpty
    }
    var reasons = held.isEmpty ? [] : [words(holders(held), held.count)]
    for standing in all {
      let label = standing.device.label
      switch standing.barrier {
      case .setAside(let reason): reasons.append("\(label) is set aside: \(reason)")
      case .others(let who) where standing.isEmpty: reasons.append("\(label) is used by \(who)")
      case .kept(let trial) where standing.isEmpty:
        reasons.append("\(label) is kept for \(SlotWords.trials([trial])), which waits longer")
      default: break
      }
    }
    return reasons
  }

  private static func holders(_ standings: [DeviceStanding]) -> [Int] {
    Set(standings.flatMap(\.load.trials)).sorted()
  }

  private static func names(_ standings: [DeviceStanding]) -> String {
    SlotWords.list(standings.map(\.device.label))
  }

  private static func hold(_ trials: [Int]) -> String {
    "\(SlotWords.trials(trials)) \(trials.count == 1 ? "holds" : "hold")"
  }

  private static func parenthesis(_ reasons: [String]) -> String {
    reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
  }
}

/// Which trial has which devices, and how much of them.
struct DeviceLedger: Sendable {
  /// What one trial has.
  struct Holding: Sendable {
    let devices: [String]
    /// Bytes of each device's memory; nil where it has them whole.
    var promise: Int?
    /// Whether it has a whole device only because nothing was known yet of what it needs.
    let isProvisional: Bool
    let since: Double
  }

  /// What is given away of one device.
  struct Load: Sendable {
    var trials: [Int] = []
    /// In bytes.
    var promised = 0
    var isWhole = false
    /// When the trial that has been on it longest got it.
    var since = Double.infinity

    mutating func add(_ trial: Int, _ holding: Holding) {
      trials.append(trial)
      promised += holding.promise ?? 0
      if holding.promise == nil { isWhole = true }
      since = min(since, holding.since)
    }
  }

  private var holdings: [Int: Holding] = [:]

  /// By device; those that nobody is on are missing.
  var loads: [String: Load] {
    var loads: [String: Load] = [:]
    for (trial, holding) in holdings {
      for device in holding.devices {
        loads[device, default: Load()].add(trial, holding)
      }
    }
    return loads
  }

  mutating func take(_ holding: Holding, for trial: Int) { holdings[trial] = holding }

  /// Takes the devices of a trial back, and names them.
  mutating func free(_ trial: Int) -> [String] { holdings.removeValue(forKey: trial)?.devices ?? [] }

  /// Makes shares of the devices that trials have whole for want of knowledge, where they leave room for another.
  mutating func shareProvisional(_ devices: [Device], promise: (_ trial: Int) -> Int) {
    let memory = Dictionary(devices.map { ($0.id, $0.memory) }) { first, _ in first }
    for (trial, holding) in holdings where holding.isProvisional && holding.promise == nil {
      let bytes = promise(trial)
      guard let device = holding.devices.first, let whole = memory[device], bytes * 2 <= whole else { continue }
      holdings[trial]?.promise = bytes
    }
  }
}

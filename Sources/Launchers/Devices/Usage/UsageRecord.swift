/// One device of one trial at one moment.
struct DeviceLook {
  let state: DeviceState
  let isAlone: Bool
  /// The trial's processes on the device.
  let own: [DeviceState.Process]
  /// Whether there is a process that may be the trial's and cannot be seen.
  let hidesProcesses: Bool

  init(state: DeviceState, owners: [Int32: ProcessOwner], trial: Int, isOnlyTrial: Bool) {
    self.state = state
    own = state.processes.filter { owners[$0.pid] == .trial(trial) }
    hidesProcesses = !state.tellsProcesses || state.processes.contains { owners[$0.pid] == .unseen }
    let others = state.processes.contains { process in
      switch owners[process.pid] {
      case .trial(let owner)?: owner != trial
      case .other?: true
      case .unseen?, nil: false
      }
    }
    isAlone = isOnlyTrial && !others
  }

  /// Bytes of the trial's processes; nil where it has none or the driver does not tell of each.
  var memoryOfProcesses: Int? {
    let known = own.compactMap(\.memory)
    return own.isEmpty || known.count < own.count ? nil : known.reduce(0, +)
  }

  /// Whether the trial uses the device; nil where nothing tells. Where its processes cannot be seen, a device that it has
  /// alone and that computes is one that it uses.
  var isUsed: Bool? {
    if !own.isEmpty { return true }
    if !hidesProcesses { return false }
    return isAlone && state.utilisation ?? 0 > 0 ? true : nil
  }
}

/// What the looks at a trial's devices add up to.
struct UsageRecord: Sendable {
  var usage = DeviceUsage()
  private var sum = 0.0
  private var count = 0
  /// Bytes: by its processes, and by the device where it was alone.
  private var peakOfProcesses: Int?
  private var peakOfDevice: Int?
  private var looked: Set<String> = []
  private var used: Set<String> = []
  /// Those that it may have used unseen: then nobody can say that it never did.
  private var couldNotTell: Set<String> = []

  mutating func take(_ look: DeviceLook, at device: String) {
    if let share = look.state.utilisation {
      (sum, count) = (sum + share, count + 1)
      if share > 0, usage.samplesBeforeUse == nil { usage.samplesBeforeUse = usage.samples - 1 }
      usage.peakUtilisation = max(usage.peakUtilisation ?? 0, share)
    }
    if !look.isAlone { usage.wasShared = true }
    if let memory = look.memoryOfProcesses {
      peakOfProcesses = max(peakOfProcesses ?? 0, memory)
    } else if look.isAlone, look.isUsed != false, let memory = look.state.memoryUsed {
      peakOfDevice = max(peakOfDevice ?? 0, memory)
    }
    looked.insert(device)
    switch look.isUsed {
    case true?: used.insert(device)
    case false?: break
    case nil: couldNotTell.insert(device)
    }
  }

  var result: DeviceUsage {
    var result = usage
    result.meanUtilisation = count == 0 ? nil : sum / Double(count)
    result.peakMemory = peakOfProcesses ?? peakOfDevice
    result.isMemoryOfProcesses = peakOfProcesses != nil
    result.hasUsedDevice = !used.isEmpty ? true : couldNotTell.isEmpty ? false : nil
    result.unusedDevices = looked.subtracting(used).subtracting(couldNotTell).sorted()
    return result
  }
}

/// Who else is using the devices.
///
/// A device is somebody else's where a process is on it that is none of ours, or, as processes of other containers
/// are often not listed, where more memory is taken than ours explain: 1 GB, or a twentieth of a larger
/// device. What a driver, a display and the checking of errors take by themselves is below that.
public struct OthersUse: Sendable {
  /// What others do on one device.
  public struct Use: Sendable, Equatable {
    /// Empty where only the memory tells it.
    public var pids: [Int32]
    /// Bytes that they take of its memory, as far as it is known.
    public var memory: Int

    /// What they are known by: `pid 4711 of others`.
    var words: String {
      pids.isEmpty
        ? "others, who hold \(SlotWords.bytes(memory)) of it and are not listed"
        : "\(SlotWords.pids(pids)) of others"
    }
  }

  /// By device.
  public private(set) var uses: [String: Use] = [:]
  /// Those that people have been told of.
  private var told: Set<String> = []
  /// Whether the driver was ever seen to count processes as we do. In a container of its own pid space it does
  /// not, and what it lists of our own trials would look like somebody else's.
  public private(set) var knowsOurs = false

  /// Memory above which there must be somebody, in bytes.
  static func threshold(of device: Device) -> Int { max(1_000_000_000, device.memory / 20) }

  /// Takes in what the devices do now.
  ///
  /// - Parameters:
  ///   - states: by device; those that are missing stay as they were.
  ///   - ours: the processes of our trials. They should be read before the states, so that what starts between is taken for
  ///     somebody else's for one look at most.
  ///   - occupied: the devices that our trials are on.
  ///   - avoids: whether devices of others are left alone.
  mutating func observe(
    _ states: [String: DeviceState], of devices: [Device], ours: Set<Int32>, occupied: Set<String>, avoids: Bool
  ) -> [DeviceEvent] {
    knowsOurs = knowsOurs || states.values.contains { $0.processes.contains { ours.contains($0.pid) } }
    return devices.flatMap { device -> [DeviceEvent] in
      guard let state = states[device.id] else { return [] }
      let before = uses[device.id]
      uses[device.id] = use(of: device, state, ours: ours, isOccupied: occupied.contains(device.id))
      return news(of: device, before: before, avoids: avoids)
    }
  }

  private func use(of device: Device, _ state: DeviceState, ours: Set<Int32>, isOccupied: Bool) -> Use? {
    // Where ours are on a device and the pids do not match, nobody can tell them from others.
    if isOccupied, !knowsOurs { return nil }
    let foreign = state.processes.filter { !ours.contains($0.pid) }
    if !foreign.isEmpty {
      let known = foreign.reduce(0) { $0 + ($1.memory ?? 0) }
      return Use(pids: foreign.map(\.pid), memory: known)
    }
    guard let used = state.memoryUsed else { return nil }
    let own = state.processes.filter { ours.contains($0.pid) }
    // A process of ours that is about to be listed, or whose memory is not told, may be what takes it.
    if isOccupied, own.isEmpty || own.contains(where: { $0.memory == nil }) { return nil }
    let unexplained = used - own.reduce(0) { $0 + ($1.memory ?? 0) }
    return unexplained > Self.threshold(of: device) ? Use(pids: [], memory: unexplained) : nil
  }

  /// People are told at the second look in a row, as one may catch a process of ours that has just come or is
  /// going.
  private mutating func news(of device: Device, before: Use?, avoids: Bool) -> [DeviceEvent] {
    let now = uses[device.id]
    if let now, before != nil, told.insert(device.id).inserted {
      return [
        DeviceEvent(
          kind: .usedByOthers, devices: [device.id],
          text:
            "\(device.label) is used by \(now.words)\(avoids ? ": it is given to no trial until they are gone" : "")"
        )
      ]
    }
    if now == nil, told.remove(device.id) != nil {
      return [
        DeviceEvent(
          kind: .leftByOthers, devices: [device.id], text: "\(device.label) is not used by others any more")
      ]
    }
    return []
  }
}

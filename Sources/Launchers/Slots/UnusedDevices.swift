/// What was seen of one of a trial's GPUs at one moment.
public struct DeviceSample: Sendable, Equatable {
  /// In seconds.
  public let time: Double
  public let device: String
  /// Whether a process of the trial was listed on it.
  public let isListed: Bool
  /// What all processes on it took, in bytes.
  public let memoryUsed: Int?
  /// The share of the time in which it computed, from 0 to 1.
  public let utilisation: Double?
  /// Whether other trials, or others altogether, were on it.
  public let isShared: Bool

  /// Describes a sample.
  public init(
    time: Double, device: String, isListed: Bool, memoryUsed: Int?, utilisation: Double?, isShared: Bool
  ) {
    self.time = time
    self.device = device
    self.isListed = isListed
    self.memoryUsed = memoryUsed
    self.utilisation = utilisation
    self.isShared = isShared
  }
}

/// Finds trials that asked for a GPU and never used it: they block it, and most often train on the CPU without
/// their owner's knowing.
public enum UnusedDevices {
  /// In seconds: how long a running trial may load data before it has to turn to its GPU.
  public static let patience = 120.0
  /// In seconds, for a trial that has ended.
  public static let shortest = 10.0
  public static let enough = 5
  /// A process that merely opens a CUDA device takes more, in bytes.
  static let context = 100_000_000

  /// What to say of a trial, or nil where it used its GPUs, or nobody can tell.
  ///
  /// A GPU counts as used when a process of the trial was ever listed on it, or, as in containers nobody may be
  /// listed, when it computed, or its memory grew by what opening it takes. On a GPU with others only the list
  /// counts, and an empty one tells nothing unless somebody of ours was ever listed anywhere.
  ///
  /// - Parameters:
  ///   - samples: of its GPUs since it started, in order.
  ///   - hasEnded: whether it has ended, so that it will not use them any more.
  ///   - pidsAreKnown: whether processes of our trials are listed on this machine at all.
  public static func words(
    trial: Int, _ samples: [DeviceSample], of devices: [Device], hasEnded: Bool, pidsAreKnown: Bool
  ) -> String? {
    var unused: [Device] = []
    var watched = 0.0
    for device in devices {
      let own = samples.filter { $0.device == device.id }
      guard own.count >= enough, let first = own.first, let last = own.last else { continue }
      let span = last.time - first.time
      guard span >= (hasEnded ? shortest : patience) else { continue }
      if isUnused(own, pidsAreKnown: pidsAreKnown) {
        unused.append(device)
        watched = max(watched, span)
      }
    }
    guard !unused.isEmpty else { return nil }
    let names = SlotWords.list(unused.map(\.label))
    let span = SlotWords.duration(watched)
    if unused.count < devices.count {
      return
        "trial \(trial) asked for \(devices.count) GPUs and never used \(unused.count) of them (\(names)) in \(span): "
        + "start as many processes as there are GPUs, or ask for fewer with gpus = \(devices.count - unused.count)"
    }
    return "trial \(trial) asked for a GPU and never used \(names) in \(span): check that the trainer finds it "
      + "(torch.cuda.is_available() in PyTorch; a build for CPUs only does not), or set gpus = 0"
  }

  private static func isUnused(_ samples: [DeviceSample], pidsAreKnown: Bool) -> Bool {
    if samples.contains(where: \.isListed) { return false }
    if samples.contains(where: \.isShared) { return pidsAreKnown }
    if samples.contains(where: { ($0.utilisation ?? 0) > 0.01 }) { return false }
    let memory = samples.compactMap(\.memoryUsed)
    guard let least = memory.min(), let most = memory.max() else {
      // Without the memory, use and list have to be told to be believed.
      return pidsAreKnown && samples.contains { $0.utilisation != nil }
    }
    // The first look may come after the trainer has opened the device, so a steady amount has to be small as well.
    return most - least < context && (pidsAreKnown || most < 4 * context)
  }
}

/// Names trials that asked for a GPU and never used it: they block it, and most often train on the CPU without their
/// owner's knowing.
public enum UnusedDevices {
  /// In seconds: how long a running trial may load data before it has to turn to its GPU.
  public static let patience = 120.0
  /// In seconds, for a trial that has ended.
  public static let shortest = 10.0
  /// How often its devices have to have been looked at.
  public static let enough = 3

  /// What to say of a trial, or nil where it used its GPUs, or nobody can tell.
  ///
  /// - Parameters:
  ///   - usage: what was seen of it since it started.
  ///   - devices: those that it has.
  ///   - seconds: how long it has run.
  ///   - hasEnded: whether it has ended, so that it will not use them any more.
  public static func words(
    trial: Int, _ usage: DeviceUsage, of devices: [Device], seconds: Double, hasEnded: Bool
  ) -> String? {
    let unused = devices.filter { usage.unusedDevices.contains($0.id) }
    guard !unused.isEmpty, usage.samples >= enough, seconds >= (hasEnded ? shortest : patience) else { return nil }
    let names = SlotWords.list(unused.map(\.label))
    let span = SlotWords.duration(seconds)
    if unused.count < devices.count {
      return
        "trial \(trial) asked for \(devices.count) GPUs and never used \(unused.count) of them (\(names)) in \(span): "
        + "start as many processes as there are GPUs, or ask for fewer with gpus = \(devices.count - unused.count)"
    }
    return "trial \(trial) asked for a GPU and never used \(names) in \(span): check that the trainer finds it "
      + "(torch.cuda.is_available() in PyTorch; a build for CPUs only does not), or set gpus = 0"
  }
}

/// What to do about GPUs that idle, from what the first trials used.
///
/// A GPU that works half of its time is money for nothing, and mostly one of few things holds it up. They are told
/// apart by what else a trial used, as medians over the trials, since one odd architecture should not decide.
public struct IdleAdvice: Sendable, Equatable {
  /// What most likely holds the GPUs up.
  public enum Cause: String, Sendable {
    /// The trainer computes on the CPU.
    case notUsed
    /// Its cores are busy, most often with loading and preparing data.
    case cpuBound
    /// One process prepares the data while other cores idle.
    case oneProcess
    /// Each step is too little work, and most of the GPU's memory is free.
    case smallBatch
    /// Neither CPU nor memory: it waits for a disk, a network or between its GPUs.
    case waiting
  }

  public let cause: Cause
  /// What was measured, why that is likely, and what to do.
  public let text: String

  /// How many trials have to be known.
  public static let enough = 3
  /// In seconds: what a shorter trial used is mostly its start.
  public static let shortest = 60.0
  /// Busier GPUs need no advice.
  static let idle = 0.5
  /// What is below it counts as no use at all.
  static let none = 0.03

  /// Advice after trials, or nil where there is none to give: too few or too short ones, or busy GPUs.
  ///
  /// - Parameters:
  ///   - uses: what ended trials used that had GPUs, and had not failed.
  ///   - parallel: how many trials run side by side.
  ///   - enough: how many have to be known: fewer where all are of one architecture.
  public init?(_ uses: [TrialUse], parallel: Int, enough: Int = enough) {
    let uses = uses.filter { $0.wallSeconds >= Self.shortest && $0.use != nil && $0.devices > 0 }
    guard uses.count >= enough, let use = Self.median(uses.compactMap(\.use)), use < Self.idle else {
      return nil
    }
    let facts = Facts(uses, use: use, parallel: parallel)
    let (cause, words) = facts.verdict
    self.cause = cause
    text =
      "the GPUs were busy \(SlotWords.percent(use)) of the time (median of \(SlotWords.number(uses.count, "trial"))): \(words)"
  }

  static func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    return sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

/// The medians that the advice is drawn from.
private struct Facts {
  let use: Double
  let parallel: Int
  let devices: Int
  let cores: Int
  /// How many cores' time was used, on average over a trial.
  let busyCores: Double
  /// Bytes of the peak, and of the device.
  let peak: Int?
  let memory: Int
  let isShared: Bool

  init(_ uses: [TrialUse], use: Double, parallel: Int) {
    self.use = use
    self.parallel = parallel
    devices = uses.map(\.devices).max() ?? 1
    cores = max(1, Int(IdleAdvice.median(uses.map { Double($0.cores) }) ?? 1))
    busyCores = IdleAdvice.median(uses.map { $0.cpuSeconds / $0.wallSeconds }) ?? 0
    peak = IdleAdvice.median(uses.compactMap(\.peakMemory).map(Double.init)).map { Int($0) }
    memory = Int(IdleAdvice.median(uses.map { Double($0.deviceMemory) }) ?? 0)
    isShared = uses.contains(where: \.isShared)
  }

  /// The share of the device's memory that a trial took.
  private var filled: Double? { peak.map { Double($0) / Double(max(memory, 1)) } }

  /// The first that fits, the plainest sign first.
  var verdict: (IdleAdvice.Cause, String) {
    if use < IdleAdvice.none, (filled ?? 0) < 0.05 {
      return (
        .notUsed,
        "the trials did not use the GPU that they have. Check that the trainer finds it and moves its model and data there "
          + "(a build for CPUs only does not); without need of one, set gpus = 0"
      )
    }
    if busyCores >= 0.8 * Double(cores) {
      return (
        .cpuBound,
        "\(busy), so loading and preparing data most likely holds them up. Give more with cores = \(2 * cores) or a smaller "
          + "parallel, or prepare the data once, before the search" + sharing(andMore: false)
      )
    }
    if busyCores >= 0.85, busyCores <= 1.3 {
      return (
        .oneProcess,
        "\(busy), as if one process loaded the data. Let the trainer load with several (num_workers in PyTorch, "
          + "num_parallel_calls in TensorFlow); it has \(cores) cores" + sharing(andMore: true)
      )
    }
    if let filled, filled < 0.4, let peak {
      return (
        .smallBatch,
        "a trial took \(SlotWords.bytes(peak)) of \(SlotWords.bytes(memory)) and \(busy), so a step is most likely too little work "
          + "for the GPU. Use a bigger batch, with care, as the largest architectures need most memory "
          + "(retry = { times = 2, on = { \"oom\" } } runs them again, alone)" + sharing(andMore: true)
      )
    }
    let gpus = devices > 1 ? "; \(devices) GPUs a trial may wait for each other: try gpus = 1" : ""
    return (
      .waiting,
      "\(busy), so the trials most likely wait for a disk or a network. Keep the data on a disk of this machine or in memory"
        + gpus + sharing(andMore: true)
    )
  }

  private var busy: String {
    let tenths = Int((busyCores * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) of \(SlotWords.number(cores, "core")) were busy"
  }

  /// How several trials could share a GPU, where their memory allows it. Useless where the cores are what is
  /// short.
  private func sharing(andMore canTakeMore: Bool) -> String {
    guard canTakeMore, devices == 1, let peak, memory > 0 else { return "" }
    let share = Int(Double(peak) * MemoryEstimate.margin)
    let most = min(memory / max(share, 1), Int(0.9 / max(use, 0.1)))
    if most < 2 {
      // JAX takes three quarters of the memory at its start and TensorFlow all of it, whatever they need.
      return (filled ?? 0) > 0.7
        ? ". Where the framework takes all memory at its start (JAX: XLA_PYTHON_CLIENT_PREALLOCATE=false, TensorFlow: "
          + "TF_FORCE_GPU_ALLOW_GROWTH=true in env), let it not, and several trials can share a GPU" : ""
    }
    let gigabytes = (share + 999_999_999) / 1_000_000_000
    let more = isShared ? "" : "gpu_memory = \"\(gigabytes)GB\" and "
    return ". Or let \(most) trials share a GPU: \(more)parallel above \(parallel)"
  }
}

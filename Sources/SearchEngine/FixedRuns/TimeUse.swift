import Launchers
import PlainJSON

/// Where the time of trainings went, as medians over those that were completed. Times are in seconds.
public struct TimeUse: Sendable {
  /// Time that trained nothing.
  public struct Loss: Sendable {
    public enum Kind: String, Sendable {
      case startUp = "start_up"
      /// The GPUs waited, between the start and the last report.
      case idleGPU = "idle_gpu"
      /// Without GPUs: not even one core was busy, between the start and the last report.
      case waiting
      /// Saving, exporting, ending.
      case afterLastReport = "after_last_report"
    }

    public let kind: Kind
    public let seconds: Double
    /// Of a whole training, from 0 to 1.
    public let share: Double
    /// What was measured and what to do.
    public let words: String
  }

  /// Of a whole training.
  public let seconds: Double
  public let startUp: (seconds: Double, sign: FixedTraining.StartUpSign)?
  public let firstReport: Double?
  public let interval: Double?
  public let afterLastReport: Double?
  /// GPUs of a training, the mean of their use from 0 to 1, and the peak on one of them in bytes; nil without GPUs.
  public let gpus: (count: Int, use: Double?, peakMemory: Int?)?
  /// Cores that were busy, on average over the whole time, and those that it could use.
  public let busyCores: Double?
  public let cores: Int?
  /// The greatest first.
  public let losses: [Loss]

  /// A smaller share of the time is not worth a word.
  private static let least = 0.02

  /// Sums up trainings; nil where none was completed.
  ///
  /// - Parameter parallel: how many of them ran side by side.
  public init?(_ trainings: [FixedTraining], parallel: Int) {
    let completed = trainings.filter { $0.trial.state == .completed }
    guard let seconds = Middle.of(completed.compactMap(\.seconds)), seconds > 0 else { return nil }
    self.seconds = seconds
    // Of several signs the one that the fewest trainings have is none of the rest.
    let signs = Dictionary(grouping: completed.compactMap(\.startUp), by: \.sign)
    startUp = signs.max { $0.value.count < $1.value.count }.flatMap { sign, found in
      Middle.of(found.map(\.seconds)).map { ($0, sign) }
    }
    firstReport = Middle.of(completed.compactMap(\.firstReport))
    interval = Middle.of(completed.compactMap(\.interval))
    afterLastReport = Middle.of(completed.compactMap(\.afterLastReport))
    let uses = completed.compactMap(\.use)
    let withGPU = uses.filter { $0.devices > 0 }
    gpus = withGPU.first.map { first in
      (first.devices, Middle.of(withGPU.compactMap(\.use)), withGPU.compactMap(\.peakMemory).max())
    }
    busyCores = Middle.of(uses.map { $0.cpuSeconds / max($0.wallSeconds, .ulpOfOne) })
    cores = uses.map(\.cores).max()
    let advice = IdleAdvice(withGPU, parallel: parallel, enough: 1)
    losses = Self.losses(
      seconds, startUp, afterLastReport, gpu: gpus, busyCores: busyCores, advice: advice?.text)
  }

  private static func losses(
    _ seconds: Double, _ startUp: (seconds: Double, sign: FixedTraining.StartUpSign)?, _ after: Double?,
    gpu: (count: Int, use: Double?, peakMemory: Int?)?, busyCores: Double?, advice: String?
  ) -> [Loss] {
    var losses: [Loss] = []
    let add = { (kind: Loss.Kind, lost: Double, words: String) in
      let lost = min(max(0, lost), seconds)
      guard lost / seconds >= least else { return }
      losses.append(Loss(kind: kind, seconds: lost, share: lost / seconds, words: words))
    }
    let start = startUp?.sign == .onlyReport ? 0 : startUp?.seconds ?? 0
    if let startUp, startUp.sign != .onlyReport {
      add(
        .startUp, startUp.seconds,
        "\(startUp.sign.words); each short training of a proxy task pays it too: import and load less, or keep prepared "
          + "data in a file")
    }
    if let after {
      add(.afterLastReport, after, "saving, exporting or ending takes this long")
    }
    if let gpu {
      if let use = gpu.use {
        let words = advice ?? "the GPUs were busy \(Int((use * 100).rounded())) % of the time"
        add(.idleGPU, seconds * (1 - use) - start - (after ?? 0), words)
      }
    } else if let busyCores {
      add(
        .waiting, seconds * (1 - busyCores) - start - (after ?? 0),
        "not even one core was busy: the trainer waits for a disk, a network or another process")
    }
    return losses.sorted { $0.seconds > $1.seconds }
  }

  /// The members are training, start_up, start_up_from, first_report, interval, after_last_report (seconds), gpu (count,
  /// mean_utilisation, peak_memory in bytes), busy_cores, cores and losses (what, seconds, share from 0 to 1, words).
  public var json: JSON {
    [
      "training": .number(seconds), "start_up": JSON(startUp?.seconds),
      "start_up_from": startUp.map { .string($0.sign.rawValue) } ?? .null, "first_report": JSON(firstReport),
      "interval": JSON(interval), "after_last_report": JSON(afterLastReport),
      "gpu": gpus.map {
        [
          "count": .integer($0.count), "mean_utilisation": JSON($0.use),
          "peak_memory": $0.peakMemory.map { .integer($0) } ?? .null,
        ]
      } ?? .null,
      "busy_cores": JSON(busyCores), "cores": cores.map { .integer($0) } ?? .null,
      "losses": .array(
        losses.map {
          [
            "what": .string($0.kind.rawValue), "seconds": .number($0.seconds), "share": .number($0.share),
            "words": .string($0.words),
          ]
        }),
    ]
  }
}

extension FixedTraining {
  /// What it made of its slot; nil where that is not known.
  fileprivate var use: TrialUse? {
    guard let usage = trial.usage, let seconds, let cpu = usage["cpu_seconds"]?.doubleValue else { return nil }
    let gpu = usage["gpu"]
    return TrialUse(
      trial: trial.number, devices: usage["devices"]?.arrayValue?.count ?? 0,
      isShared: usage["shares_device"]?.boolValue ?? false, use: gpu?["mean_utilisation"]?.doubleValue,
      peakMemory: gpu?["peak_memory"]?.intValue, deviceMemory: usage["device_memory"]?.intValue ?? 0,
      cpuSeconds: cpu, wallSeconds: seconds, cores: usage["cores"]?.intValue ?? 1)
  }
}

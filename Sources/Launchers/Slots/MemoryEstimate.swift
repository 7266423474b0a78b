/// How much of a GPU's memory a trial will need, from what earlier ones needed.
///
/// Architectures differ, so neither the mean nor the last one will do: who needs more than its share makes its
/// neighbours run out of memory as well. But nor should the one giant among hundreds decide for all, as it runs
/// again, alone, when it does not fit. So the share is
///
///     (the 95 % quantile of the peaks + the range of the peaks / (their number - 1)) * 1.1
///
/// The quantile is the largest up to 19 peaks. The second term is what the largest yet to come exceeds the largest
/// seen by, in expectation, were peaks spread evenly: of three peaks of 2, 6 and 11 GB the share is 17 GB, of
/// three of 6 GB it is 6.6 GB, and it fades as more come. The tenth is for allocators, which fragment. A
/// controller moves on to other architectures, so only the last 64 peaks count.
public struct MemoryEstimate: Sendable {
  /// How many trials have to be measured first.
  public static let enough = 3
  static let window = 64
  static let quantile = 0.95
  static let margin = 1.1

  private struct Sample {
    let trial: Int
    var peak: Int
    var use: Double?
  }

  private var samples: [Sample] = []

  /// Knows nothing yet.
  public init() {}

  /// Takes in the peak of a trial, in bytes of one device, and how busy it kept the device, from 0 to 1, where it
  /// was alone on it. More of the same trial counts as one.
  mutating func learn(peak: Int, use: Double?, of trial: Int) {
    guard peak > 0 else { return }
    if let place = samples.firstIndex(where: { $0.trial == trial }) {
      samples[place].peak = max(samples[place].peak, peak)
      samples[place].use = use ?? samples[place].use
    } else {
      samples.append(Sample(trial: trial, peak: peak, use: use))
      if samples.count > Self.window { samples.removeFirst() }
    }
  }

  /// The peak of one trial so far.
  func peak(of trial: Int) -> Int? { samples.first { $0.trial == trial }?.peak }

  /// What a trial is promised of a device's memory, in bytes, or nil where too little is known.
  public var share: Int? {
    guard samples.count >= Self.enough else { return nil }
    let peaks = samples.map(\.peak).sorted()
    let rank = Int((Double(peaks.count) * Self.quantile).rounded(.up))
    let beyond = Double(peaks[peaks.count - 1] - peaks[0]) / Double(peaks.count - 1)
    return Int((Double(peaks[rank - 1]) + beyond) * Self.margin)
  }

  /// How busy one trial keeps a device: the median of those that were alone, from 0 to 1.
  public var use: Double? {
    let uses = samples.compactMap(\.use).sorted()
    return uses.isEmpty ? nil : uses[uses.count / 2]
  }
}

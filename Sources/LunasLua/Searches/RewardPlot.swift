import TextPlot
import TrialStore

/// The curve of a search: the reward of each trial, the best so far, and where trials failed.
public enum RewardPlot {
  /// Makes the plot of a search's trials.
  ///
  /// - Parameter isOutside: whether a trial breaks the limits of the search, and so is never the best.
  public static func plot<Trial: PlottedTrial>(
    _ trials: [Trial], title: String, width: Int = 72, height: Int = 12,
    isOutside: (Trial) -> Bool = { _ in false }
  ) -> TextPlot {
    func points(_ trials: [Trial]) -> [TextPlot.Point] {
      trials.compactMap { trial in trial.reward.map { TextPlot.Point(Double(trial.number), $0) } }
        .sorted { $0.x < $1.x }
    }
    let completed = trials.filter { $0.state == .completed }
    let (scored, outside) = (points(completed.filter { !isOutside($0) }), points(completed.filter(isOutside)))
    var plot = TextPlot(title: title, xLabel: "trial", yLabel: "reward")
    (plot.width, plot.height) = (width, height)
    plot.xIsWhole = true
    guard let last = trials.map(\.number).max() else { return plot }
    plot.xBounds = 1...Double(max(1, last))
    var best: [TextPlot.Point] = []
    for point in scored {
      let before = best.last?.y
      if let before { best.append(.init(point.x, before)) }
      if before.map({ point.y > $0 }) ?? true { best.append(point) }
    }
    if let end = best.last { best.append(.init(Double(last), end.y)) }
    plot.series = [.init("best so far", best, .line)]
    let isCrowded = scored.count > width * 2
    plot.series.append(.init("reward of a trial", scored, isCrowded ? .dots : .marks("•")))
    if !outside.isEmpty {
      plot.series.append(.init("\(outside.count) outside the limits", outside, isCrowded ? .dots : .marks("○")))
    }
    // A failure has no reward: it is marked at the foot, which is the least reward there is.
    let failed = trials.filter { $0.state == .failed }
    if !failed.isEmpty {
      let foot = (scored + outside).map(\.y).min()
      plot.series.append(
        .init(
          "\(failed.count) failed", foot == nil ? [] : failed.map { .init(Double($0.number), foot ?? 0) },
          .marks("×")))
    }
    return plot
  }
}

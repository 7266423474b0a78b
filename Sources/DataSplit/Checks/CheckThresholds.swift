/// Where verdicts turn. With millions of items every difference is significant, and with a hundred none is
/// certain: a difference counts if it is large enough to matter and no chance.
public struct CheckThresholds: Sendable, Equatable {
  /// Beyond the first a number is to be watched, beyond the second it is bad. Where the second is the smaller,
  /// small is bad.
  public struct Limits: Sendable, Equatable {
    public var watch: Double
    public var bad: Double

    /// Describes limits.
    public init(watch: Double, bad: Double) {
      self.watch = watch
      self.bad = bad
    }

    /// What a number is; NaN, of which nothing is known, is good.
    func judge(_ value: Double) -> DataCheck.Verdict {
      let isBeyond = { (limit: Double) in bad < watch ? value < limit : value > limit }
      return isBeyond(bad) ? .bad : isBeyond(watch) ? .watch : .good
    }

    /// As ``judge(_:)``, but good where the difference can be chance.
    func judge(_ value: Double, pValue: Double, significance: Double) -> DataCheck.Verdict {
      pValue < significance ? judge(value) : .good
    }
  }

  /// Chances at or above this are chance. A tenth of the usual 0.01, as a report has about ten checks.
  public var significance = 0.001
  /// Of neighbours that are alike beyond chance (kappa), and of Cramér's V between the first and the last tenth:
  /// small and medium effects of Cohen, *Statistical Power Analysis for the Behavioral Sciences*, 2nd edition,
  /// 1988.
  public var stickiness = Limits(watch: 0.1, bad: 0.3)
  public var drift = Limits(watch: 0.1, bad: 0.3)
  /// Of the Jensen-Shannon distance with base 2 between class shares. For small differences of parts of one size
  /// it is 0.85 times Cramér's V, so that these are about Cohen's small and medium effect; unlike V it does not
  /// shrink when one part is small.
  public var difference = Limits(watch: 0.1, bad: 0.3)
  /// Of the statistic of Kolmogorov and Smirnov. Normal distributions apart by d standard deviations have 2Φ(d/2)
  /// - 1, which is 0.1 for a quarter and 0.2 for half a deviation, Cohen's medium effect.
  public var numberDifference = Limits(watch: 0.1, bad: 0.2)
  /// Of the share of validation items, or groups, that are trained on as well. Items learnt by heart lift an
  /// accuracy by up to their share, and architectures differ by about a point. CIFAR has 3 and 10 %: Barz and
  /// Denzler, *Do We Train on Test Data?*, 2020.
  public var shared = Limits(watch: 0, bad: 0.01)
  /// Of the share of items without a label: none is usual; of more than a twentieth, something was read wrongly.
  public var missing = Limits(watch: 0, bad: 0.05)
  /// Of items in the smallest class: many, medium and few shots in Liu et al., *Large-Scale Long-Tailed
  /// Recognition in an Open World*, CVPR 2019.
  public var classItems = Limits(watch: 100, bad: 20)
  /// Of all training items: a tenth of them, held out, tells accuracies near 0.9 apart that differ by 3 and by 8
  /// points.
  public var items = Limits(watch: 10_000, bad: 1000)
  /// Of the largest over the smallest class: the moderate and the strongest usual imbalance of long-tailed CIFAR
  /// in Cui et al., *Class-Balanced Loss Based on Effective Number of Samples*, CVPR 2019.
  public var imbalance = Limits(watch: 10, bad: 100)
  /// Of the smallest difference of two accuracies that is seen. Good architectures of one space differ by a point
  /// or two; where ten points are not seen, a search ranks noise.
  public var resolution = Limits(watch: 0.02, bad: 0.1)
  /// The accuracy that the baseline is taken to have.
  public var baselineAccuracy = 0.9

  /// The defaults, to be changed.
  public init() {}
}

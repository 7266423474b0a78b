import Foundation

/// Kolmogorov's limit with three corrections for the size of the sample, for large samples.
///
/// Pelz and Good, *Approximating the Lower Tail-Areas of the Kolmogorov-Smirnov One-Sample Statistic*, Journal of
/// the Royal Statistical Society B 38(2), 1976.
enum KolmogorovSeries {
  /// The chance that a sample of `count` numbers differs from its distribution by no more than `distance`.
  static func below(_ count: Double, _ distance: Double) -> Double {
    let z = distance * count.squareRoot()
    let (z2, z4, z6) = (z * z, pow(z, 4), pow(z, 6))
    let pi2 = Double.pi * Double.pi
    let (pi4, pi6) = (pi2 * pi2, pi2 * pi2 * pi2)
    if -pi2 / 8 / z2 < -708 { return 0 }
    // Sums over odd numbers, then those over all, each with the term of every order in 1 / √n.
    var (limit, first, second, third) = (0.0, 0.0, 0.0, 0.0)
    var (secondExtra, thirdExtra) = (0.0, 0.0)
    for index in stride(from: Int((16 * z / Double.pi).rounded(.up)), through: 1, by: -1) {
      let odd2 = Double((2 * index - 1) * (2 * index - 1))
      let (odd4, odd6) = (odd2 * odd2, odd2 * odd2 * odd2)
      let weight = exp(-pi2 * odd2 / 8 / z2)
      limit += weight
      first += weight * (pi2 / 4 * odd2 - z2)
      second +=
        weight
        * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * pi2 / 4 * odd2 + (1 - 2 * z2) * pi4 / 16 * odd4)
      third +=
        weight
        * (-30 * z6 - 90 * z4 * z4 + (135 * z4 - 96 * z6) * pi2 / 4 * odd2
          + (212 * z4 - 60 * z2) * pi4 / 16 * odd4 + (5 - 30 * z2) * pi6 / 64 * odd6)
      let all2 = Double(index * index)
      let allWeight = exp(-pi2 * all2 / 2 / z2)
      secondExtra += allWeight * all2
      thirdExtra += allWeight * all2 * (3 * z2 - pi2 * all2)
    }
    let root = (2 * Double.pi).squareRoot()
    let orders = [
      root * limit / z,
      root * first / 6 / z4,
      root * (second / 72 / pow(z, 7) - pi2 * secondExtra / 36 / pow(z, 3)),
      root * (third / 6480 / pow(z, 10) + pi2 * thirdExtra / 216 / z6),
    ]
    let size = count.squareRoot()
    return orders[0] + (orders[1] + (orders[2] + orders[3] / size) / size) / size
  }
}

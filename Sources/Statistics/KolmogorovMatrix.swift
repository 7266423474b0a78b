import Foundation

/// Durbin's exact distribution of Kolmogorov's statistic, as a power of a matrix.
///
/// Marsaglia, Tsang and Wang, *Evaluating Kolmogorov's Distribution*, Journal of Statistical Software 8(18), 2003.
enum KolmogorovMatrix {
  /// The chance that a sample of `size` numbers differs from its distribution by no more than `distance`.
  static func below(_ size: Int, _ distance: Double) -> Double {
    let scaled = Double(size) * distance
    let steps = Int(scaled.rounded(.up))
    let width = 2 * steps - 1
    var factor = firstFactor(width, rest: Double(steps) - scaled)
    var power = Scaled(values: [Double](repeating: 0, count: width * width), exponent: 0)
    for index in 0..<width { power.values[index * width + index] = 1 }
    var left = size
    let middle = (steps - 1) * width + steps - 1
    while left > 0 {
      if left & 1 == 1 { power = multiply(power, factor, width, middle) }
      left >>= 1
      if left > 0 { factor = multiply(factor, factor, width, middle) }
    }
    var (share, exponent) = (power.values[middle], power.exponent)
    for number in 1...size {
      share *= Double(number) / Double(size)
      if share < 0x1p-500 {
        share *= 0x1p500
        exponent -= 500
      }
    }
    return scalbn(share, exponent)
  }

  /// A square matrix times 2 to an exponent, as its powers exceed what a double holds.
  private struct Scaled {
    var values: [Double]
    var exponent: Int
  }

  private static func firstFactor(_ width: Int, rest: Double) -> Scaled {
    var inverses = [1.0]
    for number in 1...width { inverses.append(inverses[number - 1] / Double(number)) }
    var values = [Double](repeating: 0, count: width * width)
    for row in 0..<width {
      for column in 0...min(row + 1, width - 1) { values[row * width + column] = inverses[row - column + 1] }
    }
    for row in 0..<width {
      let missing = pow(rest, Double(row + 1)) * inverses[row + 1]
      values[row * width] -= missing
      values[(width - 1) * width + width - 1 - row] -= missing
    }
    // The corner lacks both: without the overlap.
    let corner = (width - 1) * width
    let overlap = 2 * rest - 1
    if overlap > 0 { values[corner] += pow(overlap, Double(width)) * inverses[width] }
    return Scaled(values: values, exponent: 0)
  }

  private static func multiply(_ first: Scaled, _ second: Scaled, _ width: Int, _ middle: Int) -> Scaled {
    var product = Scaled(
      values: [Double](repeating: 0, count: width * width), exponent: first.exponent + second.exponent)
    for row in 0..<width {
      for inner in 0..<width {
        let value = first.values[row * width + inner]
        if value == 0 { continue }
        for column in 0..<width {
          product.values[row * width + column] += value * second.values[inner * width + column]
        }
      }
    }
    if product.values[middle] > 0x1p400 {
      for index in product.values.indices { product.values[index] *= 0x1p-400 }
      product.exponent += 400
    }
    return product
  }
}

import Foundation

extension SurrogateKernel {
  /// Steps of the ascent, and how far a step goes in the logarithm of a parameter.
  private static let steps = 20
  private static let rate = 0.15

  /// The parameters under which some targets are likeliest, given what is expected of parameters: the most probable of
  /// those on a short ascent (Adam: Kingma and Ba 2015) from the expected ones.
  ///
  /// It always begins at the expected parameters, so that the result depends on nothing but the rows and targets.
  ///
  /// - Parameters:
  ///   - rows: rows of `stride` numbers, one behind the other.
  ///   - targets: one for each row.
  func learned(from rows: [Double], stride: Int, targets: [Double]) -> SurrogateKernel {
    var (kernel, best) = (self, (kernel: self, value: -Double.infinity))
    kernel.parameters = expected
    var first = [Double](repeating: 0, count: parameters.count)
    var second = first
    let likelihood = Likelihood(rows: rows, stride: stride, targets: targets)
    for step in 1...Self.steps + 1 {
      let (value, gradient) = likelihood.value(of: kernel)
      if value > best.value { best = (kernel, value) }
      for index in gradient.indices {
        first[index] += 0.2 * (gradient[index] - first[index])
        second[index] += 0.05 * (gradient[index] * gradient[index] - second[index])
        let (mean, square) = (
          first[index] / (1 - pow(0.8, Double(step))), second[index] / (1 - pow(0.95, Double(step)))
        )
        kernel.parameters[index] += Self.rate * mean / (square.squareRoot() + 1e-8)
      }
    }
    return best.kernel
  }
}

/// The logarithm of the probability of some targets under a kernel's parameters, times that of the parameters.
///
/// Rasmussen and Williams 2006, equations 5.8 and 5.9.
struct Likelihood {
  let rows: [Double]
  let stride: Int
  let targets: [Double]
  private let residuals: [Double]
  private var count: Int { targets.count }

  init(rows: [Double], stride: Int, targets: [Double]) {
    self.rows = rows
    self.stride = stride
    self.targets = targets
    let mean = targets.reduce(0, +) / Double(max(1, targets.count))
    residuals = targets.map { $0 - mean }
  }

  func value(of kernel: SurrogateKernel) -> (value: Double, gradient: [Double]) {
    let values = kernel.values
    var factor = TriangularFactor(capacity: count)
    rows.withUnsafeBufferPointer { rows in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count + 1) { buffer in
        guard let rows = rows.baseAddress, let covariances = buffer.baseAddress else { return }
        for row in 0..<count {
          kernel.covariances(
            of: rows + row * stride, with: rows, stride: stride, count: row, values, into: covariances)
          factor.append(covariances, diagonal: values.variance + values.noise)
        }
      }
    }
    var weights = residuals
    weights.withUnsafeMutableBufferPointer { vector in
      guard let address = vector.baseAddress else { return }
      factor.solveLower(address)
      factor.solveUpper(address)
    }
    var value = -factor.logRootDeterminant { log($0) }
    for (residual, weight) in zip(residuals, weights) { value -= 0.5 * residual * weight }
    var gradient = self.gradient(kernel, values, factor, weights)
    for (index, parameter) in kernel.parameters.enumerated() {
      let distance = (parameter - kernel.expected[index]) / kernel.spread[index]
      value -= 0.5 * distance * distance
      gradient[index] -= distance / kernel.spread[index]
    }
    return (value, gradient)
  }

  /// Half the trace of (α αᵀ - K⁻¹) times the derivative of K, for each parameter.
  private func gradient(
    _ kernel: SurrogateKernel, _ values: SurrogateKernel.Values, _ factor: TriangularFactor, _ weights: [Double]
  ) -> [Double] {
    var gradient = [Double](repeating: 0, count: kernel.parameters.count)
    let (width, count) = (kernel.width, count)
    let inverse = factor.inverseColumns()
    rows.withUnsafeBufferPointer { rows in
      inverse.withUnsafeBufferPointer { inverse in
        guard let rows = rows.baseAddress, let columns = inverse.baseAddress else { return }
        for row in 0..<count {
          let own = rows + row * stride
          for column in 0...row {
            let precision = dot(columns + row * count + row, columns + column * count + row, count - row)
            let slope = weights[row] * weights[column] - precision
            if row == column {
              gradient[width] += 0.5 * slope * values.ofDecisions
              gradient[width + 1] += 0.5 * slope * values.ofCounts
              gradient[width + 2] += 0.5 * slope * (values.noise - SurrogateKernel.leastNoise)
              continue
            }
            kernel.addSlopes(of: own, and: rows + column * stride, values, times: slope, to: &gradient)
          }
        }
      }
    }
    return gradient
  }
}

extension SurrogateKernel {
  /// Adds the derivatives of the covariance of two rows by each parameter, times a factor.
  fileprivate func addSlopes(
    of one: UnsafePointer<Double>, and other: UnsafePointer<Double>, _ values: Values, times factor: Double,
    to gradient: inout [Double]
  ) {
    func difference(_ column: Int) -> Double {
      column < decisions ? min(abs(one[column] - other[column]), 1) : abs(one[column] - other[column])
    }
    for (columns, variance, parameter) in [
      (0..<decisions, values.ofDecisions, width), (decisions..<width, values.ofCounts, width + 1),
    ] where !columns.isEmpty {
      var distance = 0.0
      for column in columns { distance += values.weights[column] * difference(column) }
      let slope = factor * variance * exp(-distance)
      gradient[parameter] += slope
      for column in columns { gradient[column] -= slope * values.weights[column] * difference(column) }
    }
  }
}

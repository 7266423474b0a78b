/// A Gaussian process over rows of features: what is expected of an architecture that was not trained, and how sure that is.
///
/// Rasmussen and Williams, *Gaussian Processes for Machine Learning*, MIT Press 2006, algorithm 2.1.
struct GaussianProcess: Sendable {
  /// What is expected of an architecture: mean and standard deviation, in the scale of the targets.
  struct Prediction {
    let mean: Double
    let deviation: Double
  }

  private let kernel: SurrogateKernel
  private let values: SurrogateKernel.Values
  /// The length of a row.
  private let width: Int
  private var rows: [Double]
  private var factor: TriangularFactor
  private var targets: [Double] = []
  private var mean = 0.0
  /// The inverse of the covariance matrix times the targets less their mean.
  private var weights: [Double] = []

  /// Makes a process that knows nothing yet.
  ///
  /// - Parameters:
  ///   - width: the length of a row.
  ///   - capacity: how many rows there may be.
  init(kernel: SurrogateKernel, width: Int, capacity: Int) {
    self.kernel = kernel
    self.width = width
    values = kernel.values
    factor = TriangularFactor(capacity: capacity)
    rows = []
    rows.reserveCapacity(capacity * width)
  }

  /// How many rows it knows.
  var count: Int { factor.count }

  /// Adds a row; its target comes with ``learn(_:)``.
  mutating func append(_ row: [Double]) {
    // One more than needed, because an empty buffer has no address.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count + 1) { buffer in
      covariances(of: row, into: buffer)
      guard let address = buffer.baseAddress else { return }
      factor.append(address, diagonal: values.variance + values.noise)
    }
    rows += row
  }

  /// Takes the targets of all rows.
  mutating func learn(_ targets: [Double]) {
    self.targets = targets
    mean = targets.reduce(0, +) / Double(max(1, targets.count))
    solve()
  }

  /// Adds a row as if its trial had ended with what is expected of it (kriging believer: Ginsbourger, Le Riche and Carraro
  /// 2010), so that others that run at the same time look elsewhere.
  mutating func believe(_ row: [Double]) {
    targets.append(expectation(of: row))
    append(row)
    solve()
  }

  private mutating func solve() {
    weights = targets.map { $0 - mean }
    weights.withUnsafeMutableBufferPointer { vector in
      guard let address = vector.baseAddress else { return }
      factor.solveLower(address)
      factor.solveUpper(address)
    }
  }

  /// The mean alone, which costs much less.
  func expectation(of row: [Double]) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count + 1) { buffer in
      covariances(of: row, into: buffer)
      return mean + product(buffer, weights)
    }
  }

  /// What is expected of a row.
  func predict(_ row: [Double]) -> Prediction {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count + 1) { buffer in
      covariances(of: row, into: buffer)
      let expected = mean + product(buffer, weights)
      var variance = values.variance
      if let address = buffer.baseAddress {
        factor.solveLower(address)
        variance -= dot(address, address, count)
      }
      return Prediction(mean: expected, deviation: max(variance, 1e-10).squareRoot())
    }
  }

  private func covariances(of row: [Double], into result: UnsafeMutableBufferPointer<Double>) {
    row.withUnsafeBufferPointer { row in
      rows.withUnsafeBufferPointer { rows in
        guard let row = row.baseAddress, let rows = rows.baseAddress, let result = result.baseAddress else {
          return
        }
        kernel.covariances(of: row, with: rows, stride: width, count: count, values, into: result)
      }
    }
  }

  private func product(_ one: UnsafeMutableBufferPointer<Double>, _ other: [Double]) -> Double {
    other.withUnsafeBufferPointer { other in
      guard let one = one.baseAddress, let other = other.baseAddress else { return 0 }
      return dot(one, other, count)
    }
  }
}

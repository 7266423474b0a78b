/// The Cholesky factor of a covariance matrix, to which rows are added one by one.
///
/// Unsafe pointers, because this is where a search with a surrogate spends its time.
struct TriangularFactor: Sendable {
  /// How many rows it has.
  private(set) var count = 0
  /// The distance of rows in `elements`.
  private let capacity: Int
  private var elements: [Double]

  /// Makes room for some rows.
  init(capacity: Int) {
    self.capacity = capacity
    elements = [Double](repeating: 0, count: capacity * capacity)
  }

  /// The logarithm of the root of the determinant.
  func logRootDeterminant(_ logarithm: (Double) -> Double) -> Double {
    (0..<count).reduce(0) { $0 + logarithm(elements[$1 * capacity + $1]) }
  }

  /// Adds a row of the matrix: its elements left of the diagonal, and the one on it.
  mutating func append(_ row: UnsafePointer<Double>, diagonal: Double) {
    let (count, capacity) = (count, capacity)
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let factor = buffer.baseAddress else { return }
      let own = factor + count * capacity
      own.update(from: row, count: count)
      Self.solve(factor, capacity, own, count: count)
      own[count] = max(diagonal - dot(own, own, count), 1e-10).squareRoot()
    }
    self.count += 1
  }

  /// Puts the solution of `L x = vector` into its place.
  func solveLower(_ vector: UnsafeMutablePointer<Double>) {
    elements.withUnsafeBufferPointer { buffer in
      guard let factor = buffer.baseAddress else { return }
      Self.solve(factor, capacity, vector, count: count)
    }
  }

  /// Puts the solution of `Lᵀ x = vector` into its place.
  func solveUpper(_ vector: UnsafeMutablePointer<Double>) {
    elements.withUnsafeBufferPointer { buffer in
      guard let factor = buffer.baseAddress else { return }
      for row in stride(from: count - 1, through: 0, by: -1) {
        let own = factor + row * capacity
        let value = vector[row] / own[row]
        vector[row] = value
        for column in 0..<row { vector[column] -= value * own[column] }
      }
    }
  }

  /// The columns of the inverse of the factor, each in a row of a square matrix: element `[j * count + i]` is that of row i
  /// and column j.
  func inverseColumns() -> [Double] {
    var inverse = [Double](repeating: 0, count: count * count)
    elements.withUnsafeBufferPointer { buffer in
      inverse.withUnsafeMutableBufferPointer { result in
        guard let factor = buffer.baseAddress, let columns = result.baseAddress else { return }
        for column in 0..<count {
          let own = columns + column * count
          own[column] = 1 / factor[column * capacity + column]
          var row = column + 1
          while row < count {
            let left = factor + row * capacity
            own[row] = -dot(left + column, own + column, row - column) / left[row]
            row += 1
          }
        }
      }
    }
    return inverse
  }

  private static func solve(
    _ factor: UnsafePointer<Double>, _ capacity: Int, _ vector: UnsafeMutablePointer<Double>, count: Int
  ) {
    for row in 0..<count {
      let own = factor + row * capacity
      vector[row] = (vector[row] - dot(own, vector, row)) / own[row]
    }
  }
}

/// The sum of products. Additions are in a fixed order of eight lanes, so that it is the same on every machine.
func dot(_ one: UnsafePointer<Double>, _ other: UnsafePointer<Double>, _ count: Int) -> Double {
  var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
  var index = 0
  while index + 8 <= count {
    let (left, right) = (UnsafeRawPointer(one + index), UnsafeRawPointer(other + index))
    even += left.loadUnaligned(as: SIMD4<Double>.self) * right.loadUnaligned(as: SIMD4<Double>.self)
    odd +=
      left.loadUnaligned(fromByteOffset: 32, as: SIMD4<Double>.self)
      * right.loadUnaligned(fromByteOffset: 32, as: SIMD4<Double>.self)
    index += 8
  }
  var sum = (even + odd).sum()
  while index < count {
    sum += one[index] * other[index]
    index += 1
  }
  return sum
}

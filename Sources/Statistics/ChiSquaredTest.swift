/// Pearson's chi-squared test, without a correction for continuity.
public struct ChiSquaredTest: Sendable, Equatable {
  /// The sum of (observed - expected)² / expected.
  public let statistic: Double
  public let degreesOfFreedom: Int
  /// The chance of a statistic this large if there is no difference; 1 without degrees of freedom.
  public let pValue: Double
  /// How strong the association in a table is, from 0 to 1, whatever the number of items.
  ///
  /// Cramér, *Mathematical Methods of Statistics*, 1946. 0 for a test of goodness of fit without observations.
  public let cramersV: Double

  private init(statistic: Double, degreesOfFreedom: Int, total: Double, smallerSide: Int) {
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    pValue =
      degreesOfFreedom > 0
      ? IncompleteGamma.upper(shape: Double(degreesOfFreedom) / 2, statistic / 2) : 1
    let most = total * Double(smallerSide)
    cramersV = most > 0 ? (statistic / most).squareRoot() : 0
  }

  /// Tests whether the rows of a table have the same proportions. Rows and columns without items are left out.
  ///
  /// - Parameter rows: counts, as many in each row.
  public init(contingency rows: [[Int]]) {
    let rows = rows.filter { row in row.contains { $0 > 0 } }
    let width = rows.first?.count ?? 0
    var columnSums = [Double](repeating: 0, count: width)
    for row in rows { for column in 0..<width { columnSums[column] += Double(row[column]) } }
    let total = columnSums.reduce(0, +)
    var statistic = 0.0
    for row in rows {
      let share = Double(row.reduce(0, +)) / total
      for column in 0..<width where columnSums[column] > 0 {
        let expected = share * columnSums[column]
        let difference = Double(row[column]) - expected
        statistic += difference * difference / expected
      }
    }
    let height = max(rows.count, 1)
    let columns = max(columnSums.count { $0 > 0 }, 1)
    self.init(
      statistic: statistic, degreesOfFreedom: (height - 1) * (columns - 1), total: total,
      smallerSide: min(height, columns) - 1)
  }

  /// Tests whether counts are what was expected.
  ///
  /// - Parameters:
  ///   - observed: counts.
  ///   - expected: as many numbers above 0, with the same sum.
  public init(observed: [Int], expected: [Double]) {
    precondition(observed.count == expected.count, "as many expected as observed counts")
    let statistic = zip(observed, expected).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - pair.1
      return sum + difference * difference / pair.1
    }
    self.init(
      statistic: statistic, degreesOfFreedom: max(observed.count - 1, 0),
      total: Double(observed.reduce(0, +)), smallerSide: max(observed.count - 1, 0))
  }
}

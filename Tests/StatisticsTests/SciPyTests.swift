import Foundation
import PlainJSON
import Testing

@testable import Statistics

/// Statistics beside those of SciPy, which `Scripts/test` makes ready in `.build/sklearn`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SciPyTests {
  @Test func `statistics are those of SciPy`() async throws {
    let cases = try SciPy.run("scipy_statistics.py")
    #expect(cases.count > 500)
    var kinds: Set<String> = []
    for line in cases {
      let kind = try #require(line["kind"]?.stringValue)
      let input = try #require(line["input"]?.arrayValue)
      let expected = try #require(line["expected"]?.arrayValue).compactMap(\.doubleValue)
      let values = Self.statistics(kind, input)
      kinds.insert(kind)
      #expect(values.count == expected.count, "\(kind)")
      for (value, wanted) in zip(values, expected) {
        // Small chances and large statistics to as many digits as those near 1.
        #expect(
          (value - wanted).magnitude <= 1e-9 * wanted.magnitude + 1e-300,
          "\(kind) \(line["input"]?.text.prefix(200) ?? "")")
      }
      await Task.yield()
    }
    #expect(kinds.count == 8)
  }

  private static func statistics(_ kind: String, _ input: [JSON]) -> [Double] {
    let numbers = { (value: JSON) in (value.arrayValue ?? []).compactMap(\.doubleValue) }
    let counts = { (value: JSON) in (value.arrayValue ?? []).compactMap(\.intValue) }
    let plain = input.compactMap(\.doubleValue)
    switch kind {
    case "gamma": return [IncompleteGamma.upper(shape: plain[0], plain[1])]
    case "contingency":
      let test = ChiSquaredTest(contingency: input.map(counts))
      return [test.statistic, test.pValue, Double(test.degreesOfFreedom), test.cramersV]
    case "fit":
      let test = ChiSquaredTest(observed: counts(input[0]), expected: numbers(input[1]))
      return [test.statistic, test.pValue]
    case "jensen_shannon":
      let (first, second) = (numbers(input[0]), numbers(input[1]))
      return [
        Proportions.jensenShannonDistance(first, second),
        Proportions.jensenShannonDistance(first, second, base: M_E),
      ]
    case "kolmogorov_smirnov":
      let test = KolmogorovSmirnovTest(numbers(input[0]), numbers(input[1]))
      return [test.statistic, test.pValue]
    case "uniform":
      let first = (0..<Int(plain[0])).map { Double($0) / plain[0] }
      let second = (0..<Int(plain[1])).map { Double($0) / plain[1] + plain[2] }
      let test = KolmogorovSmirnovTest(first, second)
      return [test.statistic, test.pValue]
    case "kolmogorov": return [KolmogorovDistribution.survival(of: Int(plain[0]), plain[1])]
    case "ranks":
      let (first, second) = (numbers(input[0]), numbers(input[1]))
      let tau = KendallTau(first, second)
      return [RankCorrelation.spearman(first, second), tau.coefficient, tau.pValue]
    default: return []
    }
  }
}

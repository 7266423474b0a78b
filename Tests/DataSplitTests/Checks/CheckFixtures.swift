import DataSplit
import Randomness

/// Data for checks.
enum CheckFixtures {
  /// Labels of classes `c0`, `c1`... drawn with weights.
  static func labels(_ count: Int, weights: [Double], seed: UInt64 = 1) -> [UInt32] {
    var generator = SeededGenerator(seed: seed)
    let sum = weights.reduce(0, +)
    return (0..<count).map { _ in
      var left = generator.unit() * sum
      for (index, weight) in weights.enumerated() {
        left -= weight
        if left < 0 { return UInt32(index) }
      }
      return UInt32(weights.count - 1)
    }
  }

  static func table(_ codes: [UInt32], classes: Int, prefix: String = "c") -> ItemTable {
    var table = ItemTable(count: codes.count)
    table.label = .classes(Categories(names: (0..<classes).map { "\(prefix)\($0)" }, codes: codes))
    return table
  }

  static func table(numbers: [Double]) -> ItemTable {
    var table = ItemTable(count: numbers.count)
    table.label = .numbers(numbers)
    return table
  }

  /// Every tenth item is held out.
  static func split(_ count: Int) -> DataSplit {
    let all = (0..<UInt32(count))
    return DataSplit(train: all.filter { $0 % 10 != 9 }, validation: all.filter { $0 % 10 == 9 })
  }

  static func numbers(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.unit() }
  }
}

extension DataReport {
  /// The one check of a kind.
  func check(_ kind: DataCheck.Kind, _ subject: String? = nil) -> DataCheck? {
    let found = checks.filter { $0.kind == kind && (subject == nil || $0.subject == subject) }
    return found.count == 1 ? found.first : nil
  }
}

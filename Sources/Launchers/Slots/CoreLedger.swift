/// Which trial has which CPU cores.
struct CoreLedger: Sendable {
  private let numbers: [Int]
  private let limit: Int
  private var held: [Int: [Int]] = [:]

  init(machine: MachineBudget) {
    numbers = machine.cores.sorted()
    limit = min(machine.coreLimit, numbers.count)
  }

  /// How many may be given away at most.
  var total: Int { limit }

  /// How many trials hold, which trials of an earlier controller can make more than there are.
  var taken: Int { held.values.reduce(0) { $0 + $1.count } }

  /// How many may still be given.
  var free: Int { max(0, min(freeNumbers.count, limit - taken)) }

  /// The trials that hold some.
  var holders: [Int] { held.filter { !$0.value.isEmpty }.keys.sorted() }

  /// Cores for a trial, or nil where they are too few.
  ///
  /// Neighbouring numbers mostly share a cache and a memory, so a row is looked for: the shortest one that is long
  /// enough, which leaves the long ones whole. Where there is none, the longest rows are put together.
  func choose(_ count: Int) -> [Int]? {
    guard count > 0 else { return [] }
    guard count <= free else { return nil }
    let rows = Self.rows(of: freeNumbers)
    if let row = rows.filter({ $0.count >= count }).min(by: { ($0.count, $0[0]) < ($1.count, $1[0]) }) {
      return Array(row.prefix(count))
    }
    let longestFirst = rows.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
    return longestFirst.joined().prefix(count).sorted()
  }

  mutating func take(_ cores: [Int], for trial: Int) { held[trial] = cores }

  mutating func free(_ trial: Int) { held[trial] = nil }

  private var freeNumbers: [Int] {
    let taken = Set(held.values.joined())
    return numbers.filter { !taken.contains($0) }
  }

  /// Numbers in order, cut where one is missing.
  private static func rows(of numbers: [Int]) -> [[Int]] {
    numbers.reduce(into: []) { rows, number in
      if let last = rows.last?.last, last + 1 == number {
        rows[rows.count - 1].append(number)
      } else {
        rows.append([number])
      }
    }
  }
}

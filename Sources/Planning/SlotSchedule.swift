/// Trials on slots: as one ends the next begins, as a search does it, and a job that reaches its limit begins again.
struct SlotSchedule {
  /// When each slot is free, in hours; a heap, the earliest first.
  private var free: [Double]
  private let limit: Double
  /// When the last trial ends.
  private(set) var end = 0.0
  /// Hours in which slots were taken, with what was lost.
  private(set) var taken = 0.0
  /// Hours of trials that the end of a job cut, which begin again in the next.
  private(set) var lost = 0.0

  /// Makes free slots.
  ///
  /// - Parameter limit: hours of a job; nil for no end.
  init(slots: Int, limit: Double?) {
    free = Array(repeating: 0, count: slots)
    self.limit = limit ?? .infinity
  }

  /// Puts a trial into the slot that is free first.
  mutating func add(_ hours: Double) {
    let start = free[0]
    var stop = start + hours
    if limit.isFinite {
      let boundary = ((start / limit).rounded(.down) + 1) * limit
      // A trial that ends with its job, but for the rounding of sums, is not cut. One that no job can hold is not either:
      // it would never end.
      if stop > boundary * (1 + 1e-9), hours < limit {
        lost += boundary - start
        stop = boundary + hours
      }
    }
    taken += stop - start
    end = max(end, stop)
    replaceFirst(with: stop)
  }

  /// Ends of jobs before the last trial has ended.
  var crossings: Int { limit.isFinite ? Self.crossings(of: end, limit: limit) : 0 }

  static func crossings(of hours: Double, limit: Double) -> Int {
    max(0, Int((hours / limit * (1 - 1e-9)).rounded(.up)) - 1)
  }

  private mutating func replaceFirst(with value: Double) {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < free.count else { break }
      if child + 1 < free.count, free[child + 1] < free[child] { child += 1 }
      guard free[child] < value else { break }
      free[place] = free[child]
      place = child
    }
    free[place] = value
  }
}

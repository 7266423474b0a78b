/// Who measures on what is reserved: one at a time on each device, the others in the order in which they came.
struct MeasureQueue: Sendable {
  private struct Lane {
    var holder: Int
    var waiting: [Int] = []
  }

  private var lanes: [MeasureReservation: Lane] = [:]

  /// Whether a trial may begin now; else it waits. Without a reservation it may.
  mutating func enter(_ trial: Int, _ reservation: MeasureReservation?) -> Bool {
    guard let reservation else { return true }
    guard let holder = lanes[reservation]?.holder else {
      lanes[reservation] = Lane(holder: trial)
      return true
    }
    if holder == trial { return true }
    if lanes[reservation]?.waiting.contains(trial) == false { lanes[reservation]?.waiting.append(trial) }
    return false
  }

  /// A trial is done, or has given up.
  ///
  /// - Returns: who may begin now.
  mutating func leave(_ trial: Int) -> Int? {
    for (reservation, var lane) in lanes {
      lane.waiting.removeAll { $0 == trial }
      var next: Int?
      if lane.holder == trial {
        next = lane.waiting.isEmpty ? nil : lane.waiting.removeFirst()
        guard let next else {
          lanes[reservation] = nil
          continue
        }
        lane.holder = next
      }
      lanes[reservation] = lane
      if let next { return next }
    }
    return nil
  }

  /// Who measures on what a trial waits for; nil where it does not wait.
  func holder(before trial: Int) -> Int? { lanes.values.first { $0.waiting.contains(trial) }?.holder }

  /// Those that wait.
  var waiting: [Int] { lanes.values.flatMap(\.waiting).sorted() }
}

/// How near two devices are to each other, the nearest first.
public enum DeviceProximity: Int, Sendable, Comparable {
  /// Parts of one GPU, or GPUs on one board.
  case board
  /// Joined by NVLink or the like.
  case link
  /// Behind one switch or bridge of the bus.
  case bridge
  /// At one processor.
  case processor
  case machine

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

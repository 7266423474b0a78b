/// Amounts of memory as people give them in a script.
public enum GivenBytes {
  private static let units = [
    ("TB", 1_000_000_000_000), ("TiB", 1 << 40), ("GB", 1_000_000_000), ("GiB", 1 << 30), ("MB", 1_000_000),
    ("MiB", 1 << 20),
  ]

  /// Writes bytes so that they read as they were given where they are round: `12GB`, `1.5GB`, `500MiB`; else about.
  public static func text(_ bytes: Int) -> String {
    for (unit, size) in units where bytes >= size {
      if bytes % size == 0 { return "\(bytes / size)\(unit)" }
      if bytes * 10 % size == 0, bytes < size * 1000 { return "\(bytes / size).\(bytes * 10 / size % 10)\(unit)" }
    }
    return bytes < 1 << 20 ? "\(bytes) bytes" : SlotWords.bytes(bytes)
  }
}

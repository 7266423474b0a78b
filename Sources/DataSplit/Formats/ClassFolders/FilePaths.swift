/// Paths of many files, one after another in one buffer: 8 bytes and the path for each.
struct FilePaths: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// How many there are.
  var count: Int { ends.count }

  /// Adds a path.
  mutating func append(_ path: [UInt8]) {
    bytes += path
    ends.append(bytes.count)
  }

  /// The path of a number.
  subscript(_ index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
}

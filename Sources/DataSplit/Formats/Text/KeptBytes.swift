/// Bytes that stay where they are until all are given up: values that do not stand in their file as they read, because a
/// quote in them is doubled or a character escaped.
final class KeptBytes {
  private var blocks: [UnsafeMutableRawBufferPointer] = []
  /// What of the last block is in use.
  private var used = 0

  private static let blockSize = 4096

  deinit { for block in blocks { block.deallocate() } }

  /// Gives up all bytes; no pointer to them is good any more.
  func removeAll() {
    used = 0
    guard let first = blocks.first, blocks.count > 1 || first.count > Self.blockSize else { return }
    for block in blocks { block.deallocate() }
    blocks = []
  }

  /// Keeps bytes.
  ///
  /// - Parameters:
  ///   - most: how many there may be.
  ///   - fill: writes them and says how many there are.
  func keep(_ most: Int, fill: (UnsafeMutableRawBufferPointer) -> Int) -> UnsafeRawBufferPointer {
    if blocks.isEmpty || blocks[blocks.count - 1].count - used < most {
      blocks.append(.allocate(byteCount: max(most, Self.blockSize), alignment: 16))
      used = 0
    }
    let space = UnsafeMutableRawBufferPointer(rebasing: blocks[blocks.count - 1][used..<used + most])
    let count = fill(space)
    used += count
    return UnsafeRawBufferPointer(rebasing: space[..<count])
  }
}

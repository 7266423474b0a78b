import Glibc

/// Writes rows of a file in any order, with little memory: the file is read once from its beginning, each row goes to the
/// bucket in which its place in the output lies, and then each bucket is put in order in memory.
///
/// Buckets lie in the output itself, each where its rows will stand in the end, so that no space is needed besides. Rows are
/// found by their lengths alone. A packed output has its buckets in a file without a name beside it.
struct RowScatter: Sendable {
  private let map: RowMap
  private let file: String
  private let items: [UInt32]
  /// How many rows a bucket has, as a power of two.
  private let shift: Int
  /// Where each bucket begins in the output, without its head; and where the last ends.
  private let starts: [Int]
  /// For each item of the file its place in the output, or ``absent``.
  private let places: [UInt32]

  private static let absent = UInt32.max
  /// Bytes of a bucket, about: the cache holds it.
  private static let bucketSize = 4 << 20
  /// Of a large output each bucket is larger, so that their buffers fit into memory.
  private static let mostBuckets = 512
  private static let bufferSize = 1 << 16
  /// Each has two buckets in memory.
  private static let mostWorkers = 4

  /// Plans an output.
  ///
  /// - Parameter items: the numbers of its items in their order, each at most once.
  /// - Throws: ``DataError`` for a number that no item has, or that stands there twice.
  init(_ map: RowMap, of file: String, items: [UInt32]) throws {
    self.map = map
    self.file = file
    self.items = items
    var places = [UInt32](repeating: Self.absent, count: map.lengths.count)
    var size = 0
    for (place, item) in items.enumerated() {
      guard item < places.count, places[Int(item)] == Self.absent else {
        let fault =
          item < places.count ? "is to be written twice" : "is to be written, but there are \(places.count)"
        throw DataError(file: file, problem: "item \(item) \(fault)")
      }
      places[Int(item)] = UInt32(truncatingIfNeeded: place)
      size += Self.length(Int(item), map)
    }
    self.places = places
    let buckets = min(Self.mostBuckets, size / Self.bucketSize + 1)
    var shift = 0
    while (items.count >> shift) >= buckets * 2 { shift += 1 }
    var sizes = [Int](repeating: 0, count: (max(items.count, 1) - 1) >> shift + 1)
    for (item, place) in places.enumerated() where place != Self.absent {
      sizes[Int(place) >> shift] += Self.length(item, map)
    }
    var start = 0
    starts =
      sizes.map { size in
        defer { start += size }
        return start
      } + [size]
    self.shift = shift
  }

  /// The last item of a file may lack the end of its line, which it gets.
  @inline(__always)
  private static func length(_ item: Int, _ map: RowMap) -> Int {
    let length = Int(map.lengths[item])
    return map.lacksLastLineEnd && item == map.lengths.count - 1 ? length + map.lineEnd.count : length
  }

  /// Writes the output.
  ///
  /// - Throws: ``DataError`` where the file changed since it was looked through, or the output cannot be written.
  func write(to path: String) throws {
    let size = starts[starts.count - 1]
    if map.isGzipped {
      let scratch = try OutputFile(unnamedBeside: path)
      try scratch.reserve(size)
      let packed = try ShardWriter(path, packing: .gzip)
      try packed.append(map.head)
      let arrivals = try scatter(into: scratch, at: 0)
      let buckets = stride(from: 0, to: starts.count - 1, by: 1)
      try order(arrivals, from: scratch, at: 0, buckets: buckets) { bytes, _ in try packed.append(bytes) }
      try packed.finish()
    } else {
      let output = try OutputFile(path)
      try output.reserve(map.head.count + size)
      try map.head.withUnsafeBytes { try output.write($0, at: 0) }
      let arrivals = try scatter(into: output, at: map.head.count)
      try order(arrivals, in: output, at: map.head.count)
      try output.finish()
    }
  }

  /// Brings every row into its bucket.
  ///
  /// - Returns: the items in the order in which they came to lie, bucket by bucket.
  private func scatter(into output: OutputFile, at base: Int) throws -> [UInt32] {
    let reader = try ByteReader(file)
    guard reader.stamp == map.stamp else { throw changed }
    var pieces = PieceReader(reader)
    var arrivals = [UInt32](repeating: 0, count: items.count)
    var ends = (0..<starts.count - 1).map { $0 << shift }
    var buffers = BucketBuffers(count: starts.count - 1, size: Self.bufferSize, starts: starts.map { $0 + base })
    var gap = 0
    try skip(map.beginning, &pieces)
    for item in places.indices {
      if gap < map.gaps.count, map.gaps[gap].item == item {
        try skip(map.gaps[gap].bytes, &pieces)
        gap += 1
      }
      let length = Int(map.lengths[item])
      while pieces.end - pieces.position < length {
        guard !pieces.isAtEnd, try pieces.more() else { throw changed }
      }
      let place = places[item]
      if place != Self.absent {
        let bucket = Int(place) >> shift
        arrivals[ends[bucket]] = UInt32(truncatingIfNeeded: item)
        ends[bucket] += 1
        let row = UnsafeRawBufferPointer(rebasing: pieces.bytes[pieces.position..<pieces.position + length])
        try buffers.append(row, to: bucket, output)
        if length < Self.length(item, map) {
          try map.lineEnd.withUnsafeBytes { try buffers.append($0, to: bucket, output) }
        }
      }
      pieces.position += length
    }
    try buffers.flush(output)
    return arrivals
  }

  private func skip(_ count: Int, _ pieces: inout PieceReader) throws {
    var left = count
    while true {
      let step = min(left, pieces.end - pieces.position)
      pieces.position += step
      left -= step
      if left == 0 { return }
      guard !pieces.isAtEnd, try pieces.more() else { throw changed }
    }
  }

  /// Puts the rows of each bucket in order, several buckets at a time where they go to different places.
  private func order(_ arrivals: [UInt32], in output: OutputFile, at base: Int) throws {
    let workers = min(Self.mostWorkers, sysconf(Int32(_SC_NPROCESSORS_ONLN)), starts.count - 1)
    let work = { @Sendable (first: Int) in
      try order(arrivals, from: output, at: base, buckets: stride(from: first, to: starts.count - 1, by: workers))
      {
        try output.write($0, at: $1)
      }
    }
    let others = (1..<max(workers, 1)).map { first in Later { try work(first) } }
    let own = Result { try work(0) }
    let results = others.map { other in Result { try other.wait() } }
    for result in [own] + results { try result.get() }
  }

  /// Puts the rows of some buckets in order, one bucket after the other.
  private func order(
    _ arrivals: [UInt32], from output: OutputFile, at base: Int, buckets: StrideTo<Int>,
    write: (UnsafeRawBufferPointer, Int) throws -> Void
  ) throws {
    let largest = zip(starts, starts.dropFirst()).map { $1 - $0 }.max() ?? 0
    let (before, after) = (
      UnsafeMutableRawBufferPointer.allocate(byteCount: largest, alignment: 64),
      UnsafeMutableRawBufferPointer.allocate(byteCount: largest, alignment: 64)
    )
    defer {
      before.deallocate()
      after.deallocate()
    }
    var rows = [(start: Int, length: Int)](repeating: (0, 0), count: min(items.count, 1 << shift))
    for bucket in buckets {
      let size = starts[bucket + 1] - starts[bucket]
      guard size > 0, let from = before.baseAddress, let to = after.baseAddress else { continue }
      try output.read(into: UnsafeMutableRawBufferPointer(rebasing: before[..<size]), at: base + starts[bucket])
      let first = bucket << shift
      let last = min(items.count, first + 1 << shift)
      var start = 0
      for item in arrivals[first..<last] {
        let length = Self.length(Int(item), map)
        rows[Int(places[Int(item)]) - first] = (start, length)
        start += length
      }
      var end = 0
      for (start, length) in rows[..<(last - first)] {
        memcpy(to + end, from + start, length)
        end += length
      }
      try write(UnsafeRawBufferPointer(rebasing: after[..<size]), base + starts[bucket])
    }
  }

  private var changed: DataError {
    DataError(file: file, problem: "it was changed while it was split, so nothing was written; split it again")
  }
}

/// A buffer for each bucket, so that rows are written many at a time.
private struct BucketBuffers: ~Copyable {
  private let bytes: UnsafeMutableRawBufferPointer
  private let size: Int
  private var filled: [Int]
  /// Where the next bytes of each bucket go.
  private var positions: [Int]

  init(count: Int, size: Int, starts: [Int]) {
    bytes = .allocate(byteCount: count * size, alignment: 64)
    self.size = size
    filled = Array(repeating: 0, count: count)
    positions = starts
  }

  deinit { bytes.deallocate() }

  @inline(__always)
  mutating func append(_ row: UnsafeRawBufferPointer, to bucket: Int, _ output: OutputFile) throws {
    if row.count > size - filled[bucket] {
      try flush(bucket, output)
      if row.count > size {
        try output.write(row, at: positions[bucket])
        positions[bucket] += row.count
        return
      }
    }
    guard let base = bytes.baseAddress, let from = row.baseAddress else { return }
    memcpy(base + bucket * size + filled[bucket], from, row.count)
    filled[bucket] += row.count
  }

  private mutating func flush(_ bucket: Int, _ output: OutputFile) throws {
    let start = bucket * size
    try output.write(
      UnsafeRawBufferPointer(rebasing: bytes[start..<start + filled[bucket]]), at: positions[bucket])
    positions[bucket] += filled[bucket]
    filled[bucket] = 0
  }

  mutating func flush(_ output: OutputFile) throws {
    for bucket in filled.indices where filled[bucket] > 0 { try flush(bucket, output) }
  }
}

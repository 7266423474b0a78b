import CChecksums
import DataSplit
import Randomness
import Testing

/// Files with bytes changed at random: every one is read or told to be wrong, and none ends the program.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DamagedFilesTests {
  /// Reads many damaged copies of a file; how many were told to be wrong.
  private func read(
    _ bytes: [UInt8], as name: String, in folder: FormatFolder, times: Int = 200, end: Int? = nil,
    mend: ([UInt8]) -> [UInt8] = { $0 }, _ scan: (String) throws -> Void
  ) async throws -> Int {
    var generator = SeededGenerator(seed: 11)
    var wrong = 0
    for _ in 0..<times {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<min(end ?? damaged.count, damaged.count), using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: damaged[place] = [0, 0x7F, 0x80, 0xFF][Int.random(in: 0..<4, using: &generator)]
        case 2: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        default: damaged.removeSubrange(place..<min(damaged.count, place + 3))
        }
      }
      try folder.write(mend(damaged), to: name)
      do { try scan(folder.at(name)) } catch {
        #expect(error is DataError, "\(error)")
        wrong += 1
      }
      await Task.yield()
    }
    return wrong
  }

  @Test func `damaged examples in whole records`() async throws {
    let folder = try FormatFolder()
    _ = try folder.python("tfrecords.py", "write", folder.path)
    let first = Array(try folder.bytes("sequences.tfrecord").prefix(55)[12..<51])
    let columns = ItemColumns(label: "label", group: "label", time: "label", identity: "label")
    func masked(_ bytes: [UInt8]) -> [UInt8] {
      let crc = lunas_crc32c(0, bytes, bytes.count)
      let mask = (crc >> 15 | crc << 17) &+ 0xA282_EAD8
      return (0..<4).map { UInt8(truncatingIfNeeded: mask >> (8 * $0)) }
    }
    let wrong = try await read(first, as: "x.tfrecord", in: folder, times: 300) { data in
      let length = (0..<8).map { UInt8(truncatingIfNeeded: data.count >> (8 * $0)) }
      return length + masked(length) + data + masked(data)
    } _: {
      _ = try TFRecordSource([$0]).scan(columns)
    }
    #expect(wrong > 60)
  }

  @Test func `damaged archives`() async throws {
    let folder = try FormatFolder()
    _ = try folder.python("shards.py", "write", folder.path)
    let columns = ItemColumns(label: "json.a.label", group: "cls", readsContents: true)
    for (name, end) in [("train-0.tar", 8000), ("train-2.tar", 8000), ("train-1.tar.gz", 3000)] {
      // The first samples are enough, and nothing ends them.
      let bytes = Array(try folder.bytes(name).prefix(20_000))
      let wrong = try await read(bytes, as: "x.tar", in: folder, end: end) {
        _ = try WebDatasetSource([$0]).scan(columns)
      }
      #expect(wrong > 60, "\(name)")
    }
  }

  @Test func `damaged arrays`() async throws {
    let folder = try FormatFolder()
    _ = try folder.python("arrays.py", "write", folder.path)
    for name in ["whole-li4.npy", "text.npy", "multi.npy"] {
      let wrong = try await read(try folder.bytes(name), as: "x.npy", in: folder, end: 140) {
        _ = try NumPySource($0).scan(ItemColumns())
      }
      #expect(wrong > 60, "\(name)")
    }
    for name in ["plain.npz", "packed.npz"] {
      let wrong = try await read(try folder.bytes(name), as: "x.npz", in: folder, times: 300) {
        _ = try NumPySource($0).scan(ItemColumns(label: "labels"))
      }
      #expect(wrong > 30, "\(name)")
    }
  }
}

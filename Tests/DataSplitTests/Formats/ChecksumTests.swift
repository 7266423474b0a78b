import CChecksums
import Randomness
import Testing

@testable import DataSplit

@Suite struct ChecksumTests {
  @Test func `CRC-32C is that of RFC 3720, by the instruction and by tables`() {
    let vectors: [([UInt8], UInt32)] = [
      (Array("123456789".utf8), 0xE306_9283), ([], 0), (Array(repeating: 0, count: 32), 0x8A91_36AA),
      (Array(repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
      (Array((0..<32).reversed()), 0x113F_DB5C),
    ]
    for (bytes, expected) in vectors {
      #expect(lunas_crc32c(0, bytes, bytes.count) == expected)
      #expect(lunas_crc32c_by_tables(0, bytes, bytes.count) == expected)
    }
  }

  @Test func `checksums and hashes of pieces are those of the whole`() {
    var generator = SeededGenerator(seed: 7)
    let bytes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for _ in 0..<200 {
      let start = Int.random(in: 0..<500, using: &generator)
      let end = Int.random(in: start...1000, using: &generator)
      let cut = Int.random(in: start...end, using: &generator)
      let (first, second, both) = (Array(bytes[start..<cut]), Array(bytes[cut..<end]), Array(bytes[start..<end]))
      let whole = lunas_crc32c_by_tables(0, both, both.count)
      #expect(lunas_crc32c(lunas_crc32c(0, first, first.count), second, second.count) == whole)
      var hash = ItemHash()
      hash.add(first)
      hash.add(second)
      #expect(hash.finish() == both.withUnsafeBytes { ItemHash.of($0) })
    }
  }

  @Test func `hashes are those of XXH64`() {
    // Published values, of the reference program xxhsum.
    #expect(ItemHash.of("") == 0xEF46_DB37_51D8_E999)
    #expect(ItemHash.of("a") == 0xD24E_C4F1_A98C_6E5B)
    #expect(ItemHash.of("abc") == 0x44BC_2CF5_AD77_0999)
    #expect(ItemHash.of("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
  }

  @Test func `SHA-256 is that of FIPS 180-4`() {
    let vectors = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ]
    for (text, expected) in vectors {
      var hash = SHA256()
      Array(text.utf8).withUnsafeBytes { hash.update($0) }
      #expect(hash.finish() == expected)
    }
  }

  @Test func `SHA-256 is the same with and without the processor's own instructions, and in pieces`() {
    var generator = SeededGenerator(seed: 8)
    let bytes = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for blocks in 0...64 {
      var (one, other) = (
        [UInt32](repeating: UInt32(blocks), count: 8), [UInt32](repeating: UInt32(blocks), count: 8)
      )
      lunas_sha256(&one, bytes, blocks)
      lunas_sha256_by_words(&other, bytes, blocks)
      #expect(one == other)
    }
    for _ in 0..<100 {
      let cut = Int.random(in: 0...300, using: &generator)
      let (first, rest) = (Array(bytes[..<cut]), Array(bytes[cut..<300]))
      var (whole, pieces) = (SHA256(), SHA256())
      bytes[..<300].withUnsafeBytes { whole.update($0) }
      first.withUnsafeBytes { pieces.update($0) }
      rest.withUnsafeBytes { pieces.update($0) }
      #expect(whole.finish() == pieces.finish())
    }
  }
}

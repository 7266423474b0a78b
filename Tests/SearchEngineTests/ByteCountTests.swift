import SearchEngine
import Testing

@Suite struct ByteCountTests {
  @Test(arguments: [
    ("12GB", 12_000_000_000), ("1.5 GiB", 1_610_612_736), ("500000", 500_000), ("64 mb", 64_000_000), ("3b", 3),
  ])
  func `amounts are read as people write them`(text: String, bytes: Int) {
    #expect(ByteCount.bytes(text) == bytes)
  }

  @Test(arguments: ["", "GB", "12 giga", "-3GB", "1.2.3MB", "1e400", "12GBs"])
  func `what is no amount is none`(text: String) { #expect(ByteCount.bytes(text) == nil) }

  @Test(arguments: [
    (812, "812 bytes"), (4_235_264, "4.24 MB"), (12_000_000_000, "12 GB"), (999_999, "1 MB"), (64_300, "64.3 kB"),
  ])
  func `amounts are written with three digits`(bytes: Int, text: String) { #expect(ByteCount.text(bytes) == text) }
}

import PlainJSON
import Testing

@testable import DataSplit

@Suite struct CheckThresholdsTests {
  @Test func `every threshold can be set by its name, and is told by it`() throws {
    var thresholds = CheckThresholds()
    for name in CheckThresholds.names {
      let isShare = ["significance", "baseline_accuracy"].contains(name)
      let isSmallBad = ["class_items", "items"].contains(name)
      try thresholds.set("\(name)=\(isShare ? "0.25" : isSmallBad ? "0.75:0.25" : "0.25:0.75")")
      let told = thresholds.json[name]
      #expect((isShare || isSmallBad ? told?["bad"] ?? told : told?["watch"]) == 0.25, "\(name)")
    }
    #expect(thresholds.json.objectValue?.count == CheckThresholds.names.count)
  }

  @Test func `a verdict turns where it is set`() throws {
    let items = CheckFixtures.table(CheckFixtures.labels(5000, weights: [1, 1]), classes: 2)
    let data = CheckedData(items: items, split: CheckFixtures.split(5000))
    #expect(DataReport(of: data).check(.size, "all")?.verdict == .watch)
    var thresholds = CheckThresholds()
    try thresholds.set("items=5000:100")
    #expect(DataReport(of: data, thresholds: thresholds).check(.size, "all")?.verdict == .good)
    try thresholds.set("items=50000:5001")
    #expect(DataReport(of: data, thresholds: thresholds).check(.size, "all")?.verdict == .bad)
  }

  @Test(arguments: [
    "drift", "drift=", "drift=1:x", "drift=0.3:0.1", "drift=nan:1", "significance=2", "no=1:2", "",
  ])
  func `what cannot be meant is refused`(text: String) {
    var thresholds = CheckThresholds()
    #expect(throws: ThresholdError.self) { try thresholds.set(text) }
    #expect(thresholds == CheckThresholds())
  }
}

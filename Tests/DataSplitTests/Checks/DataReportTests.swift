import PlainJSON
import Testing

@testable import DataSplit

@Suite struct DataReportTests {
  private var report: DataReport {
    var split = CheckFixtures.split(1000)
    split.subsamples = [25: Array(split.train.prefix(225)), 50: Array(split.train.prefix(450))]
    let items = CheckFixtures.table((0..<1000).map { $0 % 100 == 0 ? 1 : 0 }, classes: 2)
    let real = CheckFixtures.table([0, 0, 1], classes: 2)
    return DataReport(of: CheckedData(items: items, split: split, validation: real))
  }

  @Test func `the text begins with what is bad and ends with what a search will say`() {
    let lines = report.text(showsGood: true).split(separator: "\n", omittingEmptySubsequences: false)
    let verdicts = lines.compactMap { line in
      DataCheck.Verdict.allWords.firstIndex { line.hasPrefix($0 + " ") }
    }
    #expect(verdicts == verdicts.sorted() && Set(verdicts).count == 3)
    #expect(verdicts.count == report.checks.count)
    let text = lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
    #expect(
      text.contains(
        "bad    size (smallest class): the smallest class, c1, has 10 items; 1 class with few: c1 (items of the smallest "
          + "class: 10, bad below 20)"))
    #expect(
      text.contains(
        "This data is too small or too imbalanced to search architectures on: search augmentation only"))
    #expect(lines.allSatisfy { $0.count <= 110 })
  }

  @Test func `what is good is named in a line, unless all is asked for`() {
    let verdicts = report.text.split(separator: "\n").filter { $0.hasPrefix("good ") }
    #expect(verdicts.count == 1 && verdicts.first?.hasPrefix("good   coverage, shuffling") == true)
  }

  @Test func `the JSON holds every check and is JSON for every reader`() throws {
    let json = try JSON(parsing: report.json.text(nonFinite: .string))
    #expect(json == report.json)
    #expect(json["needs_force"] == true && json["verdict"] == "bad")
    #expect(json["checks"]?.arrayValue?.count == report.checks.count)
    let kinds = Set((json["checks"]?.arrayValue ?? []).compactMap { $0["check"]?.stringValue })
    #expect(kinds.contains("coverage") && kinds.contains("likeness"))
    #expect(json["histogram"]?["parts"]?["stage1.train.25"] == [222, 3])
  }

  @Test func `the histogram has all parts, the larger subsample after the smaller`() {
    let parts = report.histogram.parts
    #expect(
      parts.map(\.name) == [
        "stage1.train", "stage1.validation", "stage2.train", "stage2.validation", "stage1.train.25",
        "stage1.train.50",
      ])
    #expect(parts[0].counts == [890, 10] && parts[1].counts == [100, 0] && parts[3].counts == [2, 1])
  }

  @Test func `numbers fall into ranges, the largest into the last`() {
    let numbers = (0...100).map(Double.init) + [.nan]
    let histogram = DataReport(
      of: CheckedData(items: CheckFixtures.table(numbers: numbers), split: CheckFixtures.split(102))
    ).histogram
    #expect(histogram.labels.first == "0 to 5" && histogram.labels.last == "95 to 100")
    #expect(histogram.parts[2].counts == [Int](repeating: 5, count: 19) + [6])
  }

  @Test func `empty data has a report`() {
    let report = DataReport(
      of: CheckedData(items: ItemTable(count: 0), split: DataSplit(train: [], validation: [])))
    #expect(report.needsForce)
    #expect(report.json["checks"]?.arrayValue?.last?["statistic"] == .null)
  }
}

extension DataCheck.Verdict {
  fileprivate static let allWords = ["bad", "watch", "good"]
}

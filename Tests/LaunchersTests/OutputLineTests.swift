import Foundation
import Testing

@testable import Launchers

/// Reports on standard output are told from everything else that is printed there.
@Suite struct OutputLineTests {
  @Test(
    arguments: [
      ("loss=0.2", nil, ["loss": 0.2]),
      ("  step=3 accuracy=0.91 loss=2e-1\r", 3, ["accuracy": 0.91, "loss": 0.2]),
      ("step = 3, loss = -.5; AP@0.5=1", 3, ["loss": -0.5, "AP@0.5": 1]),
      ("step=3.0,phase=train,loss=+1", 3, ["loss": 1]),
      ("loss=inf lr=1e-05 time=3s", nil, ["loss": .infinity, "lr": 1e-05]),
      ("{\"step\": 2, \"loss\": 0.5}", 2, ["loss": 0.5]),
      ("\t{\"loss\": \"0.5\", \"name\": \"x\"} ", nil, ["loss": 0.5]),
    ] as [(String, Int?, [String: Double])])
  func `a line of pairs or an object is a report`(line: String, step: Int?, metrics: [String: Double]) throws {
    let report = try #require(ReportLine(output: Array(line.utf8)))
    #expect(report.step == step)
    #expect(report.metrics == metrics)
  }

  @Test(arguments: [
    "", "   ", "Epoch: 3", "loss: 0.2", "Epoch 3 loss=0.2", "loss=0.2 (best)", "step=3", "a==1", "a=", "=1",
    "a=b=1",
    "{\"step\":1}", "{\"name\":\"x\"}", "{loss=1}", "{", "[0.5]", "0.5", "12:30:45 loss=1", "--lr=0.1", "name=x",
    "address=0x10", "a=1 b", "flag=true", "loss=1_000", "loss=1,5x y", "🚀 loss=1", "export PATH=/bin",
    "RuntimeError: loss=nan",
  ])
  func `every other line is just output`(line: String) { #expect(ReportLine(output: Array(line.utf8)) == nil) }

  @Test func `bytes that are no UTF-8 are just output`() {
    #expect(ReportLine(output: [0xFF, 0x3D, 0x31]) == nil)
    #expect(ReportLine(output: [0x61, 0xFF, 0x3D, 0x31]) == nil)
    #expect(ReportLine(output: [0x61, 0x3D, 0x31, 0xFF]) == nil)
    #expect(ReportLine(output: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]) == nil)
  }

  @Test func `an architecture that cannot be trained may be said on standard output`() throws {
    let report = try #require(ReportLine(output: Array("{\"infeasible\": \"too deep\"}".utf8)))
    #expect(report.infeasible == "too deep" && report.metrics.isEmpty)
  }
}

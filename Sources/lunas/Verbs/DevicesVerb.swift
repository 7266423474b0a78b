import ArgumentParser
import Foundation
import Launchers

struct DevicesVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "Show the GPUs that trials can have, and what they do.",
    discussion: """
      CUDA_VISIBLE_DEVICES, ROCR_VISIBLE_DEVICES and HIP_VISIBLE_DEVICES hide GPUs as they do from any program.
      LUNAS_NVML names NVIDIA's management library, where it is not to be found as usual.
      """)

  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @Flag(help: "Show them anew every second, until Ctrl-C.") var watch = false

  func run() throws {
    let inventory = DeviceInventory(environment: ProcessInfo.processInfo.environment)
    if !watch { return print(text(report(inventory), isFirst: true), terminator: "") }
    var isFirst = true
    while true {
      show(report(inventory), isFirst: isFirst)
      isFirst = false
      sleep(1)
    }
  }

  private func report(_ inventory: DeviceInventory) -> DeviceReport {
    DeviceReport(of: inventory, machine: Machine())
  }

  /// On a terminal a table stands where the one before stood; elsewhere all follow each other, JSON with a line for each.
  private func show(_ report: DeviceReport, isFirst: Bool) {
    let text = text(report, isFirst: isFirst)
    if format == .table, Terminal.isScreen {
      Terminal.redraw(text, isFirst: isFirst)
    } else {
      print(text, terminator: format == .table ? "\n" : "")
    }
    fflush(nil)
  }

  private func text(_ report: DeviceReport, isFirst: Bool) -> String {
    switch format {
    case .table: return DeviceTable.text(report)
    case .json: return report.json.text(indent: watch ? nil : 2) + "\n"
    case .csv:
      let keys = [
        "index", "id", "vendor", "name", "parent", "memory", "memory_used", "utilisation", "temperature",
        "processes", "problem",
      ]
      let lines = TrialTable.csv(report.rows.map(\.json), keys: keys)
      return isFirst ? lines : lines.split(separator: "\n").dropFirst().map { $0 + "\n" }.joined()
    }
  }
}

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
    Watching(watch, format).show { isFirst in
      text(DeviceReport(of: inventory, machine: Machine()), isFirst: isFirst)
    }
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
      return TrialTable.csv(report.rows.map(\.json), keys: keys, hasHead: isFirst)
    }
  }
}

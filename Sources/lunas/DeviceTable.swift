import Launchers

/// Devices and machine as people read them.
enum DeviceTable {
  static func text(_ report: DeviceReport) -> String {
    var text = ""
    if !report.rows.isEmpty {
      let head = ["GPU", "name", "memory", "use", "temp", "processes"]
      text += TrialTable.table([head] + report.rows.flatMap(rows))
    }
    if let absence = report.absence { text += "no GPU: \(absence)\n" }
    for problem in report.problems { text += "\(problem)\n" }
    return text + (report.rows.isEmpty ? "" : "\n") + machine(report)
  }

  /// A device, with a line for every process.
  private static func rows(_ row: DeviceReport.Row) -> [[String]] {
    let device = row.device
    let used = row.state?.memoryUsed.map { "\(gibibytes($0)) of " } ?? ""
    var cells = [String(device.index), device.name, "\(used)\(gibibytes(device.memory)) GiB"]
    cells.append(row.state?.utilisation.map { "\(Int(($0 * 100).rounded())) %" } ?? "-")
    cells.append(row.state?.temperature.map { "\($0) °C" } ?? "-")
    var notes = row.processes.map(process)
    if let problem = row.problem { notes.append(problem) }
    if row.state?.tellsProcesses == false { notes.append("the driver does not tell") }
    let empty = Array(repeating: "", count: cells.count)
    return [cells + [notes.first ?? "-"]] + notes.dropFirst().map { empty + [$0] }
  }

  private static func process(_ process: DeviceReport.Process) -> String {
    let memory = process.memory.map { ", \(size($0))" } ?? ""
    if let trial = process.trial { return "trial \(trial.id) of \(trial.search), pid \(process.pid)\(memory)" }
    // Of a process outside this container only the number is known.
    let who = [process.user, process.command.map(harmless)].compactMap { $0 }
    return (["pid \(process.pid)"] + who).joined(separator: " ") + memory
  }

  /// The beginning of a command line without what could steer a terminal: it may be anybody's.
  private static func harmless(_ command: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in command.unicodeScalars.prefix(60) {
      text.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(text)
  }

  private static func machine(_ report: DeviceReport) -> String {
    let machine = report.machine
    var parts = [count(machine.cores.count, "core")]
    if let quota = machine.quota, quota < Double(machine.cores.count) {
      parts[0] += " with the time of \(TextNumber.short(quota))"
    }
    if report.rows.isEmpty { parts[0] += ", so \(count(machine.cpuSlots, "CPU slot"))" }
    let free = machine.availableMemory.map { "\(gibibytes($0)) of " } ?? ""
    parts.append("\(free)\(gibibytes(machine.memory)) GiB of memory\(free.isEmpty ? "" : " free")")
    if let load = machine.load { parts.append("load \(TextNumber.short(load))") }
    return "CPU: \(parts.joined(separator: "; "))\n"
  }

  private static func count(_ number: Int, _ what: String) -> String {
    "\(number) \(what)\(number == 1 ? "" : "s")"
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 1 << 30 ? "\(bytes >> 20) MiB" : "\(gibibytes(bytes)) GiB"
  }

  private static func gibibytes(_ bytes: Int) -> String { TextNumber.short(Double(bytes) / Double(1 << 30)) }
}

/// Numbers with one digit behind the point, where it says something.
private enum TextNumber {
  static func short(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }
}

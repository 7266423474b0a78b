import Glibc
import Locking

/// NVIDIA GPUs, asked through the program `nvidia-smi`: for where the driver's library cannot be loaded.
///
/// It does not tell how near GPUs are to each other, and its processes do not include those that draw.
public final class NvidiaSMI: DeviceSource {
  public let name: String
  private let program: String
  private let seconds: Double
  private let latest = Locked<Latest?>(nil)

  private struct Latest {
    let states: [String: SMIRow]
    let processes: [String: [DeviceState.Process]]?
    let time: ContinuousClock.Instant
  }

  /// Runs the program once.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - seconds: how long it may take to answer: with a hung driver it never does.
  /// - Throws: ``DeviceError`` where it does not tell of any GPU.
  public init(program: String, seconds: Double = 10) throws(DeviceError) {
    (self.program, self.seconds) = (program, seconds)
    let rows = try Self.rows(program, seconds)
    let version = rows.rows.first?.driver
    name = version.map { "nvidia-smi \($0)" } ?? "nvidia-smi"
    if rows.rows.isEmpty {
      throw DeviceError(rows.problems.first.map { "nvidia-smi says: \($0)" } ?? "nvidia-smi knows no GPU")
    }
  }

  /// Where the program is, by `PATH`; nil where it is nowhere.
  public static func path(in environment: [String: String]) -> String? {
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    // The last is where Windows lends its driver to Linux.
    return (folders + ["/usr/bin", "/usr/lib/wsl/lib"]).map { $0 + "/nvidia-smi" }.first { access($0, X_OK) == 0 }
  }

  // MARK: Finding

  /// Every GPU; in place of one in MIG mode, its instances.
  public func devices() throws(DeviceError) -> [Device] { try scan().devices }

  /// Every GPU, and what the program says of others.
  public func scan() throws(DeviceError) -> DeviceScan {
    let (rows, problems) = try Self.rows(program, seconds)
    var scan = DeviceScan(problems: problems.map { "nvidia-smi says: \($0)" })
    let instances = rows.contains { $0.isInMIGMode } ? SMIInstance.all(in: try run(["-L"]).text) : []
    for row in rows {
      let parts = row.isInMIGMode ? instances.filter { $0.parent == row.uuid } : []
      if row.isInMIGMode, parts.isEmpty {
        scan.problems.append("GPU \(row.index) (\(row.name)) is in MIG mode and has no instances")
      }
      if row.isInMIGMode {
        scan.devices += parts.map {
          Device(
            id: $0.uuid, vendor: .nvidia, index: row.index, name: "\(row.name) \($0.profile)", memory: $0.memory,
            parent: row.uuid)
        }
      } else {
        scan.devices.append(
          Device(
            id: row.uuid, vendor: .nvidia, index: row.index, name: row.name, memory: row.memory ?? Machine.memory))
      }
    }
    return scan
  }

  // MARK: Watching

  /// What a device does now, or did up to a second ago: one run of the program tells of all devices.
  public func state(of device: Device) throws(DeviceError) -> DeviceState {
    let latest = try latestStates()
    let (whole, isInstance) = (device.parent ?? device.id, device.parent != nil)
    guard let row = latest.states[whole] else {
      throw DeviceError("\(device.id) does not answer any more: nvidia-smi does not list it", isLost: true)
    }
    if row.isLost { throw DeviceError("\(device.id) does not answer any more: GPU is lost", isLost: true) }
    // What is told of a GPU in MIG mode is of all its instances.
    return DeviceState(
      memoryUsed: isInstance ? nil : row.memoryUsed, utilisation: isInstance ? nil : row.utilisation,
      temperature: row.temperature, processes: latest.processes?[device.id] ?? [],
      tellsProcesses: latest.processes != nil && !isInstance)
  }

  private func latestStates() throws(DeviceError) -> Latest {
    let now = ContinuousClock.now
    if let latest = latest.withLock({ $0 }), now - latest.time < .seconds(1) { return latest }
    let (rows, _) = try Self.rows(program, seconds)
    let answer = try run(["--query-compute-apps=gpu_uuid,pid,used_memory", "--format=csv,noheader,nounits"])
    let states = Dictionary(rows.map { ($0.uuid, $0) }) { first, _ in first }
    let processes = answer.code == 0 ? SMIRow.processes(in: answer.text) : nil
    let found = Latest(states: states, processes: processes, time: now)
    latest.withLock { $0 = found }
    return found
  }

  /// Parts of one GPU are on one board; of others the program would have to be asked in a way that is not made for
  /// reading.
  public func proximity(_ first: Device, _ second: Device) -> DeviceProximity {
    (first.parent ?? first.id) == (second.parent ?? second.id) ? .board : .machine
  }

  // MARK: Asking

  private func run(_ arguments: [String]) throws(DeviceError) -> (text: String, code: Int32) {
    try BoundedCommand(path: program, arguments: arguments, seconds: seconds).output()
  }

  private static func rows(
    _ program: String, _ seconds: Double
  ) throws(DeviceError) -> (rows: [SMIRow], problems: [String]) {
    // Drivers before MIG refuse the question where it has a field that they do not know.
    for hasMIG in [true, false] {
      let fields = SMIRow.fields + (hasMIG ? [SMIRow.migField] : [])
      let query = ["--query-gpu=\(fields.joined(separator: ","))", "--format=csv,noheader,nounits"]
      let answer = try BoundedCommand(path: program, arguments: query, seconds: seconds).output()
      if hasMIG, answer.code != 0, answer.text.contains(SMIRow.migField) { continue }
      return SMIRow.all(in: answer.text)
    }
    return ([], [])
  }
}

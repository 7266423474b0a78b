/// The devices of this machine that this process may use, whoever makes them: what every other part asks.
///
/// ```swift
/// let inventory = DeviceInventory()
/// for device in try inventory.devices() { print(device.name, try inventory.state(of: device)) }
/// ```
public struct DeviceInventory: DeviceSource {
  /// The variable that says where NVIDIA's management library is, where it is not to be found as usual.
  public static let libraryVariable = "LUNAS_NVML"

  private let nvidia: (any DeviceSource)?
  private let amd: (any DeviceSource)?
  /// Why there is nothing that could tell of devices, each a phrase: `no AMD GPU`.
  private let missing: [String]
  private let visibility: DeviceVisibility

  /// What works on this machine.
  public var sources: [any DeviceSource] { [nvidia, amd].compactMap { $0 } }

  public var name: String { sources.isEmpty ? "none" : sources.map(\.name).joined(separator: ", ") }

  /// Joins what tells of the GPUs of each maker.
  public init(
    nvidia: (any DeviceSource)?, amd: (any DeviceSource)?, missing: [String] = [],
    visibility: DeviceVisibility = DeviceVisibility(environment: [:])
  ) {
    (self.nvidia, self.amd, self.missing, self.visibility) = (nvidia, amd, missing, visibility)
  }

  /// Looks for what tells of devices: NVIDIA's library, or else its `nvidia-smi`, and AMD's driver.
  ///
  /// - Parameters:
  ///   - environment: the variables of the process.
  ///   - root: where `sys` and `dev` are.
  public init(environment: [String: String], root: String = "") {
    var nvidia: (any DeviceSource)?
    var missing: [String] = []
    do throws(DeviceError) {
      let path = environment[Self.libraryVariable] ?? NVML.standardPath
      // Waking many GPUs takes its time.
      let library = try BoundedSource.answer(of: path, within: 60) { try NVML(path: path) }
      nvidia = BoundedSource(library)
    } catch {
      missing.append("no NVIDIA driver: \(error)")
      if let program = NvidiaSMI.path(in: environment) {
        do throws(DeviceError) { nvidia = try NvidiaSMI(program: program) } catch { missing.append("\(error)") }
      }
    }
    let amd = AMDSysfs(root: root)
    if !amd.hasGPU { missing.append("no AMD GPU") }
    self.init(
      nvidia: nvidia, amd: amd.hasGPU ? amd : nil, missing: missing,
      visibility: DeviceVisibility(environment: environment))
  }

  /// Every device that this process may use. A source that fails has none.
  public func devices() -> [Device] { scan().devices }

  /// The same, with what is there and cannot be used, and what is worth knowing of how devices were hidden.
  public func scan() -> DeviceScan {
    var all = DeviceScan()
    for source in sources {
      do {
        let found = try source.scan()
        all.devices += found.devices
        all.problems += found.problems
      } catch {
        all.problems.append("\(error)")
      }
    }
    let choice = visibility.visible(among: all.devices)
    return DeviceScan(devices: choice.devices, problems: all.problems + choice.notes)
  }

  /// Why there is no device, in words; nil where there are some.
  public var absence: String? { absence(of: scan()) }

  /// Why a look found no device, in words; nil where it found some.
  public func absence(of scan: DeviceScan) -> String? {
    if !scan.devices.isEmpty { return nil }
    let reasons = scan.problems + missing
    return reasons.isEmpty ? "\(name) knows no GPU" : reasons.joined(separator: "; ")
  }

  /// What a device does now.
  public func state(of device: Device) throws -> DeviceState { try source(of: device).state(of: device) }

  /// How near two devices are.
  public func proximity(_ first: Device, _ second: Device) -> DeviceProximity {
    guard first.vendor == second.vendor, let source = try? source(of: first) else { return .machine }
    return source.proximity(first, second)
  }

  private func source(of device: Device) throws(DeviceError) -> any DeviceSource {
    let source = device.vendor == .amd ? amd : nvidia
    guard let source else { throw DeviceError("nothing tells of \(device.id) on this machine") }
    return source
  }
}

import Foundation

/// AMD GPUs, as the kernel shows them under `/sys`: nothing of ROCm is needed.
public struct AMDSysfs: DeviceSource {
  public let name = "amdgpu"
  private let root: String

  /// Looks at this machine.
  ///
  /// - Parameter root: where `sys` and `dev` are.
  public init(root: String = "") { self.root = root }

  /// A GPU and where it is.
  private struct Card {
    let folder: String
    let number: Int
    /// As the kernel spells it, without `0x`.
    let uniqueID: String?
    let node: KFDNode?
  }

  // MARK: Finding

  /// Whether there is any, also one that cannot be used.
  var hasGPU: Bool { !cards().isEmpty }

  /// Every AMD GPU that programs can compute on.
  public func devices() -> [Device] { scan().devices }

  /// The same. A container may show GPUs under `/sys` without the file through which programs reach them.
  public func scan() -> DeviceScan {
    let devices = cards().enumerated().map { index, card in device(card, index: index) }
    if devices.isEmpty || KernelFile.exists("\(root)/dev/kfd") { return DeviceScan(devices: devices) }
    let reason = "there is no /dev/kfd, which a container has to be given"
    return DeviceScan(problems: ["\(devices[0].name) cannot be computed on: \(reason)"])
  }

  private func device(_ card: Card, index: Int) -> Device {
    let product = KernelFile.text("\(card.folder)/product_name")
    let model = KernelFile.text("\(card.folder)/device").map { "AMD GPU \($0)" }
    return Device(
      id: id(card, index: index), vendor: .amd, index: index, name: product ?? model ?? "AMD GPU",
      memory: KernelFile.number("\(card.folder)/mem_info_vram_total") ?? 0)
  }

  /// What ROCm names it by: older GPUs without a number of their own are counted.
  private func id(_ card: Card, index: Int) -> String { card.uniqueID.map { "GPU-\($0)" } ?? String(index) }

  /// In the order in which ROCm counts, which is that of the nodes; GPUs that compute nothing come last.
  private func cards() -> [Card] {
    let nodes = KFDNode.all(root: root)
    let cards = KernelFile.names("\(root)/sys/class/drm").compactMap { name -> Card? in
      // Beside the cards are their connectors: card0-DP-1.
      guard name.hasPrefix("card"), let number = Int(name.dropFirst(4)) else { return nil }
      let folder = "\(root)/sys/class/drm/\(name)/device"
      guard KernelFile.text("\(folder)/vendor") == "0x1002",
        KernelFile.number("\(folder)/mem_info_vram_total") != nil
      else { return nil }
      let id = KernelFile.text("\(folder)/unique_id").flatMap { $0.allSatisfy { $0 == "0" } ? nil : $0 }
      let render = KernelFile.names("\(folder)/drm").first { $0.hasPrefix("renderD") }.flatMap {
        Int($0.dropFirst(7))
      }
      let node = nodes.first { $0.renderMinor != nil && $0.renderMinor == render }
      return Card(folder: folder, number: number, uniqueID: id, node: node)
    }
    return cards.sorted { ($0.node?.number ?? .max, $0.number) < ($1.node?.number ?? .max, $1.number) }
  }

  // MARK: Watching

  /// What a device does now. Whose memory is on it is known where the compute driver tells.
  public func state(of device: Device) throws(DeviceError) -> DeviceState {
    let found = cards().enumerated().first { index, card in id(card, index: index) == device.id }
    guard let (_, card) = found else {
      throw DeviceError("\(device.id) does not answer any more: the kernel does not list it", isLost: true)
    }
    let sensor = KernelFile.names("\(card.folder)/hwmon").sorted().first
    let millidegrees = sensor.flatMap { KernelFile.number("\(card.folder)/hwmon/\($0)/temp1_input") }
    let processes = card.node.flatMap { KFDNode.processes(on: $0, root: root) }
    return DeviceState(
      memoryUsed: KernelFile.number("\(card.folder)/mem_info_vram_used"),
      utilisation: KernelFile.number("\(card.folder)/gpu_busy_percent").map { min(1, Double($0) / 100) },
      temperature: millidegrees.map { $0 / 1000 }, processes: processes ?? [], tellsProcesses: processes != nil)
  }

  /// GPUs of one hive of Infinity Fabric are joined by a link, those of one NUMA node at one processor.
  public func proximity(_ first: Device, _ second: Device) -> DeviceProximity {
    if first.id == second.id { return .board }
    let cards = cards()
    guard cards.indices.contains(first.index), cards.indices.contains(second.index) else { return .machine }
    let (one, other) = (cards[first.index], cards[second.index])
    if let hive = one.node?.hive, hive == other.node?.hive { return .link }
    let places = [one, other].map { KernelFile.number("\($0.folder)/numa_node") ?? -1 }
    return places[0] >= 0 && places[0] == places[1] ? .processor : .machine
  }
}

import Foundation
import Testing

@testable import Launchers

/// AMD GPUs in a tree of files as the kernel has them.
@Suite struct DeviceAMDTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "lunas-amd-\(UUID())").path

  private func write(_ files: [String: String]) throws {
    for (path, text) in files {
      let url = URL(fileURLWithPath: root + "/" + path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try (text + "\n").write(to: url, atomically: false, encoding: .utf8)
    }
  }

  private func remove() { try? FileManager.default.removeItem(atPath: root) }

  /// Two Instincts, counted by ROCm the other way round, and beside them an Intel GPU and a connector.
  private func makeTwo() throws {
    var files = ["dev/kfd": "", "sys/class/drm/card0-DP-1/status": "connected"]
    files["sys/class/drm/card0/device/vendor"] = "0x8086"
    for (card, node, id, used) in [(1, 3, "befecafe00000001", 1 << 30), (2, 2, "befecafe00000002", 5 << 30)] {
      let folder = "sys/class/drm/card\(card)/device"
      files["\(folder)/vendor"] = "0x1002"
      files["\(folder)/device"] = "0x740c"
      files["\(folder)/unique_id"] = id
      files["\(folder)/mem_info_vram_total"] = String(64 << 30)
      files["\(folder)/mem_info_vram_used"] = String(used)
      files["\(folder)/gpu_busy_percent"] = String(card * 10)
      files["\(folder)/hwmon/hwmon\(card)/temp1_input"] = "\(card)1500"
      files["\(folder)/drm/renderD\(127 + card)/dev"] = ""
      files["\(folder)/numa_node"] = "0"
      let nodes = "sys/class/kfd/kfd/topology/nodes/\(node)"
      files["\(nodes)/gpu_id"] = "900\(card)"
      files["\(nodes)/properties"] = "cpu_cores_count 0\nsimd_count 440\nhive_id 0\ndrm_render_minor \(127 + card)"
    }
    files["sys/class/drm/card1/device/product_name"] = "AMD Instinct MI250X"
    files["sys/class/kfd/kfd/topology/nodes/0/properties"] = "cpu_cores_count 64\nsimd_count 0\ndrm_render_minor 0"
    files["sys/class/kfd/kfd/proc/555/vram_9002"] = String(4 << 30)
    files["sys/class/kfd/kfd/proc/555/vram_9001"] = "0"
    try write(files)
  }

  @Test func `GPUs are counted as ROCm counts them`() throws {
    defer { remove() }
    try makeTwo()
    #expect(
      AMDSysfs(root: root).devices() == [
        Device(id: "GPU-befecafe00000002", vendor: .amd, index: 0, name: "AMD GPU 0x740c", memory: 64 << 30),
        Device(id: "GPU-befecafe00000001", vendor: .amd, index: 1, name: "AMD Instinct MI250X", memory: 64 << 30),
      ])
  }

  @Test func `a state has use, memory, temperature and processes`() throws {
    defer { remove() }
    try makeTwo()
    let source = AMDSysfs(root: root)
    let devices = source.devices()
    #expect(
      try source.state(of: devices[0])
        == DeviceState(
          memoryUsed: 5 << 30, utilisation: 0.2, temperature: 21, processes: [.init(pid: 555, memory: 4 << 30)]))
    #expect(try source.state(of: devices[1]).processes.isEmpty)
    #expect(source.proximity(devices[0], devices[1]) == .processor)
    try FileManager.default.removeItem(atPath: "\(root)/sys/class/drm/card2")
    let error = try #require(throws: DeviceError.self) { try source.state(of: devices[0]) }
    #expect(error.isLost)
  }

  @Test func `GPUs of one hive are joined by a link`() throws {
    defer { remove() }
    try makeTwo()
    for (node, card) in [(2, 2), (3, 1)] {
      let properties = "simd_count 440\nhive_id 77\ndrm_render_minor \(127 + card)"
      try write(["sys/class/kfd/kfd/topology/nodes/\(node)/properties": properties])
    }
    let source = AMDSysfs(root: root)
    let devices = source.devices()
    #expect(source.proximity(devices[0], devices[1]) == .link)
  }

  @Test func `without the compute driver nothing is told of processes`() throws {
    defer { remove() }
    try makeTwo()
    try FileManager.default.removeItem(atPath: "\(root)/sys/class/kfd")
    let source = AMDSysfs(root: root)
    #expect(source.devices().map(\.name) == ["AMD Instinct MI250X", "AMD GPU 0x740c"])
    #expect(try !source.state(of: source.devices()[0]).tellsProcesses)
  }

  @Test func `a container that shows GPUs and does not give them has none`() throws {
    defer { remove() }
    try makeTwo()
    try FileManager.default.removeItem(atPath: "\(root)/dev/kfd")
    let inventory = DeviceInventory(environment: ["LUNAS_NVML": "/nowhere.so"], root: root)
    #expect(inventory.devices().isEmpty)
    #expect(inventory.absence?.contains("there is no /dev/kfd, which a container has to be given") == true)
  }

  @Test func `AMD GPUs are found and those hidden are not shown`() throws {
    defer { remove() }
    try makeTwo()
    let environment = ["LUNAS_NVML": "/nowhere.so", "ROCR_VISIBLE_DEVICES": "GPU-befecafe00000001"]
    let inventory = DeviceInventory(environment: environment, root: root)
    #expect(inventory.name == "amdgpu")
    #expect(inventory.devices().map(\.name) == ["AMD Instinct MI250X"])
    #expect(inventory.absence == nil)
  }
}

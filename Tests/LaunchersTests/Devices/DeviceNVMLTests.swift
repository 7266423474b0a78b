import Foundation
import NVMLDouble
import Testing

@testable import Launchers

/// The real calls, against a double of NVIDIA's library.
@Suite struct DeviceNVMLTests {
  private static let two = """
    driver 550.54.15
    gpu GPU-b 41 81920 12 7 40 NVIDIA A100-SXM4-80GB
    gpu GPU-a 1A 81920 30000 93 61 NVIDIA A100-SXM4-80GB

    """

  private func device(_ id: String, parent: String? = nil) -> Device {
    Device(id: id, vendor: .nvidia, index: 0, name: "", memory: 1 << 30, parent: parent)
  }

  @Test func `GPUs are listed in the order of the bus`() throws {
    let double = try NVMLDouble(Self.two)
    defer { double.remove() }
    let source = try NVML(path: double.path)
    #expect(source.name == "NVML 550.54.15")
    let name = "NVIDIA A100-SXM4-80GB"
    #expect(
      try source.devices() == [
        Device(id: "GPU-a", vendor: .nvidia, index: 0, name: name, memory: 81920 << 20),
        Device(id: "GPU-b", vendor: .nvidia, index: 1, name: name, memory: 81920 << 20),
      ])
  }

  @Test func `a state has use, memory without the driver's own, temperature and processes`() throws {
    let double = try NVMLDouble(
      Self.two + "process GPU-a 1234 29000\nprocess GPU-a 1235 -1\n"
        + "graphics GPU-a 1234 29000\ngraphics GPU-a 9 20\n")
    defer { double.remove() }
    let source = try NVML(path: double.path)
    let processes: [DeviceState.Process] = [
      .init(pid: 9, memory: 20 << 20), .init(pid: 1234, memory: 29000 << 20), .init(pid: 1235, memory: nil),
    ]
    #expect(
      try source.state(of: device("GPU-a"))
        == DeviceState(memoryUsed: 30000 << 20, utilisation: 0.93, temperature: 61, processes: processes))
    try double.set(Self.two)
    #expect(try source.state(of: device("GPU-a")).processes.isEmpty)
  }

  @Test(arguments: ["", "wide", "missing-version v3", "missing-version v3\nmissing-version v2"])
  func `processes are read in every form in which drivers list them`(form: String) throws {
    let listed = (1...150).map { "process GPU-a \($0) \($0)\n" }.joined()
    let double = try NVMLDouble(Self.two + listed + form)
    defer { double.remove() }
    let state = try NVML(path: double.path).state(of: device("GPU-a"))
    #expect(state.processes == (1...150).map { .init(pid: $0, memory: Int($0) << 20) })
  }

  @Test func `what a driver does not support is unknown and spoils nothing else`() throws {
    let facts = [
      "nvmlDeviceGetTemperature", "nvmlDeviceGetUtilizationRates", "nvmlDeviceGetMemoryInfo_v2",
      "nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetGraphicsRunningProcesses_v3",
      "nvmlDeviceGetMigMode",
    ]
    let double = try NVMLDouble(
      Self.two + facts.map { "unsupported GPU-a \($0)\n" }.joined() + "fail nvmlSystemGetDriverVersion 999\n")
    defer { double.remove() }
    let source = try NVML(path: double.path)
    #expect(source.name == "NVML")
    #expect(try source.state(of: device("GPU-a")) == DeviceState(tellsProcesses: false))
    // It shares the machine's memory.
    #expect(try source.devices().map(\.memory) == [Machine.memory, 81920 << 20])
  }

  @Test func `an old driver's memory counts with what it keeps for itself`() throws {
    let double = try NVMLDouble(Self.two + "fail nvmlDeviceGetMemoryInfo_v2 13")
    defer { double.remove() }
    #expect(try NVML(path: double.path).state(of: device("GPU-a")).memoryUsed == 30300 << 20)
  }

  @Test(arguments: [6, 15, 16, 999]) func `a GPU that is gone is told from a fact that is missing`(code: Int)
    throws
  {
    let double = try NVMLDouble(Self.two)
    defer { double.remove() }
    let source = try NVML(path: double.path)
    let first = try source.devices()[0]
    try double.set(Self.two + "lost GPU-a \(code)\n")
    let error = try #require(throws: DeviceError.self) { try source.state(of: first) }
    #expect(error.isLost)
    #expect(error.description.hasPrefix("GPU-a does not answer any more: "))
    // The other goes on.
    let scan = try source.scan()
    #expect(scan.devices.map(\.id) == ["GPU-b"])
    #expect(scan.problems.count == 1)
    #expect(scan.problems[0].hasPrefix("GPU 1 does not answer: "))
    #expect(try source.state(of: device("GPU-b")).utilisation == 0.07)
  }

  @Test func `a GPU that vanished from the list is lost`() throws {
    let double = try NVMLDouble(Self.two)
    defer { double.remove() }
    let source = try NVML(path: double.path)
    try double.set("driver 1\n")
    #expect(try source.devices().isEmpty)
    let error = try #require(throws: DeviceError.self) { try source.state(of: device("GPU-a")) }
    #expect(error.isLost)
  }

  @Test func `a GPU that may not be asked is not lost`() throws {
    let double = try NVMLDouble(Self.two + "lost GPU-a 4\n")
    defer { double.remove() }
    let source = try NVML(path: double.path)
    let error = try #require(throws: DeviceError.self) { try source.state(of: device("GPU-a")) }
    #expect(!error.isLost)
  }

  private static let mig =
    two + """
      mig-mode GPU-b 7
      mig GPU-b 0 MIG-1 10240 100 NVIDIA A100-SXM4-80GB MIG 1g.10gb
      mig GPU-b 3 MIG-2 20480 0 NVIDIA A100-SXM4-80GB MIG 2g.20gb
      process MIG-1 77 99
      process GPU-b 77 99

      """

  @Test func `a GPU in MIG mode is its instances`() throws {
    let double = try NVMLDouble(Self.mig)
    defer { double.remove() }
    let source = try NVML(path: double.path)
    let devices = try source.devices()
    #expect(devices.map(\.id) == ["GPU-a", "MIG-1", "MIG-2"])
    #expect(devices.map(\.parent) == [nil, "GPU-b", "GPU-b"])
    #expect(devices.map(\.index) == [0, 1, 1])
    #expect(devices.map { $0.memory >> 20 } == [81920, 10240, 20480])
    #expect(devices[2].name == "NVIDIA A100-SXM4-80GB MIG 2g.20gb")
    #expect(
      try source.state(of: devices[1])
        == DeviceState(memoryUsed: 100 << 20, temperature: 40, processes: [.init(pid: 77, memory: 99 << 20)]))
    #expect(try source.state(of: devices[2]).processes.isEmpty)
    try double.set(Self.mig + "lost GPU-b 15\n")
    let error = try #require(throws: DeviceError.self) { try source.state(of: devices[1]) }
    #expect(error.isLost)
  }

  @Test func `MIG mode without instances is said`() throws {
    let double = try NVMLDouble(Self.two + "mig-mode GPU-a 7\n")
    defer { double.remove() }
    let scan = try NVML(path: double.path).scan()
    #expect(scan.devices.map(\.id) == ["GPU-b"])
    #expect(scan.problems.count == 1 && scan.problems[0].contains("GPU 0 (NVIDIA A100-SXM4-80GB) is in MIG mode"))
  }

  @Test(
    arguments: [
      ("level GPU-a GPU-b 0", .board), ("link GPU-a GPU-b\nlevel GPU-a GPU-b 40", .link),
      ("level GPU-a GPU-b 10", .bridge), ("level GPU-b GPU-a 20", .bridge), ("level GPU-a GPU-b 30", .processor),
      ("level GPU-a GPU-b 40", .processor), ("", .machine),
      ("fail nvmlDeviceGetTopologyCommonAncestor 3", .machine),
    ] as [(String, DeviceProximity)])
  func `how near GPUs are is known`(state: String, expected: DeviceProximity) throws {
    let double = try NVMLDouble(Self.two + state)
    defer { double.remove() }
    let source = try NVML(path: double.path)
    #expect(source.proximity(device("GPU-a"), device("GPU-b")) == expected)
    #expect(source.proximity(device("MIG-1", parent: "GPU-a"), device("MIG-2", parent: "GPU-a")) == .board)
    #expect(source.proximity(device("MIG-1", parent: "GPU-a"), device("GPU-b")) == expected)
  }

  @Test func `why there is no driver is said`() throws {
    let double = try NVMLDouble("fail nvmlInit_v2 9")
    defer { double.remove() }
    let error = try #require(throws: DeviceError.self) { try NVML(path: double.path) }
    #expect(error.description == "\(double.path) is there, but cannot be used: Driver Not Loaded")
    let missing = try #require(throws: DeviceError.self) { try NVML(path: "/nowhere/libnvidia-ml.so.1") }
    #expect(missing.description == "/nowhere/libnvidia-ml.so.1 not found")
    let other = try #require(throws: DeviceError.self) { try NVML(path: "libm.so.6") }
    #expect(other.description == "libm.so.6 lacks functions that every NVML has")
  }
}

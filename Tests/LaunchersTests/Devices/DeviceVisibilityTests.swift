import Testing

@testable import Launchers

@Suite struct DeviceVisibilityTests {
  private static func gpu(_ id: String, _ index: Int, name: String = "A", parent: String? = nil) -> Device {
    Device(id: id, vendor: .nvidia, index: index, name: name, memory: 80 << 30, parent: parent)
  }

  private static let four = [gpu("GPU-aa1", 0), gpu("GPU-aa2", 1), gpu("GPU-bb", 2), gpu("GPU-cc", 3)]
  private static let withMIG = [
    gpu("GPU-aa1", 0), gpu("MIG-x1", 1, parent: "GPU-bb"), gpu("MIG-x2", 1, parent: "GPU-bb"),
  ]

  private func visible(_ list: String, among devices: [Device] = four) -> String {
    DeviceVisibility(environment: ["CUDA_VISIBLE_DEVICES": list]).visible(among: devices).devices.map(\.id)
      .joined(separator: " ")
  }

  @Test func `without the variable everything is visible`() {
    #expect(DeviceVisibility(environment: [:]).visible(among: Self.four) == .init(devices: Self.four))
  }

  @Test(arguments: [
    ("", ""), ("-1", ""), ("-1,0", ""), ("NoDevFiles", ""), ("0", "GPU-aa1"), ("2,0", "GPU-aa1 GPU-bb"),
    ("0,2,-1,1", "GPU-aa1 GPU-bb"), ("1,7,0", "GPU-aa2"), ("0,,1", "GPU-aa1"), (" 1 , 2 ", "GPU-aa2 GPU-bb"),
    ("1gpu,2", "GPU-aa2 GPU-bb"), ("0,0", ""), ("GPU-b", "GPU-bb"), ("GPU-aa", ""),
    ("GPU-aa2,GPU-cc", "GPU-aa2 GPU-cc"), ("GPU-cc,1", "GPU-aa2 GPU-cc"), ("GPU-zz,0", ""), ("--1", ""),
    ("MIG-x1", ""),
  ]) func `a list means what it means to CUDA`(list: String, expected: String) {
    #expect(visible(list) == expected)
  }

  @Test(arguments: [
    ("1", "MIG-x1 MIG-x2"), ("GPU-bb", "MIG-x1 MIG-x2"), ("GPU-b", "MIG-x1 MIG-x2"), ("MIG-x2", "MIG-x2"),
    ("MIG-x1,GPU-aa1", "GPU-aa1 MIG-x1"), ("MIG-x", ""), ("1,MIG-x1", ""), ("0", "GPU-aa1"),
  ]) func `a GPU in MIG mode stands for its instances`(list: String, expected: String) {
    #expect(visible(list, among: Self.withMIG) == expected)
  }

  private func notes(_ environment: [String: String], _ devices: [Device] = four) -> [String] {
    DeviceVisibility(environment: environment).visible(among: devices).notes
  }

  @Test func `what hides devices is said`() {
    #expect(notes(["CUDA_VISIBLE_DEVICES": "0,1"]).isEmpty)
    #expect(notes(["CUDA_VISIBLE_DEVICES": "0,-1"]).isEmpty)
    #expect(notes(["CUDA_VISIBLE_DEVICES": ""]) == ["CUDA_VISIBLE_DEVICES='' hides every GPU"])
    #expect(
      notes(["CUDA_VISIBLE_DEVICES": "0,9"]) == [
        "CUDA_VISIBLE_DEVICES='0,9': '9' is no GPU here, so the list ends before it, as in CUDA"
      ])
    #expect(
      notes(["CUDA_VISIBLE_DEVICES": "0,0"]) == [
        "CUDA_VISIBLE_DEVICES='0,0' names a GPU twice, and so no GPU at all, as in CUDA"
      ])
  }

  @Test func `numbers among GPUs that differ are said to be those of the bus`() {
    let mixed = [Self.gpu("GPU-a", 0, name: "P100"), Self.gpu("GPU-b", 1, name: "H100")]
    #expect(notes(["CUDA_VISIBLE_DEVICES": "0"], mixed).count == 1)
    #expect(notes(["CUDA_VISIBLE_DEVICES": "0", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"], mixed).isEmpty)
    #expect(notes(["CUDA_VISIBLE_DEVICES": "GPU-a"], mixed).isEmpty)
    #expect(notes([:], mixed).isEmpty)
  }

  // MARK: AMD

  private static let amd = (0..<4).map {
    Device(id: "GPU-00\($0)", vendor: .amd, index: $0, name: "MI300X", memory: 192 << 30)
  }

  private func visibleAMD(_ environment: [String: String], beside others: [Device] = []) -> [Int] {
    DeviceVisibility(environment: environment).visible(among: others + Self.amd).devices
      .filter { $0.vendor == .amd }.map(\.index)
  }

  @Test func `ROCm narrows first, and HIP counts in what is left`() {
    #expect(visibleAMD(["ROCR_VISIBLE_DEVICES": "1,GPU-003"]) == [1, 3])
    #expect(visibleAMD(["ROCR_VISIBLE_DEVICES": ""]) == [])
    #expect(visibleAMD(["ROCR_VISIBLE_DEVICES": "1,3", "HIP_VISIBLE_DEVICES": "1"]) == [3])
    #expect(visibleAMD(["HIP_VISIBLE_DEVICES": ""]) == [0, 1, 2, 3])
    #expect(visibleAMD(["HIP_VISIBLE_DEVICES": "-1"]) == [])
    #expect(visibleAMD(["CUDA_VISIBLE_DEVICES": "2"]) == [2])
    #expect(visibleAMD(["CUDA_VISIBLE_DEVICES": "2", "HIP_VISIBLE_DEVICES": "0"]) == [0])
    #expect(visibleAMD(["CUDA_VISIBLE_DEVICES": "2"], beside: Self.four) == [0, 1, 2, 3])
  }

  @Test func `a GPU for the screen is used only where it is named`() {
    let small = Device(id: "0", vendor: .amd, index: 0, name: "AMD GPU 0x164e", memory: 512 << 20)
    let choice = DeviceVisibility(environment: [:]).visible(among: [small])
    #expect(choice.devices.isEmpty)
    #expect(
      choice.notes == [
        "AMD GPU 0x164e has little memory and is left to the screen; ROCR_VISIBLE_DEVICES=0 would use it"
      ])
    let named = DeviceVisibility(environment: ["ROCR_VISIBLE_DEVICES": "0"])
    #expect(named.visible(among: [small]).devices == [small])
  }

  // MARK: For trainers

  @Test func `a trainer is given its devices and no others`() {
    #expect(
      DeviceVisibility.variables(for: [Self.four[3], Self.withMIG[1]]) == [
        "CUDA_VISIBLE_DEVICES": "GPU-cc,MIG-x1", "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
      ])
    #expect(
      DeviceVisibility.variables(for: [Self.amd[2], Self.amd[3]]) == [
        "ROCR_VISIBLE_DEVICES": "GPU-002,GPU-003", "HIP_VISIBLE_DEVICES": "0,1", "GPU_DEVICE_ORDINAL": "0,1",
      ])
    #expect(DeviceVisibility.variables(for: []) == ["CUDA_VISIBLE_DEVICES": "", "HIP_VISIBLE_DEVICES": "-1"])
  }

  @Test func `what a trainer is given is what it would see`() {
    for given in [[Self.four[1]], [Self.four[0], Self.four[2]], Self.four, [Self.amd[1], Self.amd[2]], []] {
      let all = given.first?.vendor == .amd ? Self.amd : Self.four
      let seen = DeviceVisibility(environment: DeviceVisibility.variables(for: given)).visible(among: all)
      #expect(seen.devices == given)
    }
  }
}

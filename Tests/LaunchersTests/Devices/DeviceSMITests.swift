import Foundation
import Testing

@testable import Launchers

/// What is made of the answers of `nvidia-smi`; they are written after its documentation, and given by small programs.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DeviceSMITests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "lunas-smi-\(UUID())").path

  /// A program that answers each question with a file, and refuses what it has no file for.
  private func program(
    gpus: String, processes: String = "", list: String = "", before: String = ""
  ) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in [("gpus", gpus), ("processes", processes), ("list", list)] {
      try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }
    let script = """
      #!/bin/sh
      \(before)
      case "$1" in
        --query-gpu=*) cat \(folder)/gpus ;;
        --query-compute-apps=gpu_uuid,pid,used_memory) cat \(folder)/processes ;;
        -L) cat \(folder)/list ;;
        *) echo "unknown: $1"; exit 2 ;;
      esac
      """
    let path = "\(folder)/nvidia-smi"
    try script.write(toFile: "\(path).sh", atomically: false, encoding: .utf8)
    // Another process writes it: what a test beside this one forks may hold a file of ours open for a moment, and what is
    // open for writing cannot be run.
    let install = Process()
    install.executableURL = URL(fileURLWithPath: "/usr/bin/install")
    install.arguments = ["-m", "755", "\(path).sh", path]
    try install.run()
    install.waitUntilExit()
    return path
  }

  private func remove() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func `rows become devices and states`() throws {
    defer { remove() }
    let path = try program(
      gpus: """
        1, GPU-b, Tesla K80, 470.82.01, 11441, 3, [N/A], [Not Supported], [N/A]
        0, GPU-a, NVIDIA GeForce RTX 3090, 470.82.01, 24268, 1024, 55, 71, [N/A]

        """, processes: "GPU-a, 4321, 1000\nGPU-a, 4322, [N/A]\n")
    let source = try NvidiaSMI(program: path)
    #expect(source.name == "nvidia-smi 470.82.01")
    let devices = try source.devices()
    #expect(devices.map(\.id) == ["GPU-a", "GPU-b"])
    #expect(devices.map(\.name) == ["NVIDIA GeForce RTX 3090", "Tesla K80"])
    #expect(devices[0].memory == 24268 << 20)
    #expect(
      try source.state(of: devices[0])
        == DeviceState(
          memoryUsed: 1024 << 20, utilisation: 0.55, temperature: 71,
          processes: [.init(pid: 4321, memory: 1000 << 20), .init(pid: 4322, memory: nil)]))
    #expect(try source.state(of: devices[1]) == DeviceState(memoryUsed: 3 << 20))
  }

  @Test func `a GPU that is gone is lost, and what the program says of it is passed on`() throws {
    defer { remove() }
    let complaint = "Unable to determine the device handle for GPU 0000:41:00.0: GPU is lost."
    let path = try program(
      gpus: "0, GPU-a, A100, 550, 81920, ERR!, [Unknown Error], 40, Disabled\n\(complaint)\n")
    let source = try NvidiaSMI(program: path)
    let scan = try source.scan()
    #expect(scan.devices.map(\.id) == ["GPU-a"])
    #expect(scan.problems == ["nvidia-smi says: \(complaint)"])
    #expect(try source.state(of: scan.devices[0]) == DeviceState(temperature: 40))
    let other = Device(id: "GPU-b", vendor: .nvidia, index: 1, name: "", memory: 0)
    let error = try #require(throws: DeviceError.self) { try source.state(of: other) }
    #expect(error.isLost)
  }

  @Test func `an old program is asked without what it does not know`() throws {
    defer { remove() }
    let refusal =
      "case $1 in *mig.mode*) echo 'Field \"mig.mode.current\" is not a valid field to query.'; exit 2;; esac"
    let path = try program(gpus: "0, GPU-a, Tesla P100, 440.33.01, 16280, 0, 0, 30\n", before: refusal)
    #expect(try NvidiaSMI(program: path).devices().map(\.name) == ["Tesla P100"])
  }

  @Test func `instances stand for a GPU in MIG mode`() throws {
    defer { remove() }
    let path = try program(
      gpus: "0, GPU-a, NVIDIA A100-SXM4-40GB, 550, 40960, 50, [N/A], 33, Enabled\n",
      list: """
        GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-a)
          MIG 2g.10gb     Device  0: (UUID: MIG-1)
          MIG 1g.5gb      Device  1: (UUID: MIG-2)

        """)
    let devices = try NvidiaSMI(program: path).devices()
    #expect(devices.map(\.id) == ["MIG-1", "MIG-2"])
    #expect(devices.map { $0.memory >> 30 } == [10, 5])
    #expect(devices.allSatisfy { $0.parent == "GPU-a" })
  }

  @Test func `a program that hangs is not waited for, and does not stay`() throws {
    defer { remove() }
    let path = try program(gpus: "", before: "echo $$ > \(folder)/pid; exec sleep 600")
    let error = try #require(throws: DeviceError.self) { try NvidiaSMI(program: path, seconds: 2) }
    #expect(error.description == "\(path) did not answer within 2.0 s; the driver may hang")
    let pid = try #require(Int32(try String(contentsOfFile: "\(folder)/pid", encoding: .utf8).dropLast()))
    #expect(kill(pid, 0) != 0)
  }

  @Test func `a program without GPUs says why`() throws {
    defer { remove() }
    let words = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."
    let path = try program(gpus: words + "\n")
    let error = try #require(throws: DeviceError.self) { try NvidiaSMI(program: path) }
    #expect(error.description == "nvidia-smi says: \(words)")
  }
}

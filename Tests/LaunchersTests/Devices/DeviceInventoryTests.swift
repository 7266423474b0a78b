import Foundation
import NVMLDouble
import PlainJSON
import Testing

@testable import Launchers

@Suite(.timeLimit(.minutes(5))) struct DeviceInventoryTests {
  @Test func `a machine without GPUs says so in words`() {
    let inventory = DeviceInventory(environment: ["LUNAS_NVML": "/nowhere.so", "PATH": ""], root: "/nowhere")
    #expect(inventory.name == "none")
    #expect(inventory.devices().isEmpty)
    #expect(inventory.absence == "no NVIDIA driver: /nowhere.so not found; no AMD GPU")
  }

  @Test func `the caller's variable hides GPUs`() throws {
    let double = try NVMLDouble("driver 1\ngpu GPU-a 1 1024 0 0 30 A\ngpu GPU-b 2 1024 0 0 30 B\n")
    defer { double.remove() }
    var environment = ["LUNAS_NVML": double.path, "CUDA_VISIBLE_DEVICES": "GPU-b"]
    let inventory = DeviceInventory(environment: environment, root: "/nowhere")
    #expect(inventory.name == "NVML 1")
    #expect(inventory.devices().map(\.id) == ["GPU-b"])
    #expect(inventory.absence == nil)
    environment["CUDA_VISIBLE_DEVICES"] = "-1"
    let hidden = DeviceInventory(environment: environment, root: "/nowhere")
    #expect(hidden.absence == "CUDA_VISIBLE_DEVICES='-1' hides every GPU; no AMD GPU")
  }

  @Test func `a driver that hangs is not waited for, and is asked again once it answers`() throws {
    let state = "driver 1\ngpu GPU-a 1 1024 0 9 30 A\n"
    let double = try NVMLDouble(state)
    defer { double.remove() }
    let source = BoundedSource(try NVML(path: double.path), seconds: 2)
    let device = try source.devices()[0]
    #expect(try source.state(of: device).utilisation == 0.09)
    try double.set(state + "hang nvmlDeviceGetUtilizationRates\n")
    let first = try #require(throws: DeviceError.self) { try source.state(of: device) }
    #expect(first.description == "NVML 1 did not answer within 2.0 s; the driver may hang")
    #expect(!first.isLost)
    // Now also what would answer.
    let second = try #require(throws: DeviceError.self) { try source.scan() }
    #expect(second.description == "NVML 1 has not answered for more than 2.0 s; the driver hangs")
    try double.set(state)
    while (try? source.scan()) == nil { usleep(10_000) }
    #expect(try source.state(of: device).utilisation == 0.09)
  }

  @Test func `where the library fails, nvidia-smi is asked`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lunas-path-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/nvidia-smi"
    try "#!/bin/sh\necho '0, GPU-a, A100, 550, 81920, 3, 4, 30, Disabled'\n".write(
      toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let inventory = DeviceInventory(
      environment: ["LUNAS_NVML": "/nowhere.so", "PATH": "/nowhere:\(folder)"], root: "/nowhere")
    #expect(inventory.name == "nvidia-smi 550")
    #expect(inventory.devices().map(\.name) == ["A100"])
  }

  @Test func `a report names the trial of a process`() throws {
    let double = try NVMLDouble("")
    defer { double.remove() }
    let trainer = Process()
    trainer.executableURL = URL(fileURLWithPath: "/bin/sleep")
    trainer.arguments = ["100"]
    trainer.environment = ["LUNAS_TRIAL_DIR": "/home/me/.lunas/searches/digits/trials/17"]
    try trainer.run()
    // What the tests start is deaf to SIGTERM.
    defer { kill(trainer.processIdentifier, SIGKILL) }
    let (own, unseen) = (trainer.processIdentifier, Int32.max)
    try double.set(
      "gpu GPU-a 1 1024 500 9 30 A\nprocess GPU-a \(own) 400\nprocess GPU-a \(unseen) 50\ngpu GPU-b 2 1 0 0 0 B\n")
    let inventory = DeviceInventory(environment: ["LUNAS_NVML": double.path], root: "/nowhere")
    // Between start and exec a process still has the environment of the tests.
    while ProcessTable().command(of: own) != "/bin/sleep 100" { usleep(1000) }
    let machine = Machine(cores: [0, 2], memory: 1 << 30, availableMemory: 1 << 20, load: 0.5)
    let report = DeviceReport(of: inventory, machine: machine)
    #expect(report.rows[0].processes[0].trial == TrialPlace(folder: "/w/searches/digits/trials/17"))
    let user = try #require(ProcessTable().user(of: getpid()))
    #expect(
      report.json["devices"]?.arrayValue?[0] == [
        "index": 0, "id": "GPU-a", "vendor": "nvidia", "name": "A", "parent": nil, "memory": .integer(1 << 30),
        "memory_used": .integer(500 << 20), "utilisation": 0.09, "temperature": 30, "problem": nil,
        "processes": [
          [
            "pid": .integer(Int(own)), "memory": .integer(400 << 20), "command": "/bin/sleep 100",
            "user": .string(user), "search": "digits", "trial": 17,
          ],
          [
            "pid": .integer(Int(unseen)), "memory": .integer(50 << 20), "command": nil, "user": nil, "search": nil,
            "trial": nil,
          ],
        ],
      ])
    #expect(
      report.json["machine"] == [
        "cores": 2, "cpu_slots": 2, "memory": .integer(1 << 30), "memory_available": .integer(1 << 20),
        "load": 0.5,
      ])
  }

  @Test(arguments: [
    ("/w/searches/a/trials/3", "a 3"), ("/w/searches/a/trials/3/more", "a 3"), ("w/searches/a/trials/3/", "a 3"),
    ("/w/searches/a/trials/x", ""),
    ("/w/a/trials/3", ""), ("/3", ""),
  ]) func `the place of a trial is read from its folder`(folder: String, expected: String) {
    #expect(TrialPlace(folder: folder).map { "\($0.search) \($0.id)" } ?? "" == expected)
  }

  @Test func `a control group's limits count as the machine's`() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "lunas-machine-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    let files = [
      "proc/self/status": "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-3,8\n",
      "proc/self/cgroup": "0::/jobs/one\n", "proc/meminfo": "MemTotal: 1048576 kB\nMemAvailable: 524288 kB\n",
      "proc/loadavg": "1.25 0.9 0.8 1/100 3\n", "sys/fs/cgroup/jobs/cpu.max": "250000 100000\n",
      "sys/fs/cgroup/jobs/one/cpu.max": "max 100000\n", "sys/fs/cgroup/jobs/one/memory.max": "max\n",
      "sys/fs/cgroup/jobs/memory.max": "\(600 << 20)\n", "sys/fs/cgroup/jobs/memory.current": "\(500 << 20)\n",
      "sys/fs/cgroup/jobs/memory.stat": "anon 1\ninactive_file \(50 << 20)\n",
    ]
    for (path, text) in files {
      let url = URL(fileURLWithPath: "\(root)/\(path)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: false, encoding: .utf8)
    }
    let machine = Machine(root: root)
    #expect(
      machine
        == Machine(cores: [0, 1, 2, 3, 8], quota: 2.5, memory: 600 << 20, availableMemory: 150 << 20, load: 1.25))
    #expect(machine.cpuSlots == 2)
    // And the real one.
    #expect(!Machine().cores.isEmpty && Machine().memory > 0)
  }
}

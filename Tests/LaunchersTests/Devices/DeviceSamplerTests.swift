import Foundation
import NVMLDouble
import Testing

@testable import Launchers

@Suite(.timeLimit(.minutes(5))) struct DeviceSamplerTests {
  private func trial(_ id: Int, _ devices: String...) -> SampledTrial {
    SampledTrial(id: id, supervisor: nil, folder: "/t/\(id)", devices: devices)
  }

  private func state(_ use: Double?, _ memory: Int?, _ processes: [Int32: Int?] = [:]) -> DeviceState {
    DeviceState(
      memoryUsed: memory, utilisation: use,
      processes: processes.map { DeviceState.Process(pid: $0.key, memory: $0.value) })
  }

  /// Trials have processes of a hundred times their number.
  private func owner(_ pid: Int32) -> ProcessOwner {
    switch pid {
    case 100..<1000: .trial(Int(pid / 100))
    case 1000...: .unseen
    default: .other
    }
  }

  private func usage(of id: Int, _ trials: [SampledTrial], _ looks: [[String: DeviceState]]) -> DeviceUsage? {
    var sampler = DeviceSampler()
    for look in looks { sampler.take(look, of: trials, owner: owner) }
    return sampler.usage(of: id)
  }

  @Test func `use is averaged and memory is the greatest of its processes`() throws {
    let looks = [
      ["a": state(0, 900)], ["a": state(0.5, 5000, [100: 3000, 101: 1000])], ["a": state(1, 3000, [100: 2000])],
    ]
    let found = try #require(usage(of: 1, [trial(1, "a")], looks))
    #expect(found.samples == 3)
    #expect(found.meanUtilisation == 0.5)
    #expect(found.peakUtilisation == 1)
    #expect(found.peakMemory == 4000)
    #expect(found.isMemoryOfProcesses)
    #expect(found.hasUsedDevice == true)
    #expect(!found.wasShared)
  }

  @Test func `looks before the first use are counted`() throws {
    let looks = [0, 0, 0.2, 0, 0.9].map { ["a": state($0, 900)] }
    let found = try #require(usage(of: 1, [trial(1, "a")], looks))
    #expect(found.samples == 5 && found.samplesBeforeUse == 2)
    #expect(DeviceUsage(json: found.json) == found)
    #expect(usage(of: 1, [trial(1, "a")], [["a": state(0, 900)]])?.samplesBeforeUse == nil)
  }

  @Test func `memory is that of the device it uses most`() throws {
    let look = ["a": state(0.25, 10, [100: 10]), "b": state(0.75, 70, [100: 70])]
    let found = try #require(usage(of: 1, [trial(1, "a", "b")], [look]))
    #expect(found.peakMemory == 70)
    #expect(found.meanUtilisation == 0.5)
    #expect(found.samples == 1)
  }

  @Test func `beside another trial, each has the memory of its own processes`() throws {
    let trials = [trial(1, "a"), trial(2, "a")]
    let looks = [["a": state(0.9, 1000, [100: 300, 200: 600])]]
    #expect(usage(of: 1, trials, looks)?.peakMemory == 300)
    #expect(usage(of: 2, trials, looks)?.peakMemory == 600)
    #expect(usage(of: 2, trials, looks)?.wasShared == true)
  }

  @Test func `where the driver does not tell of processes, a device of its own stands for them`() throws {
    let silent = DeviceState(memoryUsed: 800, utilisation: 0.3, tellsProcesses: false)
    let found = try #require(usage(of: 1, [trial(1, "a")], [["a": silent]]))
    #expect(found.peakMemory == 800)
    #expect(!found.isMemoryOfProcesses)
    #expect(found.hasUsedDevice == true)
    let shared = try #require(usage(of: 1, [trial(1, "a"), trial(2, "a")], [["a": silent]]))
    #expect(shared.peakMemory == nil)
    #expect(shared.hasUsedDevice == nil)
    // A process without its memory, and one that a container hides.
    #expect(usage(of: 1, [trial(1, "a")], [["a": state(0.3, 700, [100: nil])]])?.peakMemory == 700)
    #expect(usage(of: 1, [trial(1, "a")], [["a": state(0.3, 700, [5000: 600])]])?.peakMemory == 700)
    // Somebody else is on it.
    #expect(usage(of: 1, [trial(1, "a")], [["a": state(0.3, 700, [100: nil, 5: 10])]])?.peakMemory == nil)
  }

  @Test func `a trial that never uses its GPU is known`() throws {
    let idle = [["a": state(0, 400)], ["a": state(0, 400)]]
    let found = try #require(usage(of: 1, [trial(1, "a")], idle))
    #expect(found.hasUsedDevice == false)
    #expect(found.peakMemory == nil)
    // Somebody else's use is not its own.
    #expect(usage(of: 1, [trial(1, "a")], [["a": state(0.9, 400, [5: 400])]])?.hasUsedDevice == false)
    // Nobody can tell while a process is hidden.
    let hidden = try #require(usage(of: 1, [trial(1, "a")], [["a": state(0, 400, [5000: 1])]]))
    #expect(hidden.hasUsedDevice == nil)
  }

  @Test func `a trial without devices, or never looked at, has no use`() {
    #expect(usage(of: 1, [trial(1)], [["a": state(0, 0)]]) == nil)
    #expect(usage(of: 1, [trial(1, "b")], [["a": state(0, 0)]]) == nil)
    var sampler = DeviceSampler()
    sampler.take(["a": state(1, 1)], of: [trial(1, "a")], owner: owner)
    #expect(sampler.end(1)?.samples == 1)
    #expect(sampler.end(1) == nil)
  }

  @Test func `use comes back from JSON as it went`() throws {
    let found = try #require(usage(of: 1, [trial(1, "a")], [["a": state(0.25, 1000, [100: 900])]]))
    #expect(DeviceUsage(json: found.json) == found)
    #expect(DeviceUsage(json: DeviceUsage().json) == DeviceUsage())
  }

  // MARK: Real processes

  private func start(_ script: String, _ environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }
    try process.run()
    return process
  }

  private func pid(in file: String) throws -> Int32 {
    for _ in 0..<5000 {
      if let text = try? String(contentsOfFile: file, encoding: .utf8), text.hasSuffix("\n"),
        let pid = Int32(text.dropLast())
      {
        return pid
      }
      usleep(2000)
    }
    throw DeviceError("\(file) was waited for in vain")
  }

  @Test func `a real tree of processes is found on a device, and a lost device is told`() throws {
    let double = try NVMLDouble("")
    defer { double.remove() }
    // A supervisor, its trainer, and the trainer's worker.
    let worker = "sh -c 'echo $$ > \(double.folder)/worker; exec sleep 100'"
    try "\(worker) & wait\n".write(toFile: "\(double.folder)/trainer", atomically: true, encoding: .utf8)
    let supervisor = try start("sh \(double.folder)/trainer & wait")
    // A process that only the variable joins to its trial.
    let apart = try start("exec sleep 100", ["LUNAS_TRIAL_DIR": "/t/2"])
    let own = try pid(in: "\(double.folder)/worker")
    let table = ProcessTable()
    defer {
      // What the tests start is deaf to SIGTERM.
      let all = [own, table.parent(of: own), supervisor.processIdentifier, apart.processIdentifier]
      for pid in all.compactMap({ $0 }) { kill(pid, SIGKILL) }
    }
    let trials = [
      SampledTrial(id: 1, supervisor: supervisor.processIdentifier, folder: "/t/1", devices: ["GPU-a"]),
      SampledTrial(id: 2, supervisor: nil, folder: "/t/2", devices: ["GPU-a", "GPU-b"]),
    ]
    while table.trialFolder(of: apart.processIdentifier) != "/t/2" { usleep(1000) }
    #expect(table.parent(of: own).flatMap { table.parent(of: $0) } == supervisor.processIdentifier)
    #expect(table.owner(of: own, among: trials) == .trial(1))
    #expect(table.owner(of: apart.processIdentifier, among: trials) == .trial(2))
    #expect(table.owner(of: getpid(), among: trials) == .other)
    #expect(table.owner(of: .max, among: trials) == .unseen)

    let gpus = "gpu GPU-a 1 1024 900 50 30 A\ngpu GPU-b 2 1024 0 0 30 B\ngpu GPU-c 3 1024 0 0 30 C\n"
    try double.set(gpus + "process GPU-a \(own) 300\nprocess GPU-a \(apart.processIdentifier) 500\n")
    let source = try NVML(path: double.path)
    let devices = try source.devices()
    var sampler = DeviceSampler()
    #expect(sampler.sample(trials, on: devices, from: source, processes: table).isEmpty)
    try double.set(gpus + "process GPU-a \(own) 400\nlost GPU-b 15\nlost GPU-c 15\n")
    let failures = sampler.sample(trials, on: devices, from: source, processes: table)
    // Of a device that nobody has, nothing is asked.
    #expect(failures.keys.sorted() == ["GPU-b"])
    #expect((failures["GPU-b"] as? DeviceError)?.isLost == true)
    #expect(sampler.usage(of: 1)?.peakMemory == 400 << 20)
    #expect(sampler.usage(of: 2)?.peakMemory == 500 << 20)
    #expect(sampler.usage(of: 1)?.samples == 2)
  }
}

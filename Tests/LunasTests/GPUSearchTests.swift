import Foundation
import PlainJSON
import Testing

/// Whole searches through the command on a machine with GPUs, as far as the driver's library tells.
@Suite(.serialized, .timeLimit(.minutes(5))) struct GPUSearchTests {
  @Test func `trials of two GPUs get linked ones, and the others can say why they wait`() async throws {
    let machine = try GPUMachine()
    defer { machine.remove() }
    try machine.write(
      "max = 5, parallel = 8, gpus = 2",
      more: "stop = { function() local f <close> = io.open('why', 'w'); f:write(search:why(3)) end },")
    try machine.start()
    try await machine.wait("two trials run") { try machine.ids("running") == [1, 2] && machine.pid(of: 2) != nil }
    #expect(machine.devices(of: 1) == ["GPU-a", "GPU-c"])
    #expect(machine.devices(of: 2) == ["GPU-b", "GPU-d"])
    let words = "needs 2 GPUs: 0 of 4 are free (trials 1 and 2 hold 4)"
    #expect(try machine.why() == words)
    try await machine.wait("a rule has asked why") {
      (try? String(contentsOfFile: "\(machine.command.folder)/why", encoding: .utf8)) == words
    }
    let table = try machine.run("ps").output
    #expect(table.contains("0: 20 %, 0 bytes; 2: 20 %, 0 bytes") && table.contains("k       3      \(words)"))
    try machine.release(2)
    try await machine.wait("the third has the GPUs of the second") {
      machine.devices(of: 3) == ["GPU-b", "GPU-d"]
    }
    let end = try machine.finish()
    #expect(end.code == 0 && end.output.contains("all 5 trials are done"))
    #expect(try machine.run("ps").output == "no controller runs in this workspace\nno trial runs or waits\n")
  }

  @Test func `shares of a GPU are given out as far as its memory goes`() async throws {
    let machine = try GPUMachine(2)
    defer { machine.remove() }
    try machine.write("max = 6, parallel = 6, gpu_memory = '30GB'")
    try machine.start()
    try await machine.wait("two trials run on each GPU") { try machine.ids("running") == [1, 2, 3, 4] }
    try await machine.wait("all have begun") { (1...4).allSatisfy { machine.devices(of: $0) != nil } }
    #expect((1...4).compactMap { machine.devices(of: $0) }.map(\.first) == ["GPU-a", "GPU-b", "GPU-a", "GPU-b"])
    let free = "the most that one has free is 24.1 GiB (trials 1, 2, 3 and 4 are on 2 GPUs)"
    #expect(try machine.why() == "needs 30 GB of one GPU: \(free)")
    #expect(try machine.finish().code == 0)
  }

  @Test func `a GPU that somebody else is using is left alone, unless asked for`() async throws {
    let machine = try GPUMachine(2)
    defer { machine.remove() }
    try machine.set([("GPU-a", 1, 5000)])
    try machine.write("max = 3, parallel = 3, gpus = 1")
    try machine.start()
    try await machine.wait("one trial runs") { machine.devices(of: 1) != nil }
    let words = "needs 1 GPU: 0 of 2 are free (trial 1 holds 1; GPU 0 is used by pid 1 of others)"
    try await machine.wait("the second says why it waits") { try machine.why() == words }
    #expect(machine.devices(of: 1) == ["GPU-b"])
    try await machine.wait("people are told") {
      machine.output.contains("k: GPU 0 is used by pid 1 of others: it is given to no trial until they are gone")
    }
    try machine.set()
    try await machine.wait("it is free again") { machine.devices(of: 2) == ["GPU-a"] }
    #expect(try machine.finish().code == 0)

    let other = try GPUMachine(2)
    defer { other.remove() }
    try other.set([("GPU-a", 1, 5000)])
    try other.write("max = 3, parallel = 3, gpus = 1, use_busy_gpus = true")
    try other.start()
    try await other.wait("two trials run") { other.devices(of: 2) != nil }
    #expect(other.devices(of: 1) == ["GPU-b"] && other.devices(of: 2) == ["GPU-a"])
    #expect(try other.finish().code == 0)
  }

  @Test func `a GPU that is lost in the middle is set aside, and the rest goes on`() async throws {
    let machine = try GPUMachine(2)
    defer { machine.remove() }
    try machine.write("max = 4, parallel = 2, gpus = 1")
    try machine.start()
    try await machine.wait("two trials run") { machine.devices(of: 2) != nil && machine.devices(of: 1) != nil }
    try machine.set(more: "lost GPU-a 15")
    try await machine.wait("it is told") { machine.output.contains("k: GPU 0 is set aside: it is lost: ") }
    try machine.release(1)
    try await machine.wait("nothing is started on it") {
      try machine.why()?.hasPrefix("needs 1 GPU: 0 of 2 are free (trial 2 holds 1; GPU 0 is set aside: ") == true
    }
    let end = try machine.finish()
    #expect(end.code == 0 && (3...4).allSatisfy { machine.devices(of: $0) == ["GPU-b"] })
  }

  @Test func `where nothing is said of GPUs, trials have them whole until it is known what they need`()
    async throws
  {
    let machine = try GPUMachine(2)
    defer { machine.remove() }
    try machine.write("max = 20, parallel = 6")
    try machine.start()
    // As the driver would: the processes of those trials that run, 20 GiB each.
    func show(_ trials: [Int]) throws {
      try machine.set(
        trials.compactMap { trial in
          guard let pid = machine.pid(of: trial), let gpu = machine.devices(of: trial)?.first else { return nil }
          return (gpu, pid, 20480)
        })
    }
    func measured(_ trial: Int) throws -> Bool {
      try machine.ps()["trials"]?.arrayValue?.first { $0["id"]?.intValue == trial }?["devices"]?.arrayValue?
        .contains { $0["memory"]?.intValue == 20480 << 20 } == true
    }
    try await machine.wait("two run") { machine.devices(of: 1) != nil && machine.devices(of: 2) != nil }
    #expect(Set([1, 2].compactMap { machine.devices(of: $0) }) == [["GPU-a"], ["GPU-b"]])
    #expect(try machine.why() == "needs 1 GPU: 0 of 2 are free (trials 1 and 2 hold 2)")
    for trial in 1...3 {
      try await machine.wait("trial \(trial) and the next run") { machine.devices(of: trial + 1) != nil }
      try show([trial, trial + 1])
      try await machine.wait("its memory is seen") { try measured(trial) }
      // The controller looks every five seconds.
      try await Task.sleep(for: .seconds(6))
      try machine.release(trial)
      try show([trial + 1])
    }
    try await machine.wait("three share each GPU") { try machine.ids("running").count == 6 }
    #expect(try machine.finish().code == 0)
  }

  @Test func `a controller that is killed and goes on gives no GPU twice`() async throws {
    let machine = try GPUMachine(2)
    defer { machine.remove() }
    try machine.write("max = 4, parallel = 4, gpus = 1")
    try machine.start()
    try await machine.wait("two trials run") { machine.devices(of: 2) != nil && machine.devices(of: 1) != nil }
    machine.killController()
    let trials = try machine.ps()["trials"]?.arrayValue ?? []
    #expect(trials.map { $0["state"] } == ["running", "running"])
    #expect(trials.first?["why"] == "its controller is gone: 'lunas resume k' takes it over")
    #expect(try machine.ps()["controller"] == .null)
    try machine.start(["resume", "k"])
    try await machine.wait("the next says why it waits") {
      try machine.why() == "needs 1 GPU: 0 of 2 are free (trials 1 and 2 hold 2)"
    }
    #expect(try machine.ids("running") == [1, 2])
    try machine.release(2)
    try await machine.wait("the third has the GPU of the second") { machine.devices(of: 3) == ["GPU-b"] }
    #expect(try machine.finish().code == 0)
  }

  @Test func `more GPUs than there are end the search before it begins`() throws {
    let machine = try GPUMachine()
    defer { machine.remove() }
    try machine.write("max = 4, parallel = 4, gpus = 5")
    let run = try machine.run("run", "search.lua")
    #expect(run.code == 1)
    #expect(
      run.error.contains("gpus: expected at most 4, as this process may use 4 GPUs, got 5; ask for fewer"))
    #expect(machine.pid(of: 1) == nil)
  }

  @Test func `GPUs that are hidden from the caller are given to no trial`() async throws {
    let machine = try GPUMachine()
    defer { machine.remove() }
    try machine.write("max = 2, parallel = 2, gpus = 1")
    try machine.start(["run", "search.lua"], ["CUDA_VISIBLE_DEVICES": "3,1"])
    try await machine.wait("two trials run") { machine.devices(of: 2) != nil && machine.devices(of: 1) != nil }
    #expect(Set([1, 2].compactMap { machine.devices(of: $0) }) == [["GPU-b"], ["GPU-d"]])
    #expect(try machine.finish().code == 0)
  }

  @Test func `trials with cores of their own run on those and no others`() async throws {
    let machine = try GPUMachine(0)
    defer { machine.remove() }
    let devices = try JSON(parsing: try machine.run("devices", "--format", "json").output)
    let count = try #require(devices["machine"]?["cpu_slots"]?.intValue)
    // Under a quota the cores are nobody's own, and trials are counted and bound to none.
    let isBound = devices["machine"]?["cores"]?.intValue == count
    try machine.write("max = \(count + 1), parallel = \(count + 1), cores = 1")
    try machine.start()
    try await machine.wait("a trial runs on each core") { try machine.ids("running").count == count }
    try await machine.wait("all have begun") { (1...count).allSatisfy { machine.pid(of: $0) != nil } }
    #expect(try machine.why()?.hasPrefix("needs 1 core: 0 of \(count) are free") == true)
    let allowed = try (1...count).map { trial in
      let status = try String(contentsOfFile: "/proc/\(machine.pid(of: trial) ?? 0)/status", encoding: .utf8)
      return status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    }
    if isBound { #expect(Set(allowed).count == count) }
    #expect(try machine.finish().code == 0)
  }

  @Test func `what a crash left is ended before anything is started, and said with its GPU`() async throws {
    let machine = try GPUMachine(2)
    defer { machine.remove() }
    try machine.write("max = 2, parallel = 2, gpus = 1")
    try machine.command.write(
      "sleep 1000 & echo $! > \"$1/child\"\n"
        + (try String(contentsOfFile: "\(machine.command.folder)/train.sh", encoding: .utf8)), to: "train.sh")
    try machine.start()
    try await machine.wait("two trials run") { machine.devices(of: 2) != nil && machine.devices(of: 1) != nil }
    let trial = try #require(try machine.ps()["trials"]?.arrayValue?.first { $0["id"] == 2 })
    let supervisor = try #require(trial["pid"]?.intValue)
    machine.killController()
    // The trainer ends with its supervisor; what it had started does not.
    kill(Int32(supervisor), SIGKILL)
    let file = "\(machine.command.folder)/.lunas/searches/k/trials/2/child"
    let child = try #require(
      Int32(try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
    let gpu = try #require(machine.devices(of: 2)?.first)
    try machine.set([(gpu, child, 12288)])
    try await machine.wait("the trial is lost") { try machine.ids("lost") == [2] }
    let overview = try machine.ps()
    #expect(overview["leftovers"]?.arrayValue?.map { $0["pid"]?.intValue } == [Int(child)])
    let words = "pid \(child) (sleep 1000), left of trial 2 of 'k' by an earlier crash, with 12 GiB of GPU "
    #expect(try machine.run("ps").output.contains(words))
    try machine.start(["resume", "k"])
    try await machine.wait("it is told") { machine.output.contains("ended " + words) }
    // One that nobody has reaped yet has no variables any more.
    #expect(FileManager.default.contents(atPath: "/proc/\(child)/environ") ?? Data() == Data())
    #expect(try machine.finish().code == 0)
  }
}

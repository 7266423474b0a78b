import Foundation
import NVMLDouble
import PlainJSON
import Testing

/// Measures beside trainings on the GPUs of a double of the driver's library.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ReservedMeasureTests {
  /// Each program writes what it was given to see, and how many of each kind are on a GPU.
  private static let search = """
    name = 'k', space = { a = nas.int(1, 6) }, reward = 'accuracy', controller = 'grid',
    trainer = { '/bin/sh', '-c', [[ mkdir gpu-$CUDA_VISIBLE_DEVICES || echo train >> overlaps
      echo "train $CUDA_VISIBLE_DEVICES" >> seen; sleep 0.1; rmdir gpu-$CUDA_VISIBLE_DEVICES
      echo '{"accuracy":0.5}' >> $LUNAS_METRICS ]] },
    """
  private static let measure = """
    { '/bin/sh', '-c', [[ mkdir gpu-$CUDA_VISIBLE_DEVICES || echo measure >> overlaps
      echo "measure $CUDA_VISIBLE_DEVICES" >> seen; sleep 0.05; rmdir gpu-$CUDA_VISIBLE_DEVICES; echo ms=4 ]] }
    """

  /// Runs six trials and gives what programs saw.
  private func run(gpus: Int, _ keys: String) throws -> (code: Int32, error: String, seen: [String]) {
    let command = try Command()
    let double = try NVMLDouble(
      "driver 550.54.15\n"
        + (0..<gpus).map { "gpu GPU-\($0) \($0 + 1)A 81920 0 0 40 NVIDIA A100-SXM4-80GB\n" }.joined())
    defer {
      command.remove()
      double.remove()
    }
    try command.writeSearch(Self.search + keys)
    let result = try command.run(
      ["run", "search.lua"],
      environment: ["CUDA_VISIBLE_DEVICES": "0,1,2,3", "LUNAS_NVML": double.path])
    #expect(!FileManager.default.fileExists(atPath: "\(command.folder)/overlaps"))
    let seen = (try? String(contentsOfFile: "\(command.folder)/seen", encoding: .utf8)) ?? ""
    return (result.code, result.output + result.error, seen.split(separator: "\n").map(String.init))
  }

  @Test func `the last GPU is kept for measures, and trials have the others`() throws {
    let result = try run(
      gpus: 3,
      "trials = { max = 6, parallel = 6, gpus = 1 }, measure = { command = \(Self.measure), metric = 'ms', reserved = true }"
    )
    #expect(result.code == 0, "\(result.error)")
    #expect(result.seen.filter { $0 == "measure GPU-2" }.count == 6)
    #expect(Set(result.seen.filter { $0.hasPrefix("train") }) == ["train GPU-0", "train GPU-1"])
  }

  @Test func `a GPU can be named, and one that is not there is told before anything runs`() throws {
    let keys = "trials = { max = 2, gpus = 1 }, measure = { command = \(Self.measure), metric = 'ms', reserved = "
    let named = try run(gpus: 2, keys + "0 }")
    #expect(
      named.code == 0 && named.seen.sorted() == ["measure GPU-0", "measure GPU-0", "train GPU-1", "train GPU-1"])
    let missing = try run(gpus: 2, keys + "'GPU-9' }")
    #expect(missing.code == 1 && missing.seen.isEmpty)
    #expect(missing.error.contains("there is no device 'GPU-9'; known: 0 (GPU-0), 1 (GPU-1)"))
    let only = try run(gpus: 1, keys + "0 }")
    #expect(only.code == 1 && only.error.contains("with reserved = true measures and trials take turns"))
  }

  @Test func `on the only GPU measures and trials take turns`() throws {
    let result = try run(
      gpus: 1,
      "trials = { max = 6, parallel = 3, gpus = 1 }, measure = { command = \(Self.measure), metric = 'ms', reserved = true }"
    )
    #expect(result.code == 0, "\(result.error)")
    #expect(result.seen.count == 12 && result.seen.allSatisfy { $0.hasSuffix(" GPU-0") })
  }

  @Test func `a measure that reserves nothing sees no GPU and takes none`() throws {
    let result = try run(
      gpus: 1,
      """
      trials = { max = 3, parallel = 3, gpus = 1 },
      measure = { command = { '/bin/sh', '-c', 'echo "measure ${CUDA_VISIBLE_DEVICES-unset}" >> seen; echo ms=4' },
        metric = 'ms' }
      """)
    #expect(result.code == 0, "\(result.error)")
    #expect(
      result.seen.sorted() == ["measure ", "measure ", "measure "] + Array(repeating: "train GPU-0", count: 3))
  }

  @Test func `however often the controller is killed, each trial is measured and trained`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 12) }, reward = 'ms', controller = 'grid',
      trials = { max = 12, parallel = 4 },
      trainer = { '/bin/sh', '-c', 'sleep 0.05; echo "{\\\\"accuracy\\\\":0.5}" >> $LUNAS_METRICS' },
      measure = {
        { command = { '/bin/sh', '-c', 'sleep 0.03; echo $1 >> measured; echo ms=$1', 'sh', '{arch.a}' }, metric = 'ms',
          reserved = true },
        { command = function(arch) return arch.a end, metric = 'width', limit = 9 },
      }
      """)
    let process = try command.start(["run", "search.lua"])
    while !FileManager.default.fileExists(atPath: "\(command.folder)/measured"), process.isRunning { usleep(2000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    for round in 0..<12 {
      let process = try command.start(["resume", "k"])
      usleep(UInt32(60_000 + 17_000 * round))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(try command.run("resume", "k").code == 0)
    let trials = try #require(try JSON(parsing: command.run("trials", "k", "--format", "json").output).arrayValue)
    #expect(trials.map { $0["state"]?.stringValue == "completed" } == (1...12).map { $0 <= 9 })
    #expect(trials.map { $0["reward"]?.doubleValue } == (1...12).map { $0 <= 9 ? Double($0) : nil })
    // What ran on without its controller was taken over: nothing was measured twice.
    let measured = try String(contentsOfFile: "\(command.folder)/measured", encoding: .utf8).split(separator: "\n")
    #expect(measured.compactMap { Int($0) }.sorted() == Array(1...12))
  }
}

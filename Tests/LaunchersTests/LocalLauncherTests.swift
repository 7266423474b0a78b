import Foundation
import PlainJSON
import Testing

@testable import Launchers

/// Real trainers under real supervisors. The trainers are shell programs; Lunas itself never uses a shell.
@Suite(.timeLimit(.minutes(5))) struct LocalLauncherTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "lunas-launcher-\(UUID())").path

  /// The program itself stands beside the tests.
  private static let lunas = Bundle.main.bundleURL.deletingLastPathComponent().appending(path: "debug/lunas").path
  static var supervisor: [String] {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
      path: "lunas"
    ).path
    return [FileManager.default.isExecutableFile(atPath: beside) ? beside : lunas, "supervise"]
  }

  private func folder(_ id: Int) -> TrialFolder { TrialFolder("\(root)/\(id)") }

  private func spec(_ id: Int, _ script: String, timeout: Double? = nil, grace: Double = 0.3) -> TrialSpec {
    TrialSpec(
      id: id, arguments: ["/bin/sh", "-c", script], environment: ["GIVEN": "x y"], directory: "/tmp",
      architecture: ["k": 3], seed: .max, limits: TrialLimits(timeout: timeout, grace: grace))
  }

  /// Starts trials and collects their events until all have ended.
  private func run(_ specs: [TrialSpec]) async throws -> [TrialEvent] {
    let launcher = LocalLauncher(supervisor: Self.supervisor)
    for spec in specs { try await launcher.start(spec, in: folder(spec.id)) }
    return await Self.events(of: launcher, ends: specs.count)
  }

  private static func events(of launcher: LocalLauncher, ends: Int) async -> [TrialEvent] {
    var events: [TrialEvent] = []
    var open = ends
    for await event in launcher.events {
      events.append(event)
      switch event {
      case .ended, .lost: open -= 1
      default: break
      }
      if open == 0 { break }
    }
    return events
  }

  private func outcome(_ script: String, timeout: Double? = nil) async throws -> ExitRecord {
    defer { try? FileManager.default.removeItem(atPath: root) }
    guard case .ended(_, let record)? = try await run([spec(1, script, timeout: timeout)]).last else {
      throw TrialFolderError(path: root, problem: "has no end")
    }
    return record
  }

  /// The processes that carry the mark of this test's folders.
  private func isAlive(_ pidFile: String) -> Bool {
    guard let text = try? String(contentsOfFile: pidFile, encoding: .utf8),
      let pid = pid_t(text.prefix { $0.isNumber })
    else { return false }
    let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ") Z"
    return !(stat.split(separator: ")").last?.hasPrefix(" Z") ?? true)
  }

  @Test func `a trainer's metrics arrive in order, then its end`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let script = """
      echo out; echo err >&2
      for i in 1 2 3; do echo "{\\"step\\":$i,\\"accuracy\\":0.$i,\\"name\\":\\"x\\"}" >> "$LUNAS_METRICS"; sleep 0.02; done
      printf '{"accuracy":NaN}' >> "$LUNAS_METRICS"
      """
    let events = try await run([spec(1, script), spec(2, script)])
    for id in 1...2 {
      let measurements = events.compactMap { event in
        if case .measurement(id, let measurement) = event { measurement } else { nil }
      }
      #expect(measurements.map(\.line) == [1, 2, 3, 4])
      #expect(measurements.map(\.step) == [1, 2, 3, nil])
      #expect(measurements[1].metrics == ["accuracy": 0.2])
      #expect(measurements[3].metrics["accuracy"]?.isNaN == true)
      #expect(try String(contentsOfFile: folder(id).outputPath, encoding: .utf8) == "out\n")
      #expect(folder(id).errorTail() == "err")
    }
    let ends = events.compactMap { if case .ended(_, let record) = $0 { record } else { nil } }
    #expect(ends.map(\.outcome) == [.exited(code: 0), .exited(code: 0)])
    #expect(ends.allSatisfy { $0.endedAt >= $0.startedAt + 0.05 && $0.peakMemory > 100_000 })
  }

  @Test func `a trainer gets its environment`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let script = "echo \"$LUNAS_TRIAL_DIR|$LUNAS_TRIAL_ID|$LUNAS_SEED|$GIVEN|$(cat $LUNAS_ARCH)|$PWD\""
    _ = try await run([spec(7, script)])
    let printed = try String(contentsOfFile: folder(7).outputPath, encoding: .utf8)
    #expect(printed == "\(folder(7).path)|7|18446744073709551615|x y|{\n \"k\": 3\n}|/tmp\n")
  }

  @Test func `lines that are no metrics are told with their reason`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let script = "printf 'rubbish\\n[1]\\n{\"a\":\"b\"}\\n\\n{\"a\":1}\\n' >> $LUNAS_METRICS"
    let events = try await run([spec(1, script)])
    let reasons = events.compactMap { event in
      if case .notice(_, let notice) = event { notice.text } else { nil }
    }
    #expect(
      reasons == [
        "line 1 of its metrics is no JSON: expected a value, got 'r': rubbish",
        "line 2 of its metrics is an array, not an object of metrics: [1]",
        "line 3 of its metrics has no number besides the step: {\"a\":\"b\"}",
      ])
    #expect(events.count == 5)
  }

  /// What cloudml-hypertune does, in Python, and a trainer that only prints.
  @Test func `trainers of Vertex and trainers that print are heard`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let program = """
      import collections, json, os, time
      tag, path = os.environ['CLOUD_ML_HP_METRIC_TAG'], os.environ['CLOUD_ML_HP_METRIC_FILE']
      entries = collections.deque(maxlen=100)
      for step in range(1, 91):
        entries.append({'timestamp': time.time(), 'trial': str(os.environ.get('CLOUD_ML_TRIAL_ID', 0)),
          tag: str(float("nan") if step == 90 else step / 200), 'global_step': str(step)})
        with open(path, 'w') as file:
          for entry in entries: file.write(json.dumps(entry, sort_keys=True) + '\\n')
        time.sleep(0.005)
      open(os.path.join(os.environ['AIP_MODEL_DIR'], 'model'), 'w').close()
      """
    var vertex = spec(1, "")
    vertex.arguments = ["python3", "-c", program]
    vertex.environment["CLOUD_ML_HP_METRIC_TAG"] = "top_1_accuracy"
    var printing = spec(2, "echo begin; echo step=1 loss=0.5; printf '{\"step\":2,\"loss\":0.25}'")
    printing.readsOutput = true
    let events = try await run([vertex, printing])
    func measurements(of id: Int) -> [TrialMeasurement] {
      events.compactMap { if case .measurement(id, let measurement) = $0 { measurement } else { nil } }
    }
    let reported = measurements(of: 1)
    #expect(reported.map(\.step) == Array(1...90))
    #expect(reported.dropLast().last?.metrics == ["top_1_accuracy": 0.445])
    #expect(reported.last?.metrics["top_1_accuracy"]?.isNaN == true)
    #expect(FileManager.default.fileExists(atPath: folder(1).artifactsPath + "/model"))
    #expect(measurements(of: 2).map(\.step) == [1, 2])
    #expect(measurements(of: 2).map { $0.metrics["loss"] } == [0.5, 0.25])
    #expect(try folder(2).spec() == printing)
  }

  @Test func `a trainer says that an architecture cannot be trained, beside metrics or alone`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let script = """
      echo '{"infeasible":"too deep","params":5}' >> $LUNAS_METRICS; echo '{"infeasible":true}' >> $LUNAS_METRICS
      echo '{"infeasible":""}' >> $LUNAS_METRICS; echo '{"infeasible":1}' >> $LUNAS_METRICS
      echo '{"infeasible":false}' >> $LUNAS_METRICS; exit 3
      """
    let events = try await run([spec(1, script)])
    let measurements = events.compactMap {
      if case .measurement(_, let measurement) = $0 { measurement } else { nil }
    }
    let unsaid = "its trainer says that it cannot be trained"
    #expect(
      measurements == [
        TrialMeasurement(line: 1, step: nil, metrics: ["params": 5], infeasible: "too deep"),
        TrialMeasurement(line: 2, step: nil, metrics: [:], infeasible: unsaid),
        TrialMeasurement(line: 3, step: nil, metrics: [:], infeasible: unsaid),
        TrialMeasurement(line: 4, step: nil, metrics: ["infeasible": 1]),
      ])
    #expect(events.contains { if case .notice(1, _) = $0 { true } else { false } })
  }

  @Test func `a crash keeps the last words`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let events = try await run([spec(1, "echo 'ValueError: bad kernel' >&2; exit 3"), spec(2, "kill -SEGV $$")])
    let reasons = events.compactMap {
      if case .ended(let id, let record) = $0 { folder(id).failureReason(record) } else { nil }
    }
    #expect(Set(reasons) == ["exit code 3: ValueError: bad kernel", "killed by signal 11 (Segmentation fault)"])
  }

  @Test func `a trainer that does not exist is an end with its name`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    var missing = spec(1, "")
    missing.arguments = ["no-such-trainer", "x"]
    var nowhere = spec(2, "true")
    nowhere.directory = "/no/such/folder"
    let outcomes = try await run([missing, nowhere]).compactMap {
      if case .ended(_, let r) = $0 { r.outcome } else { nil }
    }
    #expect(outcomes.contains(.notStarted(reason: "cannot start 'no-such-trainer': No such file or directory")))
    #expect(
      outcomes.contains(
        .notStarted(reason: "cannot enter the directory '/no/such/folder': No such file or directory")))
  }

  @Test func `a timeout ends the whole tree, also what left the session and ignores SIGTERM`() async throws {
    let pids = root + ".pid"
    defer { try? FileManager.default.removeItem(atPath: pids) }
    let script = """
      setsid sh -c 'trap "" TERM; echo $$ > \(pids); while :; do sleep 0.05; done' &
      trap '' TERM; while :; do sleep 0.05; done
      """
    let record = try await outcome(script, timeout: 0.5)
    #expect(record.outcome == .timedOut)
    #expect(FileManager.default.fileExists(atPath: pids))
    #expect(!isAlive(pids))
  }

  @Test func `what a trainer leaves behind is ended with it`() async throws {
    let pids = root + ".pid"
    defer { try? FileManager.default.removeItem(atPath: pids) }
    let record = try await outcome("(echo $$ ; sleep 1000) & sleep 1000 & echo $! > \(pids); exit 4")
    #expect(record.outcome == .exited(code: 4))
    #expect(!isAlive(pids))
  }

  @Test func `a trial that is stopped says so`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let launcher = LocalLauncher(supervisor: Self.supervisor)
    try await launcher.start(spec(1, "echo {\\\"a\\\":1} >> $LUNAS_METRICS; sleep 1000"), in: folder(1))
    for await event in launcher.events {
      if case .measurement = event { await launcher.stop(id: 1) }
      if case .ended(_, let record) = event {
        #expect(record.outcome == .stopped)
        break
      }
    }
  }

  @Test func `a killed supervisor is a lost trial, and nothing of it is left`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let launcher = LocalLauncher(supervisor: Self.supervisor)
    let pids = root + "-child.pid"
    defer { try? FileManager.default.removeItem(atPath: pids) }
    let script = "setsid sleep 1000 & echo $! > \(pids); echo {\\\"a\\\":1} >> $LUNAS_METRICS; sleep 1000"
    try await launcher.start(spec(1, script), in: folder(1))
    for await event in launcher.events {
      if case .measurement = event { kill(try #require(FolderLock.holder(folder(1))), SIGKILL) }
      if case .lost = event { break }
      if case .ended = event { Issue.record("a killed supervisor cannot record an end") }
    }
    #expect(!isAlive(pids))
  }

  @Test func `a second launcher takes over what runs and what has ended`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let gate = root + ".gate"
    defer { try? FileManager.default.removeItem(atPath: gate) }
    let first = LocalLauncher(supervisor: Self.supervisor)
    let script =
      "echo {\\\"a\\\":1} >> $LUNAS_METRICS; while [ ! -e \(gate) ]; do sleep 0.02; done; echo {\\\"a\\\":2} >> $LUNAS_METRICS"
    try await first.start(spec(1, script), in: folder(1))
    try await first.start(spec(2, "true"), in: folder(2))
    for await event in first.events { if case .ended(2, _) = event { break } }

    let second = LocalLauncher(supervisor: Self.supervisor)
    guard case .ended(let record) = await second.adopt(id: 2, folder: folder(2)) else {
      Issue.record("trial 2 has ended")
      return
    }
    #expect(record.outcome == .exited(code: 0))
    guard case .running = await second.adopt(id: 1, folder: folder(1)) else {
      Issue.record("trial 1 runs")
      return
    }
    await #expect(throws: TrialFolderError.self) { try await second.start(spec(1, "true"), in: folder(1)) }
    #expect(FileManager.default.createFile(atPath: gate, contents: nil))
    let events = await Self.events(of: second, ends: 1)
    #expect(events.count == 3)
  }

  @Test func `a trial that was never started is lost`() async throws {
    let launcher = LocalLauncher(supervisor: Self.supervisor)
    guard case .lost = await launcher.adopt(id: 1, folder: folder(1)) else {
      Issue.record("there is nothing to adopt")
      return
    }
  }

  @Test func `another attempt keeps the files of the one before`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    _ = try await run([spec(1, "echo one")])
    var again = spec(1, "echo two")
    again.attempt = 2
    _ = try await run([again])
    #expect(try String(contentsOfFile: folder(1).path + "/attempts/1/stdout.log", encoding: .utf8) == "one\n")
    #expect(try String(contentsOfFile: folder(1).outputPath, encoding: .utf8) == "two\n")
  }

  @Test func `a damaged folder is named`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    try folder(1).prepare(spec(1, "true"))
    try "{\"how\":".write(toFile: folder(1).exitPath, atomically: true, encoding: .utf8)
    do {
      _ = try folder(1).exitRecord()
      Issue.record("it was read")
    } catch { #expect("\(error)".hasPrefix("\(folder(1).exitPath) is damaged: expected a value")) }
    #expect(throws: TrialFolderError.self) { try TrialFolder("/proc/x").prepare(spec(1, "true")) }
  }
}

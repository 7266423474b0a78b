import Foundation
import PlainJSON
import Testing

@testable import Launchers

/// What supervisors enforce, and what becomes of trials when the server that supervisors are forked from dies.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SupervisionTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "lunas-supervision-\(UUID())").path

  private func folder(_ id: Int) -> TrialFolder { TrialFolder("\(root)/\(id)") }

  private func spec(
    _ script: String, id: Int = 1, slot: Slot = Slot(), limits: TrialLimits = TrialLimits(grace: 0.3)
  ) -> TrialSpec {
    TrialSpec(id: id, arguments: ["/bin/sh", "-c", script], directory: "/tmp", slot: slot, limits: limits)
  }

  /// Runs one trial to its end.
  private func end(of spec: TrialSpec) async throws -> ExitRecord {
    let launcher = LocalLauncher(supervisor: LocalLauncherTests.supervisor)
    try await launcher.start(spec, in: folder(spec.id))
    for await event in launcher.events {
      if case .ended(_, let record) = event { return record }
      if case .lost(_, let reason) = event { throw TrialFolderError(path: root, problem: reason) }
    }
    throw TrialFolderError(path: root, problem: "has no end")
  }

  @Test func `a trainer that prints without end fills no disk, and its last words are kept`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let script = "echo first; head -c 3000000 /dev/zero | tr '\\0' 'x'; echo; echo last; echo bad >&2"
    let record = try await end(of: spec(script, limits: TrialLimits(grace: 0.3, output: 100_000)))
    #expect(record.outcome == .exited(code: 0))
    let text = try String(contentsOfFile: folder(1).outputPath, encoding: .utf8)
    #expect(text.hasPrefix("first\nxxx") && text.hasSuffix("xxx\nlast\n"))
    #expect(text.utf8.count < 200_000)
    #expect(text.contains("x [\(record.lostOutput) bytes are left out here] x"))
    #expect(record.lostOutput > 2_800_000)
    #expect(folder(1).errorTail() == "bad")
  }

  @Test func `output at its limit to the byte is kept whole`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    for (id, count) in [99_999, 100_000, 100_001, 165_536, 165_537].enumerated() {
      let script = "head -c \(count) /dev/zero | tr '\\0' 'x'"
      let record = try await end(of: spec(script, id: id, limits: TrialLimits(output: 100_000)))
      let size = try #require(
        try FileManager.default.attributesOfItem(atPath: folder(id).outputPath)[.size] as? Int)
      #expect(record.lostOutput == max(0, count - 165_536))
      #expect(record.lostOutput > 0 ? size > 165_536 : size == count)
    }
  }

  @Test func `a trainer that says nothing counts as hung, one that reports or prints does not`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let limits = TrialLimits(grace: 0.3, silence: 1)
    let silent = try await end(of: spec("echo begins; trap '' TERM; while :; do sleep 0.1; done", limits: limits))
    #expect(silent.outcome == .silent)
    #expect(folder(1).failureReason(silent).hasPrefix("hung: it printed nothing and reported nothing for 1 s"))
    let saying = "for i in 1 2 3 4 5 6; do sleep 0.4;"
    let reporting = try await end(
      of: spec("\(saying) echo '{\"a\":1}' >> $LUNAS_METRICS; done", id: 2, limits: limits))
    #expect(reporting.outcome == .exited(code: 0))
    let printing = try await end(of: spec("\(saying) echo x >&2; done", id: 3, limits: limits))
    #expect(printing.outcome == .exited(code: 0))
  }

  @Test func `silence is counted from the last report, and an open file is none`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let limits = TrialLimits(grace: 0.3, silence: 4)
    let last = "echo '{\"a\":1}' >> $LUNAS_METRICS; sleep 60"
    let reporting = try await end(of: spec("sleep 0.5; \(last)", limits: limits))
    #expect(reporting.outcome == .silent)
    // Counted from the look at the end of the first 4 seconds it would be 8.
    #expect((4.5..<7.5).contains(reporting.endedAt - reporting.startedAt))
    let opening = try await end(of: spec(": >> $LUNAS_METRICS; sleep 60", id: 2, limits: limits))
    #expect(opening.outcome == .silent)
    #expect((4..<7.5).contains(opening.endedAt - opening.startedAt))
  }

  @Test func `whatever time the files have, a report is one`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let limits = TrialLimits(grace: 0.3, silence: 1)
    let write = "echo '{\"a\":1}' >> $LUNAS_METRICS; touch -d"
    for (id, time) in ["1999-01-01", "2099-01-01"].enumerated() {
      let script = "for i in 1 2 3 4 5 6; do sleep 0.4; \(write) \(time) $LUNAS_METRICS; done"
      let record = try await end(of: spec(script, id: id, limits: limits))
      #expect(record.outcome == .exited(code: 0))
    }
  }

  @Test func `logs of a trial that is given secrets are for its owner alone`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    var given = spec("echo $HF_TOKEN; echo $HF_TOKEN >&2; exit 1")
    given.environment = ["HF_TOKEN": "hf_abc123"]
    var named = spec("echo x; echo x >&2", id: 2)
    named.inherited = ["PATH", "NO_SUCH_API_KEY"]
    let record = try await end(of: given)
    _ = try await end(of: named)
    _ = try await end(of: spec("echo x; echo x >&2", id: 3))
    let modes = try [1, 2, 3].flatMap { [folder($0).outputPath, folder($0).errorPath] }.map { path in
      try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) & 0o077
    }
    #expect(modes[..<4] == [0, 0, 0, 0] && !modes[4...].contains(0))
    #expect(try String(contentsOfFile: folder(1).errorPath, encoding: .utf8) == "hf_abc123\n")
    #expect(folder(1).failureReason(record) == "exit code 1: ***")
    #expect(folder(1).logTail() == "***")
  }

  @Test func `all processes of a trial together keep to its memory`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    // Two processes, each below the limit.
    let hog = "python3 -c 'import time; x = bytearray(60 << 20); time.sleep(60)'"
    let limits = TrialLimits(grace: 0.3, memory: 100 << 20)
    let record = try await end(of: spec("\(hog) & \(hog) & wait", limits: limits))
    #expect(record.outcome == .memoryLimit)
    #expect(record.peakMemory > 100 << 20)
    #expect(folder(1).failureCause(record) == .outOfHostMemory(source: FailureCause.limit))
    #expect(
      folder(1).failureReason(record).hasPrefix(
        "out of host memory: it took more memory than its limit of 100MiB"))
    let small = try await end(of: spec("python3 -c 'x = bytearray(20 << 20)'", id: 2, limits: limits))
    #expect(small.outcome == .exited(code: 0))
  }

  @Test func `a trainer is kept to its cores`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let record = try await end(of: spec("grep Cpus_allowed_list /proc/self/status", slot: Slot(cores: [0])))
    #expect(record.outcome == .exited(code: 0))
    #expect(try String(contentsOfFile: folder(1).outputPath, encoding: .utf8) == "Cpus_allowed_list:\t0\n")
  }

  @Test func `arguments and variables of any length arrive`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let long = String(repeating: "ä", count: 60_000)
    var spec = spec("printf '%s %s' \"$LONG\" \"$0\"")
    spec.arguments.append(long + "b")
    spec.environment = ["LONG": long]
    #expect(try await end(of: spec).outcome == .exited(code: 0))
    #expect(try String(contentsOfFile: folder(1).outputPath, encoding: .utf8) == "\(long) \(long)b")
  }

  @Test func `trials go on when the server of supervisors is killed, and others can be started`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let gate = root + ".gate"
    defer { try? FileManager.default.removeItem(atPath: gate) }
    let launcher = LocalLauncher(supervisor: LocalLauncherTests.supervisor)
    let script = "echo '{\"a\":1}' >> $LUNAS_METRICS; while [ ! -e \(gate) ]; do sleep 0.02; done"
    try await launcher.start(spec(script), in: folder(1))
    var ended: [Int] = []
    for await event in launcher.events {
      switch event {
      case .measurement(1, _):
        let supervisor = try #require(FolderLock.holder(folder(1)))
        let server = try #require(Self.parent(of: supervisor))
        kill(server, SIGKILL)
        while Self.parent(of: server) != nil { try await Task.sleep(for: .milliseconds(10)) }
        try await launcher.start(spec("true", id: 2), in: folder(2))
      case .ended(let id, let record):
        #expect(record.outcome == .exited(code: 0))
        ended.append(id)
        #expect(FileManager.default.createFile(atPath: gate, contents: nil))
      case .lost(let id, let reason):
        Issue.record("trial \(id) is lost: \(reason)")
        ended.append(-id)
      default: break
      }
      if ended.count == 2 { break }
    }
    #expect(ended == [2, 1])
  }

  @Test func `the server ends with its launcher, and the trials do not`() async throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    var launcher: LocalLauncher? = LocalLauncher(supervisor: LocalLauncherTests.supervisor)
    try await launcher?.start(spec("sleep 1000"), in: folder(1))
    var supervisor: pid_t?
    while supervisor == nil {
      try await Task.sleep(for: .milliseconds(10))
      supervisor = FolderLock.holder(folder(1))
    }
    let pid = try #require(supervisor)
    let server = try #require(Self.parent(of: pid))
    launcher = nil
    while Self.parent(of: server) != nil { try await Task.sleep(for: .milliseconds(10)) }
    let second = LocalLauncher(supervisor: LocalLauncherTests.supervisor)
    guard case .running = await second.adopt(id: 1, folder: folder(1)) else {
      Issue.record("trial 1 runs")
      return
    }
    await second.stop(id: 1)
    for await event in second.events {
      guard case .ended(1, let record) = event else { continue }
      #expect(record.outcome == .stopped)
      break
    }
  }

  /// The parent of a process that lives.
  private static func parent(of pid: pid_t) -> pid_t? {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    return fields.first == "Z" ? nil : fields.dropFirst().first.flatMap { pid_t($0) }
  }
}

import Foundation
import PlainJSON
import Testing

/// Trainers in wrappers, and the variables that they get.
@Suite(.serialized, .timeLimit(.minutes(5))) struct WrapTests {
  /// A shell trainer that prints its variables; the path of its program is whole, so that it needs none.
  private static func search(_ keys: String, body: String = "", arguments: String = "") -> String {
    """
    name = 'k', space = { a = nas.int(1, 3) }, reward = 'accuracy', controller = 'grid', proxy = { image = 'tiny' },
    trainer = { '/bin/sh', '-c', [[\(body)
      /usr/bin/env; echo '{"accuracy":0.5}' >> "${LUNAS_METRICS-$0}"]], '{trial.dir}/metrics.jsonl'\(arguments) },
    trials = { max = 1, max_failed = 2 }, \(keys)
    """
  }

  private func folder(_ command: Command, of search: String = "k") -> String {
    "\(command.folder)/.lunas/searches/\(search)/trials/1"
  }

  private func variables(_ command: Command, of search: String = "k") throws -> [String: String] {
    let log = try String(contentsOfFile: "\(folder(command, of: search))/stdout.log", encoding: .utf8)
    let lines = log.split(separator: "\n")
    return Dictionary(
      lines.compactMap { line in
        line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
      }
    ) { $1 }
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func trial(_ command: Command) throws -> JSON {
    try JSON(parsing: command.run("show", "k", "1", "--format", "json").output)
  }

  @Test func `a variable that is to be inherited and is not set is told once`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search("env = { 'PATH', 'NO_SUCH_VARIABLE' }"))
    let output = try command.run("run", "search.lua").output
    let notice = "k: NO_SUCH_VARIABLE of 'env' is not set here, so trainers do not get it\n"
    #expect(output.components(separatedBy: notice).count == 2, "\(output)")
  }

  @Test func `what a trainer prints of a secret is in no message and not in the store`() throws {
    let command = try Command()
    defer { command.remove() }
    let body = "echo token $HF_TOKEN is bad >&2; exit 1"
    try command.writeSearch(
      Self.search(
        "env = { 'PATH', 'HF_TOKEN' }, on_failure = function(t) print('heard', t.log) return 'retry' end,"
          + " retry = 1", body: body))
    let run = try command.run(["run", "search.lua"], environment: ["HF_TOKEN": "hf_secret"])
    #expect(run.output.contains("heard\ttoken *** is bad") && run.output.contains("exit code 1: token *** is bad"))
    #expect(!run.output.contains("hf_secret") && !run.error.contains("hf_secret"))
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(command.folder)/.lunas")
    where name.hasPrefix("lunas.sqlite") {
      let store = try Data(contentsOf: URL(fileURLWithPath: "\(command.folder)/.lunas/\(name)"))
      #expect(store.range(of: Data("hf_secret".utf8)) == nil)
    }
    #expect(try String(contentsOfFile: "\(folder(command))/stderr.log", encoding: .utf8).contains("hf_secret"))
    #expect(try mode("\(folder(command))/stderr.log") == 0o600)
  }

  @Test func `what is meant for this process alone is not inherited`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search("env = { DATA = '/data/{config.image}/{trial.id}', N = 3, HALF = 0.5 }"))
    let outer = [
      "LUNAS_METRICS": "/outer", "LUNAS_OUTER": "1", "CLOUD_ML_PROJECT": "outer", "NOTIFY_SOCKET": "/run/notify",
      "LISTEN_FDS": "1", "MINE": "yes",
    ]
    #expect(try command.run(["run", "search.lua"], environment: outer).code == 0)
    let found = try variables(command)
    #expect(found["MINE"] == "yes" && found["HOME"] != nil)
    #expect(found["DATA"] == "/data/tiny/1" && found["N"] == "3" && found["HALF"] == "0.5")
    #expect(found["LUNAS_METRICS"] == "\(folder(command))/metrics.jsonl")
    for name in ["LUNAS_OUTER", "NOTIFY_SOCKET", "LISTEN_FDS", "CLOUD_ML_PROJECT"] {
      #expect(found[name] == nil, "\(name)")
    }
  }

  @Test func `list entries are all that is inherited, and secrets are in no store and for no other eyes`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search("env = { 'PATH', 'GIVEN_TOKEN', 'ABSENT', API_TOKEN = 'hush-1' }, wrap = { 'env' }"))
    let run = try command.run(
      ["run", "search.lua"], environment: ["MINE": "yes", "GIVEN_TOKEN": "hush-2"])
    #expect(run.code == 0, "\(run.output)")
    let found = try variables(command)
    #expect(found["API_TOKEN"] == "hush-1" && found["GIVEN_TOKEN"] == "hush-2" && found["PATH"] != nil)
    #expect(found["MINE"] == nil && found["ABSENT"] == nil && found["HOME"] == nil)
    #expect(found["LUNAS_TRIAL_ID"] == "1")
    #expect(try mode("\(folder(command))/trial.json") == 0o600)
    #expect(!run.output.contains("hush-") && !run.error.contains("hush-"))
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(command.folder)/.lunas") {
      guard let data = FileManager.default.contents(atPath: "\(command.folder)/.lunas/\(name)") else { continue }
      #expect(data.range(of: Data("hush-".utf8)) == nil, "\(name)")
    }
    let spec = try String(contentsOfFile: "\(folder(command))/trial.json", encoding: .utf8)
    #expect(spec.contains("hush-1") && !spec.contains("hush-2"))
  }

  @Test func `a mistake in a secret does not show it`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(Self.search("env = { API_TOKEN = 'hush{confg.x}' }"))
    let run = try command.run("run", "search.lua")
    #expect(run.code == 1 && run.error.contains("the value of env.API_TOKEN: unknown placeholder 'confg.x'"))
    #expect(!run.error.contains("hush"))
  }

  @Test(arguments: [
    "{ 'nice', '-n', '3' }", "{ 'env', '-i', 'WRAPPED={trial.name}' }", "{ 'chroot', '/' }",
    "{ 'unshare', '--pid', '--fork', '--mount-proc' }",
    "{ 'bwrap', '--dev-bind', '/', '/', '--unshare-pid', '--die-with-parent' }",
  ])
  func `any program may be the wrapper`(wrap: String) throws {
    let program = String(wrap.dropFirst(3).prefix { $0 != "'" })
    // Namespaces and roots of their own are not to be had everywhere.
    let probe = [
      "nice": ["true"], "env": ["true"], "chroot": ["/", "true"],
      "unshare": ["--pid", "--fork", "--mount-proc", "true"],
      "bwrap": ["--dev-bind", "/", "/", "--unshare-pid", "true"],
    ]
    let command = try Command()
    defer { command.remove() }
    let works = try command.run(
      [program] + (probe[program] ?? []), program: URL(fileURLWithPath: "/usr/bin/env"))
    guard works.code == 0 else { return }
    try command.writeSearch(Self.search("wrap = \(wrap)", body: "echo NICE=$(nice); echo SELF=$$"))
    #expect(try command.run("run", "search.lua").code == 0)
    #expect(try trial(command)["state"] == "completed")
    let found = try variables(command)
    switch program {
    case "nice":
      try command.writeSearch(Self.search("", body: "echo NICE=$(nice)").replacing("'k'", with: "'plain'"))
      #expect(try command.run("run", "search.lua").code == 0)
      let own = try variables(command, of: "plain")["NICE"].flatMap { Int($0) }
      #expect(try found["NICE"] == String(#require(own) + 3))
    case "env":
      let name = try #require(found["WRAPPED"])
      #expect(name.hasPrefix("lunas-k-1-1-") && name.count == 20 && found["LUNAS_TRIAL_ID"] == nil)
    case "unshare": #expect(found["SELF"] == "1")
    default: break
    }
  }

  @Test func `the file of variables holds what Lunas gives and is written where it is named`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      Self.search(
        "env = { 'PATH', DATA = 'a b' }, wrap = { '/bin/sh', '-c', 'cp \"$0\" copy; exec \"$@\"', '{trial.env}' }")
    )
    #expect(try command.run("run", "search.lua").code == 0)
    let lines = try String(contentsOfFile: "\(command.folder)/copy", encoding: .utf8).split(separator: "\n")
    #expect(lines.contains("DATA=a b") && lines.contains("LUNAS_TRIAL_ID=1"))
    #expect(lines.contains { $0.hasPrefix("LUNAS_METRICS=/") } && !lines.contains { $0.hasPrefix("PATH=") })
    #expect(try mode("\(folder(command))/trial.env") == 0o600)
    try command.writeSearch(Self.search("env = { DATA = 'a' }").replacing("'k'", with: "'plain'"))
    #expect(try command.run("run", "search.lua").code == 0)
    let plain = "\(command.folder)/.lunas/searches/plain/trials/1"
    #expect(!FileManager.default.fileExists(atPath: "\(plain)/trial.env"))
    #expect(try mode("\(plain)/trial.json") == 0o644)
    try command.writeSearch(
      Self.search("env = { DATA = 'a\\nb' }, wrap = { 'env', 'X={trial.env}' }").replacing("'k'", with: "'broken'")
    )
    #expect(try command.run("run", "search.lua").code == 3)
    #expect(try command.run("show", "broken", "1").output.contains("the variable DATA has a line break"))
  }

  @Test func `what a wrapper started is ended with it, also in a namespace of its own`() throws {
    let command = try Command()
    defer { command.remove() }
    let works = try command.run(
      ["unshare", "--pid", "--fork", "--mount-proc", "true"], program: URL(fileURLWithPath: "/usr/bin/env"))
    guard works.code == 0 else { return }
    let mark = "61\(UInt32.random(in: 10000...99999))"
    try command.writeSearch(
      Self.search(
        "wrap = { 'unshare', '--pid', '--fork', '--mount-proc' }", body: "sleep \(mark) & sleep \(mark)"
      )
      .replacing("max_failed = 2", with: "max_failed = 2, timeout = 0.5"))
    #expect(try command.run("run", "search.lua").code == 3)
    #expect(try trial(command)["failure"] == "timed_out")
    let left = try command.run(["-f", "sleep \(mark)"], program: URL(fileURLWithPath: "/usr/bin/pgrep"))
    #expect(left.output.isEmpty)
  }

  @Test
  func `what a wrapper left behind is ended before the next attempt, and only where it may have left something`()
    throws
  {
    let command = try Command()
    defer { command.remove() }
    try command.writeSearch(
      """
      name = 'k', space = { a = nas.int(1, 2) }, reward = 'accuracy', controller = 'grid',
      trials = { max = 2, max_failed = 3, timeout = 0.3 }, retry = { times = 1, on = { 'timeout' } },
      wrap = { '/bin/sh', '-c', 'echo begin $0 >> log; exec "$@"', '{trial.name}' },
      unwrap = { '/bin/sh', '-c', 'sleep 0.3; echo end $0 >> log; exit 1', '{trial.name}' },
      trainer = { '/bin/sh', '-c', '[ $0 = 1 ] && sleep 60; exit 1', '{arch.a}' },
      """)
    #expect(try command.run("run", "search.lua").code == 3)
    let log = try String(contentsOfFile: "\(command.folder)/log", encoding: .utf8).split(separator: "\n")
      .map { String($0.dropLast(9)) }
    #expect(
      log == [
        "begin lunas-k-1-1", "end lunas-k-1-1", "begin lunas-k-1-2", "end lunas-k-1-2", "begin lunas-k-2-1",
      ])
  }

  @Test func `trainers that are no programs have no wrapper`() throws {
    let command = try Command()
    defer { command.remove() }
    for key in ["wrap = { 'nice' }", "env = { A = '1' }"] {
      try command.writeSearch(
        "name = 'k', space = { a = nas.int(1, 3) }, reward = 'r', trainer = function() return { r = 1 } end, \(key)"
      )
      let run = try command.run("run", "search.lua")
      #expect(run.code == 1 && run.error.contains("is for trainers that are programs"))
    }
  }
}

import Foundation
import Testing

/// Scripts of somebody else's that want more than they may have. Each must end within its limits, with an error that
/// says which one, and its host must go on as if nothing had been.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SandboxTests {
  /// A script, what it may use (as Lua), and what its error may say.
  struct Hostile: Sendable, CustomTestStringConvertible {
    let source: String
    let limits: String
    let expected: [String]
    var testDescription: String { source }
  }

  static let time = "the sandbox's time limit of 0.2 s is reached"
  static let memory = "the sandbox's memory limit of 16 MiB is reached"

  private static func hostile(_ expected: String..., limits: String, _ sources: [String]) -> [Hostile] {
    sources.map { Hostile(source: $0, limits: limits, expected: expected) }
  }

  static let endless = hostile(
    time, limits: "time = 0.2",
    [
      "while true do end",
      "while true do pcall(function() while true do end end) end",
      "while true do xpcall(error, function() while true do end end) end",
      "while true do local c = coroutine.create(function() while true do end end) coroutine.resume(c) end",
      "local c = coroutine.wrap(function() while true do coroutine.yield() end end) while true do c() end",
      "return setmetatable({}, { __index = function() while true do end end }).x",
      "local t <close> = setmetatable({}, { __close = function() while true do end end })",
      "error(setmetatable({}, { __tostring = function() while true do end end }))",
      "table.sort({ 3, 2, 1 }, function() while true do end end)",
      "('x'):gsub('.', function() while true do end end)",
      "load(function() while true do end end)",
      "while true do pcall(load, 'x = ') end",
      "while true do pcall(string.rep, 'x', 1 << 30) end",
      "while true do print('x') end",
      "while true do io.write(('x'):rep(100000)) end",
      "while true do pcall(setmetatable, {}, { __gc = print }) end",
      // One call in C, which no hook can end.
      "return ('a'):rep(40):find(('a*'):rep(20) .. 'b')",
      "return ('a'):rep(40):match(('a-'):rep(20) .. 'b')",
      "for _ in ('a'):rep(40):gmatch(('a*'):rep(20) .. 'b') do end",
      "return ('a'):rep(40):gsub(('.-'):rep(20) .. 'b', '')",
      "table.move({}, 1, 1 << 40, 2)",
      "table.concat(setmetatable({}, { __index = function() return '' end }), '', 1, 1 << 40)",
      "local t = setmetatable({}, { __len = function() return 1 << 30 end }) table.insert(t, 1, 1)",
    ])

  static let large = hostile(
    memory, limits: "memory = '16MiB', time = 20",
    [
      "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
      "return ('x'):rep(1 << 30)",
      "local s = 'x' while true do s = s .. s end",
      "return ('x'):rep(1 << 20):gsub('x', ('y'):rep(1 << 10))",
      "local t = {} for i = 1, 1 << 30 do t[i] = i end",
      "return table.concat({ ('x'):rep(1 << 22), ('x'):rep(1 << 22), ('x'):rep(1 << 22) })",
      "return string.pack('s', ('x'):rep(1 << 23))",
    ])

  static let spent = hostile(
    "the sandbox's instruction limit of 100000 is reached", limits: "instructions = 100000",
    [
      "while true do end",
      "while true do pcall(function() while true do end end) end",
      "while true do local c = coroutine.wrap(function() while true do end end) c() end",
    ])

  static let deep =
    hostile(
      "stack overflow", limits: "memory = '512MiB', time = 20",
      [
        "local function f() return 1 + f() end f()",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k + 1] end return t[1]",
      ])
    + hostile(
      "tables in at most 200 levels", limits: "time = 10",
      ["local t = {} for _ = 1, 100000 do t = { t } end return t"])
    + hostile(
      "data of at most 1000000 values", limits: "memory = '512MiB', time = 20",
      ["local t = { 1 } for _ = 1, 60 do t = { t, t } end return t"])
    + hostile(
      "nested deeper than", limits: "time = 20",
      ["local nas = require 'lunas' local d = 1 for _ = 1, 200 do d = nas.one_of { d } end return d"])
    + hostile(
      "error object is a table value", limits: "",
      ["error(setmetatable({}, { __tostring = function() return {} end }))"])
    + hostile(
      "the sandbox's result is longer than 16 MiB", limits: "memory = '64MiB', time = 20",
      ["local s = ('x'):rep(1 << 24) return { s, s }"])

  /// What is not there at all.
  static let missing =
    hostile(
      "attempt to load a binary chunk", limits: "",
      ["assert(load('\\27Lua'))", "assert(load('\\27Lua', 'x', 'b'))"])
    + hostile("field 'dump'", limits: "", ["string.dump(print)"])
    + hostile("method 'dump'", limits: "", ["('x'):dump()"])
    + hostile(
      "attempt to index a boolean value", limits: "",
      ["getmetatable('').__index = nil", "getmetatable(require('lunas').int(1, 2)).__gc = print"])
    + hostile(
      "attempt to index a boolean value", limits: "folder = '.'",
      ["getmetatable(io.open('data.txt')).__gc = print"])
    + hostile(
      "the sandbox allows no '__gc'", limits: "",
      [
        "setmetatable({}, { __gc = function() while true do end end })",
        "local m = setmetatable({}, {}) m.__gc = 1 setmetatable({}, m)",
      ])
    + hostile("the sandbox allows no 'collectgarbage(\"stop\")'", limits: "", ["collectgarbage('stop')"])
    + hostile("the sandbox allows no 'search'", limits: "", ["require('lunas').search {}"])
    + hostile("global 'debug'", limits: "", ["debug.sethook()", "debug.getregistry()"])
    + hostile("global 'package'", limits: "", ["package.loadlib('libc.so.6', '*')"])
    + hostile("global 'dofile'", limits: "", ["dofile('/etc/passwd')"])
    + hostile("global 'loadfile'", limits: "", ["loadfile('/etc/passwd')"])
    + ["execute", "exit", "getenv", "remove", "rename", "tmpname", "setlocale"].flatMap {
      hostile("field '\($0)'", limits: "", ["os.\($0)('x')"])
    }
    + ["popen", "tmpfile", "input", "output", "read"].flatMap {
      hostile("field '\($0)'", limits: "", ["io.\($0)('x')"])
    }

  /// Files that are none of a script's business.
  static let outside =
    hostile(
      "lies outside the sandbox's folder", limits: "folder = '.'",
      [
        "io.open('/etc/passwd')", "io.open('../x')", "io.open('passwd')", "io.open('root/etc/passwd')",
        "io.lines('/etc/passwd')", "io.open('sub/../../x')", "require '../x'", "require '/etc/passwd'",
        "require 'evil'",
        "require 'root.etc.passwd'",
      ])
    + hostile(
      "for reading only", limits: "folder = '.'", ["io.open('data.txt', 'w')", "io.open('data.txt', 'r+')"])
    + hostile("the sandbox has no folder", limits: "", ["io.open('data.txt')", "require 'part'"])
    + hostile("attempt to load a binary chunk", limits: "folder = '.'", ["require 'bytecode'"])
    + hostile("Invalid argument", limits: "folder = '.'", ["assert(io.open('pipe'))"])

  static func prepare(_ command: Command) throws {
    try command.write(
      "local nas = require 'lunas'\nreturn { width = nas.int(1, 9), kinds = { 'a', nas.one_of { 1, 2 } } }",
      to: "space.lua")
    try command.write("first\nsecond\n", to: "data.txt")
    try command.write("return { name = ... }", to: "part.lua")
    try command.write("\u{1b}Lua", to: "bytecode.lua")
    let manager = FileManager.default
    try manager.createDirectory(atPath: "\(command.folder)/sub", withIntermediateDirectories: true)
    for (name, target) in [("passwd", "/etc/passwd"), ("root", "/"), ("evil.lua", "/etc/passwd")] {
      try manager.createSymbolicLink(atPath: "\(command.folder)/\(name)", withDestinationPath: target)
    }
    mkfifo("\(command.folder)/pipe", 0o600)
  }

  @Test(arguments: endless + large + spent + deep + missing + outside)
  func `a hostile script ends with an error that says why`(script: Hostile) throws {
    let command = try Command()
    defer { command.remove() }
    try Self.prepare(command)
    try command.write(script.source, to: "hostile.lua")
    try command.write(
      """
      local nas = require 'lunas'
      print(select(2, pcall(nas.sandbox, io.open('hostile.lua'):read('a'), { \(script.limits) })))
      print(nas.sandbox 'return 7')
      """, to: "host.lua")
    let started = ContinuousClock.now
    let result = try command.run("host.lua")
    #expect(script.expected.contains { result.output.contains($0) }, "\(result.output)\(result.error)")
    #expect(result.output.hasSuffix("\n7\n"), "\(result.output)\(result.error)")
    #expect(ContinuousClock.now - started < .seconds(25))
  }

  @Test(arguments: [
    ("return require('lunas').space { a = require('lunas').int(1, 3) }", "Space(3 architectures, 1 decision)"),
    ("return require('lunas').int(1, 3)", "int(1, 3)"), ("return", "nil"), ("return 1.5", "1.5"),
    ("return 'text'", "text"), ("return true, 2", "true"),
    ("return math.maxinteger", "9223372036854775807"), ("return os.date('*t').year > 2000", "true"),
    ("return require('part').name", "part"), ("return io.open('data.txt'):read('a')", "first\nsecond\n"),
    ("for line in io.lines 'data.txt' do return line end", "first"),
    (
      "local n = {} for k in pairs(_G) do n[#n + 1] = k end table.sort(n) return table.concat(n, ' ')",
      "_G _VERSION arg assert collectgarbage coroutine error getmetatable io ipairs load math next os pairs pcall "
        + "print rawequal rawget rawlen rawset require select setmetatable string table tonumber tostring type "
        + "utf8 warn xpcall"
    ), ("return getmetatable('')", "false"), ("return load('return ...', 'x', 'b', {})(4)", "4"),
    ("return coroutine.wrap(function() coroutine.yield(5) end)()", "5"),
    ("return pcall(require, 'none')", "false"),
    ("return select(2, io.open('none'))", "none: No such file or directory"),
    ("return select('#', pcall(error)), _G._G == _G, load('return 1')()", "2"),
  ])
  func `what a sandboxed script returns is what its host gets`(source: String, text: String) throws {
    let command = try Command()
    defer { command.remove() }
    try Self.prepare(command)
    try command.write("print(require('lunas').sandbox([==[\(source)]==], { folder = '.' }))", to: "host.lua")
    let result = try command.run("host.lua")
    #expect(result.output == text + "\n", "\(result.error)")
  }

  @Test func `a search space of somebody else's is searched like one's own`() throws {
    let command = try Command()
    defer { command.remove() }
    try Self.prepare(command)
    try command.write(
      """
      local nas = require 'lunas'
      local found = nas.sandbox(io.open('space.lua'):read 'a')
      print(found.width, found.kinds[1], found.kinds[2], nas.space(found))
      local own = setmetatable({}, { __gc = function() print 'collected' end })
      """, to: "host.lua")
    let result = try command.run("host.lua")
    #expect(
      result.output == "int(1, 9)\ta\tone_of(2 candidates)\tSpace(18 architectures, 2 decisions)\ncollected\n",
      "\(result.error)")
  }

  @Test(arguments: [
    (["fine.lua", "one", "--help"], 0, "fine.lua\tone\t--help\tfirst\n", ""),
    (["--time", "0.2", "endless.lua"], 1, "", "lunas: \(time)\n"),
    (["--time", "0.2s", "pattern.lua"], 1, "", "lunas: \(time)\n"),
    (["--memory", "16MiB", "large.lua"], 1, "", "lunas: \(memory)\n"),
    (["wrong.lua"], 1, "", "lunas: wrong.lua:2: oops\n"),
    (["none.lua"], 1, "", "lunas: the script none.lua cannot be read\n"),
    (["--folder", "none", "fine.lua"], 1, "", "the sandbox's folder none cannot be opened (No such file"),
    (["--time", "soon", "fine.lua"], 2, "", "The value 'soon' is invalid for '--time"),
    (["--memory", "1KiB", "fine.lua"], 2, "", "at least 1 MiB expected, got 1 KiB"),
    (["empty.lua"], 0, "", ""), ([], 2, "", "Missing expected argument '<file>'"),
    (["--help"], 0, "lunas --sandbox", ""),
  ])
  func `the command says what happened`(words: [String], code: Int32, output: String, error: String) throws {
    let command = try Command()
    defer { command.remove() }
    try Self.prepare(command)
    try command.write(
      "#!/usr/bin/lunas\nprint(arg[0], arg[1], arg[2], io.open('data.txt'):read())", to: "fine.lua")
    try command.write("", to: "empty.lua")
    try command.write("while true do pcall(error) end", to: "endless.lua")
    try command.write("return ('a'):rep(40):find(('a*'):rep(20) .. 'b')", to: "pattern.lua")
    try command.write("return ('x'):rep(1 << 30)", to: "large.lua")
    try command.write("\nerror 'oops'", to: "wrong.lua")
    let process = try command.start(["--sandbox"] + words)
    process.waitUntilExit()
    #expect(process.terminationStatus == code)
    let written = try ["out", "err"].map {
      try String(contentsOfFile: "\(command.folder)/.\($0)", encoding: .utf8)
    }
    #expect(output.isEmpty ? written[0].isEmpty : written[0].contains(output), "\(written)")
    #expect(error.isEmpty ? written[1].isEmpty : written[1].contains(error), "\(written)")
  }

  @Test func `an interrupted host leaves no sandbox behind`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write(
      "print(pcall(require('lunas').sandbox, 'while true do end', { time = 60, instructions = 1 << 60 }))",
      to: "host.lua")
    let process = try command.start(["host.lua"])
    var child: Int32?
    let started = ContinuousClock.now
    while child == nil, ContinuousClock.now - started < .seconds(20) {
      Thread.sleep(forTimeInterval: 0.02)
      child = Self.child(of: process.processIdentifier)
    }
    let sandbox = try #require(child)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(kill(sandbox, 0) != 0)
    #expect(try String(contentsOfFile: "\(command.folder)/.out", encoding: .utf8).hasPrefix("false\t"))
  }

  /// A process that another one started, from any of its threads.
  private static func child(of parent: Int32) -> Int32? {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(parent)/task")) ?? []
    let texts = tasks.compactMap {
      try? String(contentsOfFile: "/proc/\(parent)/task/\($0)/children", encoding: .utf8)
    }
    return texts.lazy.flatMap { $0.split(separator: " ") }.compactMap { Int32($0) }.first
  }
}

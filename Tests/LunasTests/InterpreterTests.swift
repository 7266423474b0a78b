import Foundation
import Testing

/// A command line that has to do under `lunas` what it does under `lua`.
struct LuaLine: CustomTestStringConvertible, Sendable {
  let arguments: [String]
  var input = ""
  var environment: [String: String] = [:]
  var files: [String: String] = [:]

  init(
    _ arguments: String..., input: String = "", environment: [String: String] = [:], files: [String: String] = [:]
  ) {
    self.arguments = arguments
    self.input = input
    self.environment = environment
    self.files = files
  }

  var testDescription: String { "lua " + arguments.joined(separator: " ") }

  static let lua = URL(fileURLWithPath: "/usr/bin/lua5.4")

  /// What both programs do with the line, `lua` first, each called by the same name.
  func results() throws -> [Command.Result] {
    let command = try Command()
    defer { command.remove() }
    for (name, text) in files { try command.write(text, to: name) }
    var environment = ["HOME": command.folder, "XDG_DATA_HOME": "", "LUNAS_TEST_FOLDER": command.folder]
    environment.merge(self.environment) { $1 }
    return try [Self.lua, Command.executable].map { program in
      let result = try command.run(arguments, input: input, program: program, environment: environment)
      return Command.Result(
        output: result.output.replacing(program.path, with: "lua"),
        error: result.error.replacing(program.path, with: "lua"), code: result.code)
    }
  }

  func expectSame() throws {
    let results = try results()
    #expect(results[1].output == results[0].output)
    #expect(results[1].error == results[0].error)
    #expect(results[1].code == results[0].code)
  }
}

/// The command without a verb is Lua: the same words give the same output, errors and exit code.
@Suite(.timeLimit(.minutes(5))) struct InterpreterTests {
  @Test(arguments: [
    LuaLine("-e", "print(1, 2.0, 'x')"),
    LuaLine("-eprint(1)", "-e", "x = 2", "-e", "print(x)"),
    LuaLine("-e", ""),
    LuaLine("-l", "first", "-lsecond", "-e", "print(first, second)", files: twoModules),
    LuaLine("-l", "g=first", "-e", "print(g, first)", files: twoModules),
    LuaLine("-l", "broken", files: ["broken.lua": "error 'at load'"]),
    LuaLine("-E", "-e", "print(package.path, package.cpath)", environment: ["LUA_PATH": "/no/?.lua"]),
    LuaLine("-W", "-e", "warn('one', ' two')"),
    LuaLine("-e", "warn('silent') warn('@on') warn('heard') warn('@off') warn('silent')"),
    LuaLine("-", "a", "b", input: "local t = {...}\nlocal n = #t\nprint(n, t[1], arg[0], arg[2], arg[-1])\n"),
    LuaLine(input: "local x = 1\nlocal function f()\n  return x + 1\nend\nprint(f(), ...)\n"),
    LuaLine("--", "script.lua", "-x", files: ["script.lua": "print(arg[0], arg[1], arg[-1], ...)"]),
    LuaLine("--", "-", files: ["-": "print 'a file of that name'"]),
    LuaLine("script.lua", files: ["script.lua": "#!/usr/bin/env lua\nprint 'second line'\nerror('third')"]),
    LuaLine(
      "-e", "x = 1", "script.lua", "one", "two words", "-v",
      files: ["script.lua": "print(#arg, ...) for i = -3, 3 do print(i, arg[i]) end print(select('#', ...))"]),
    LuaLine("script.lua", "a", files: ["script.lua": "return 7"]),
    LuaLine("-e", "arg[1] = 'changed' arg[2] = 'more'", "s.lua", "a", files: ["s.lua": "print(...)"]),
    LuaLine("-e", "arg = nil", "s.lua", files: ["s.lua": "print(...)"]),
  ])
  func `options and scripts are read as lua reads them`(line: LuaLine) throws { try line.expectSame() }

  static let twoModules = ["first.lua": "return 'one: ' .. ...", "second.lua": "return 'two'"]

  @Test(arguments: [
    LuaLine("-e", "print(x)", environment: ["LUA_INIT": "x = 5"]),
    LuaLine("-e", "print(x)", environment: ["LUA_INIT": "@start.lua"], files: ["start.lua": "x = 'file'"]),
    LuaLine("-e", "print(x)", environment: ["LUA_INIT": "x = 5", "LUA_INIT_5_4": "x = 6"]),
    LuaLine("-e", "print(1)", environment: ["LUA_INIT": "error('early')"]),
    LuaLine("-e", "print(1)", environment: ["LUA_INIT": "x ="]),
    LuaLine("-e", "print(1)", environment: ["LUA_INIT": "@no.such.file"]),
    LuaLine("-E", "-e", "print(x)", environment: ["LUA_INIT": "x = 5"]),
    LuaLine("-e", "print(package.path)", environment: ["LUA_PATH": "/a/?.lua;;/b/?.lua"]),
    LuaLine("-e", "print(package.cpath)", environment: ["LUA_CPATH": "/a/?.so;;"]),
    LuaLine("-e", "print(package.path)", environment: ["LUA_PATH": "/a/?", "LUA_PATH_5_4": "/c/?"]),
    LuaLine("-e", "package.path = '/none/?.lua' package.cpath = '' require 'nothing.here'"),
  ])
  func `the environment is heeded as lua heeds it`(line: LuaLine) throws { try line.expectSame() }

  @Test(arguments: [
    LuaLine("-e", "x = = 1"),
    LuaLine("-e", "for i = 1 do"),
    LuaLine("script.lua", files: ["script.lua": "print 'never'\nlocal x <const> = 1\nx = 2"]),
    LuaLine("script.lua", files: ["script.lua": traced]),
    LuaLine("script.lua", files: ["script.lua": "local t = {}\nprint(t.a.b)"]),
    LuaLine("script.lua", files: ["script.lua": "local co = coroutine.wrap(function() error('in it') end)\nco()"]),
    LuaLine("-e", "local function f(n) return n + f(n + 1) end print(pcall(f, 1))"),
    LuaLine("-e", "error({})"), LuaLine("-e", "error()"), LuaLine("-e", "error(nil)"), LuaLine("-e", "error(42)"),
    LuaLine("-e", "error('no place', 0)"), LuaLine("-e", "error(print == nil)"),
    LuaLine("-e", "error(setmetatable({}, { __tostring = function() return 'as told' end }))"),
    LuaLine("-e", "error(setmetatable({}, { __name = 'Thing' }))"),
    LuaLine("-e", "local c <close> = setmetatable({}, { __close = function() error('closing') end })"),
    LuaLine("-e", "print(pcall(error, { 1 }) == false, select(2, pcall(error)))"),
    LuaLine("-e", "print(xpcall(function() local x = nil + 1 end, debug.traceback))"),
    LuaLine("-e", "print(debug.traceback('here'))"),
    LuaLine("no.such.file"), LuaLine("no/such.lua", "a"),
  ])
  func `errors are told as lua tells them`(line: LuaLine) throws { try line.expectSame() }

  static let traced = """
    local function inner(x) error("deep " .. x) end
    function outer() inner("down") print() end
    local t = { method = function() outer() print() end }
    t.method()
    """

  @Test(arguments: [
    LuaLine("-e", "os.exit(3)"), LuaLine("-e", "os.exit(false)"), LuaLine("-e", "io.write('kept') os.exit(true)"),
    LuaLine("-e", closing + "os.exit(true, true)"), LuaLine("-e", closing + "os.exit(4)"),
    LuaLine("-e", "setmetatable({}, { __gc = function() print 'collected' end })"),
    LuaLine("-e", "coroutine.wrap(function() os.exit(6) end)()"),
    LuaLine("-e", "pcall(os.exit, 5) print 'never'"),
    LuaLine("-e", "os.exit(7)", input: "print 'never'"),
  ])
  func `a script leaves as from lua`(line: LuaLine) throws { try line.expectSame() }

  static let closing = "local c <close> = setmetatable({}, { __close = function() print 'closed' end }) "

  @Test(arguments: [
    "print(coroutine.isyieldable(), select(2, coroutine.running()), type(coroutine.running()))",
    "print(pcall(coroutine.yield, 1))",
    "local n = 0 debug.sethook(function() n = n + 1 end, '', 100) for i = 1, 1e5 do end debug.sethook() print(n)",
    "local l = {} debug.sethook(function(e, n) l[#l + 1] = e end, 'crl') print() debug.sethook() print(#l, l[1])",
    "print(debug.gethook())",
    "print(math.type(collectgarbage('count')), collectgarbage(), collectgarbage('isrunning'))",
    "print(collectgarbage('generational'), collectgarbage('incremental'))",
    "print(string.format('%d %5d %-5d| %05.1f %e %g %x %X %o %c %s %10.3s| %% %i', 1, 2, 3, 4.55, 5, 6e20, 255, 255, "
      + "8, 65, 'text', 'abcdef', 9))",
    "print(string.format('%q %q %q %q', 'a\\n\\0\"', 1 / 3, math.mininteger, 1e308 * 10), string.format('%a', 1))",
    "print(pcall(string.format, '%y', 1), pcall(string.format, '%d', 1.5))",
    "print(1e15, 1e16, 2^53, 2^63, 10 // 3, -7 // 2, -7 % 3, 7 // 0.0, 0/0 ~= 0/0, 1e100, 0x10, 0xA.8p0, 3 | 4)",
    "print(os.setlocale(), tostring(1.0), #'ü', utf8.len 'ü', string.rep('ab', 3, ','))",
    "for k in pairs(_G) do if not tostring(k):find '^[%l_]' then print(k) end end print(_VERSION, nas, help)",
    "local t = {} for k in pairs(_G) do t[#t + 1] = k end table.sort(t) print(table.concat(t, ' '))",
    "print(io.popen('kill -TERM $$; echo alive'):read 'a')", "print(io.popen('kill -TERM $$'):close())",
    "print(os.execute('kill -INT $$; echo alive'))", "print(os.execute('kill -PIPE $$; echo alive'))",
    "print(os.execute('exit 3'))", "print(os.execute())",
    "print(io.popen('grep Sig[BIC].*: /proc/self/status'):read 'a')",
    "print(io.read('n', 'l', 'L', 'a'))", "for l in io.lines() do print(l) end", "print(io.stdin:read(3))",
    "io.stderr:write 'told' print(io.stdout:seek 'cur' ~= false)", "print(load 'x =')", "print(load('\\27Lua'))",
  ])
  func `the libraries behave as in lua`(code: String) throws {
    try LuaLine("-e", code, input: "12 rest\nsecond\nthird").expectSame()
  }

  @Test(arguments: [
    "local cjson = require 'cjson' print(cjson.encode { 1, { a = 'x' } }, cjson.decode('[1.5]')[1])",
    "print(pcall(require('cjson').decode, '{'))",
    "local l = require 'lpeg' print(l.match(l.C(l.R('az') ^ 1) * -1, 'word'), l.match(l.P 'x', 'y'))",
    "print(math.type(require('socket').gettime()))", tcpPair,
    "local lfs = require 'lfs' print(lfs.currentdir(), lfs.attributes('.', 'mode'))",
    "require('pl.pretty').dump { 1, 'two', { three = 3 } } print(require('pl.pretty').write({ 1, { 2 } }, ''))",
    "print(package.searchpath('cjson', package.cpath))",
  ])
  func `modules in C and in Lua load as in lua`(code: String) throws { try LuaLine("-e", code).expectSame() }

  static let tcpPair = """
    local socket = require 'socket'
    local server = assert(socket.bind('127.0.0.1', 0))
    local client = assert(socket.connect('127.0.0.1', select(2, server:getsockname())))
    local accepted = server:accept()
    client:send 'ping\\n'
    print(accepted:receive())
    accepted:send 'pong\\n'
    accepted:close()
    print(client:receive(), (client:receive()))
    """

  /// Here `lua` gives 0, which hides the failure from whoever pipes a script in.
  @Test func `an error in a script on standard input counts as in lua`() throws {
    let script = "print(1)\nerror('piped')\n"
    try LuaLine(input: script).expectSame()
    try LuaLine("-", input: script).expectSame()
  }

  @Test func `a precompiled script runs`() throws {
    let command = try Command()
    defer { command.remove() }
    try command.write("local x = ... print(x, arg[0]) error 'compiled'", to: "source.lua")
    try command.run(
      "-e", "local f = io.open('code.luac', 'wb') f:write(string.dump(loadfile 'source.lua')) f:close()")
    let results = try [LuaLine.lua, Command.executable].map {
      try command.run(["code.luac", "given"], program: $0)
    }
    #expect(results[1].output == "given\tcode.luac\n" && results[1].output == results[0].output)
    #expect(
      results[1].error.replacing(Command.executable.path, with: "")
        == results[0].error.replacing(LuaLine.lua.path, with: ""))
    #expect(results[1].code == 1)
  }

  @Test(arguments: [
    LuaLine("-x"), LuaLine("-e"), LuaLine("-l"), LuaLine("-e", "-v"), LuaLine("---"), LuaLine("-vx"),
    LuaLine("-i1"),
    LuaLine("-Ee", "x = 1"),
  ])
  func `a bad option is named as lua names it`(line: LuaLine) throws {
    let results = try line.results()
    #expect(results[1].code == results[0].code)
    let firsts = results.map { $0.error.split(separator: "\n").first }
    #expect(firsts[1] == firsts[0] && results[1].output == results[0].output)
  }

  @Test(arguments: [LuaLine("-v"), LuaLine("-v", "-e", "print(1)"), LuaLine("-v", "-"), LuaLine("-i", "-v")])
  func `the version is told before the rest`(line: LuaLine) throws {
    let results = try line.results()
    #expect(results[1].code == results[0].code && results[1].error == results[0].error)
    #expect(results[1].output.hasPrefix("Lunas ") && results[1].output.contains("Lua 5.4"))
    let rests = results.map { $0.output.split(separator: "\n").dropFirst() }
    #expect(rests[1] == rests[0])
  }
}

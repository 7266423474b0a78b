-- The spec kit, by means of itself: each case runs a spec of its own and looks at the results.
local test = require "lunas.test"

local function run(text) return test.run_text(text, "@inner_spec.lua") end

---The only result.
local function single(text)
  local results = run(text)
  assert.equal(1, #results)
  return results[1]
end

describe("a spec", function()
  it("is named by its groups and its sentence", function()
    local result = single "describe('a', function() describe('b', function() it('c', function() end) end) end)"
    assert.same({ "a", "b", "c" }, result.path)
    assert.equal("a b c", result.name)
    assert.equal("ok", result.status)
    assert.is_true(result.duration >= 0)
    assert.is_nil(result.message)
  end)

  it("that fails says where and why", function()
    local result = single "it('adds', function()\n  assert.equal(2, 1 + 2)\nend)"
    assert.equal("failed", result.status)
    assert.equal("inner_spec.lua:2", result.place)
    assert.equal("expected 2, got 3", result.message)
    assert.matches("inner_spec.lua:2:", result.traceback)
  end)

  it("that raises an error fails with its message", function()
    assert.equal("inner_spec.lua:1: oops", single("it('x', function() error 'oops' end)").message)
    assert.matches("attempt to index a nil value", single("it('x', function() local a; a.b = 1 end)").message)
  end)

  it("fails with the place in the file when a function from elsewhere raises", function()
    local result = single "local nas = require 'lunas'\nit('x', function()\n  nas.int(3, 1)\nend)"
    assert.equal("inner_spec.lua:3", result.place)
    assert.matches("int's lower bound 3 lies above its upper bound 1", result.message)
  end)

  it("goes on after a failure", function()
    local results = run "it('a', function() error 'x' end) it('b', function() end)"
    assert.equal("failed", results[1].status)
    assert.equal("ok", results[2].status)
  end)

  it("may be pending, with or without a reason", function()
    assert.equal("pending", single("pending 'later'").status)
    assert.equal("pending", single("it 'later'").status)
    local result = single "it('x', function() pending 'no network' error 'not reached' end)"
    assert.equal("pending", result.status)
    assert.equal("no network", result.message)
  end)

  it("cannot stand inside another one", function()
    assert.matches("cannot stand inside", single("it('a', function() it('b', function() end) end)").message)
  end)
end)

describe("hooks", function()
  it("run around each sentence, outermost first and last", function()
    local results = run [[
      local log = ""
      local function note(text) return function() log = log .. text end end
      before_each(note "a")
      after_each(note "z")
      describe("inner", function()
        before_each(note "b")
        after_each(note "y")
        it("one", note "1")
      end)
      it("two", note "2")
      it("sees", function() assert.equal("ab1yza2za", log) end)
    ]]
    for _, result in ipairs(results) do assert.equal("ok", result.status, result.message) end
  end)

  it("after a sentence run though it failed, and fail it themselves", function()
    local results = run [[
      local count = 0
      describe("inner", function()
        after_each(function() count = count + 1 end)
        it("fails", function() error "x" end)
      end)
      it("counts", function() assert.equal(1, count) end)
      after_each(function() error "after" end)
      it("fails after", function() end)
    ]]
    assert.equal("failed", results[1].status)
    assert.equal("ok", results[2].status)
    assert.matches("after", results[3].message)
  end)
end)

describe("a spec file", function()
  it("that is no Lua is one failure", function()
    local result = single "it("
    assert.equal("failed", result.status)
    assert.matches("unexpected symbol", result.message)
  end)

  it("that breaks off keeps what ran before", function()
    local results = run "it('a', function() end)\nerror 'broken'"
    assert.equal("ok", results[1].status)
    assert.equal("failed", results[2].status)
    assert.equal("inner_spec.lua:2", results[2].place)
  end)

  it("leaves no globals behind", function()
    run "leaked = 1 it('x', function() leaked2 = 2 end)"
    assert.is_nil(rawget(_G, "leaked"))
    assert.is_nil(rawget(_G, "leaked2"))
    assert.is_nil(rawget(_G, "describe"))
    assert.equal("function", type(rawget(_G, "assert")))
  end)
end)

describe("checks", function()
  local function fails(check, message) assert.has_error(check, message) end

  it("compare by identity or by contents", function()
    assert.same({ 1, a = { b = "c" } }, { 1, a = { b = "c" } })
    assert.not_same({ 1 }, { 2 })
    assert.not_equal({}, {})
    fails(function() assert.equal({ 1 }, { 1 }) end, "expected { 1 }, got { 1 }")
    fails(function() assert.same({ a = { b = 1 } }, { a = { b = 2 } }) end, [[at ["a"]["b"]: expected]])
    fails(function() assert.same({ 1 }, { 1, 2 }) end, "at [2]: expected { 1 }, got { 1, 2 }")
    fails(function() assert.not_equal(1, 1) end, "did not expect 1")
  end)

  it("know truth and nothing", function()
    assert.is_true(true)
    assert.is_false(false)
    assert.is_nil(nil)
    assert.is_not_nil(false)
    assert.truthy(0)
    assert.falsy(nil)
    fails(function() assert.is_true(1) end, "expected true, got 1")
    fails(function() assert.is_false(nil, "with a note") end, "with a note: expected false, got nil")
    fails(function() assert.falsy "x" end, [[expected nil or false, got "x"]])
  end)

  it("know about how much", function()
    assert.near(1, 1.05, 0.1)
    fails(function() assert.near(1, 2, 0.1) end, "expected 1 within 0.1, got 2")
    fails(function() assert.near(1, 0 / 0, 0.1) end, "nan")
  end)

  it("find text, plain or by pattern, also with characters that patterns treat as their own", function()
    assert.matches("%d+", "a 42")
    assert.matches("f(x) [1]", "bad f(x) [1]")
    assert.matches("(", "a ( b")
    fails(function() assert.matches("b", "aaa") end, [[expected text with "b", got "aaa"]])
  end)

  it("look at errors", function()
    assert.has_error(function() error "boom" end)
    assert.has_no_error(function() end)
    fails(function() assert.has_error(function() end) end, "the function returned")
    fails(function() assert.has_error(function() error "a" end, "zzz") end, [[expected an error with "zzz"]])
  end)

  it("that do not exist name those that do", function()
    fails(function() assert.is_about(1, 1) end, "there is no check 'assert.is_about'; there are: equal,")
  end)

  it("leave assert what it is", function()
    assert.equal(5, assert(5, "message"))
    fails(function() assert(false, "why") end, "why")
  end)
end)

describe("the report", function()
  it("shows what failed with its place, and counts", function()
    local report = test.report(run "it('a', function() end)\nit('b', function() error 'x' end)\npending 'c'")
    assert.equal(
      "inner_spec.lua:2: failed: b\n  inner_spec.lua:2: x\n"
        .. "inner_spec.lua:3: pending: c\n  still to be written\n1 ok, 1 failed, 1 pending", report)
  end)

  it("of main ends in an error when a spec failed", function()
    local path = os.tmpname()
    local file <close> = assert(io.open(path, "w"))
    file:write "it('fails', function() error 'x' end)"
    file:flush()
    local print = print
    _G.print = function() end
    local is_fine, message = pcall(test.main, { path })
    _G.print = print
    os.remove(path)
    assert.is_false(is_fine)
    assert.equal("1 of 1 specs failed", tostring(message))
  end)
end)

-- Decisions, as scripts write them.
local nas = require "lunas"

local function size(table) return nas.space(table):size() end

describe("a decision", function()
  it("chooses one candidate, several, an order, a number or a list", function()
    assert.equal(3, size { x = nas.one_of { 3, 5, 7 } })
    assert.equal(6, size { x = nas.many_of(2, { 1, 2, 3 }) })
    assert.equal(3, size { x = nas.many_of(2, { 1, 2, 3 }, { sorted = true }) })
    assert.equal(6, size { x = nas.many_of(2, { 1, 2, 3 }, { sorted = true, distinct = false }) })
    assert.equal(9, size { x = nas.many_of(2, { 1, 2, 3 }, { distinct = false }) })
    assert.equal(24, size { x = nas.permutation { "a", "b", "c", "d" } })
    assert.equal(4, size { x = nas.int(1, 4) })
    assert.equal(2, size { x = nas.int(1, 4, { step = 3 }) })
    assert.equal(2, size { x = nas.optional(0.25) })
    assert.equal(9, size { x = nas.list_of(2, nas.int(1, 3)) })
    assert.equal(3 + 9, size { x = nas.list_of(nas.int(1, 2), nas.int(1, 3)) })
    assert.equal(math.huge, size { x = nas.float(0, 1) })
    assert.equal(1, size { x = nas.float(1, 1) })
  end)

  it("is refused where its candidates are more than a machine holds", function()
    local candidates = { 1 }
    for _ = 1, 40 do candidates = { candidates, candidates } end
    assert.has_error(function() nas.one_of(candidates) end, "data of at most 1000000 values expected, got more")
  end)

  it("shows itself", function()
    assert.equal("one_of(2 candidates)", tostring(nas.one_of { 1, 2 }))
    assert.equal("many_of(2 of 3 candidates)", tostring(nas.many_of(2, { 1, 2, 3 })))
    assert.equal("int(1, 9, step 2)", tostring(nas.int(1, 9, { step = 2 })))
    assert.equal("float(0.0, 1.0) 'rate'", tostring(nas.float(0, 1, { name = "rate" })))
    assert.equal("shared optional", tostring(nas.shared(nas.optional(2))))
    assert.equal("list_of", tostring(nas.list_of(1, 2)))
  end)

  it("may stand inside a candidate", function()
    local op = nas.one_of { { kind = "conv", kernel = nas.one_of { 3, 5 } }, { kind = "pool" } }
    assert.equal(3, size { op = op })
  end)

  it("used in two places is two decisions, shared is one", function()
    local kernel = nas.one_of { 3, 5 }
    assert.equal(4, size { first = kernel, second = kernel })
    local one = nas.shared(kernel)
    local space = nas.space { first = one, second = one, blocks = nas.list_of(3, { kernel = one }) }
    assert.equal(2, space:size())
    local arch = space:sample(1)
    assert.equal(arch.first, arch.second)
    assert.equal(arch.first, arch.blocks[3].kernel)
    arch.second = arch.first == 3 and 5 or 3
    assert.has_error(function() space:index(arch) end, "differs from what the same shared decision has elsewhere")
    -- In some architectures only: none, either or both of two places.
    assert.equal(1 + 2 + 2 + 2, size { a = nas.optional(one), b = nas.optional(one) })
  end)

  it("has a name, tags and a default", function()
    local space = nas.space {
      k = nas.one_of({ 3, 5, 7 }, { name = "kernel", tags = "architecture", default = 5 }),
      d = nas.int(1, 9, { default = 4, tags = { "architecture", "depth" } }),
      op = nas.one_of({ "conv", { ratio = nas.one_of { 1, 6 } } }, { default = { ratio = 6 } }),
      skips = nas.many_of(2, { 1, 2, 3 }, { default = { 3, 1 } }),
      rate = nas.float(0, 1, { default = 0.25 }),
    }
    assert.same({ k = 5, d = 4, op = { ratio = 6 }, skips = { 3, 1 }, rate = 0.25 }, space:default())
    local names = {}
    for _, point in ipairs(space:points()) do
      names[#names + 1] = point.path .. ":" .. (point.name or "-") .. ":" .. table.concat(point.tags, "+")
    end
    assert.same({
      "d:-:architecture+depth", "k:kernel:architecture", "op:-:", "op[=1/2].ratio:-:", "rate:-:", "skips[0]:-:",
      "skips[1]:-:",
    }, names)
    local wrong = function() nas.one_of({ 3, 5 }, { default = 4 }) end
    assert.has_error(wrong, "the default is not among the candidates")
  end)

  it("that cannot be is told where it is written", function()
    local function fails(message, make) assert.has_error(make, message) end
    fails("one_of has no candidates; give it at least one", function() nas.one_of {} end)
    fails("one_of takes a list such as { 3, 5, 7 }", function() nas.one_of { a = 1 } end)
    fails("candidates 1 and 3 of one_of are equal", function() nas.one_of { 3, 5, 3 } end)
    fails("many_of cannot choose 3 distinct candidates from 2", function() nas.many_of(3, { 1, 2 }) end)
    fails("many_of chooses 1 candidate or more, got 0", function() nas.many_of(0, { 1, 2 }) end)
    fails("int's lower bound 3 lies above its upper bound 1", function() nas.int(3, 1) end)
    fails("float's lower bound 3.0 lies above its upper bound 1.0", function() nas.float(3, 1) end)
    fails("float's bounds must be finite", function() nas.float(0, 0 / 0) end)
    fails("float with log = true needs a lower bound above 0", function() nas.float(0, 1, { log = true }) end)
    fails("int with log = true needs a lower bound of 1 or more", function() nas.int(0, 9, { log = true }) end)
    fails("the step of int must be 1 or more, got 0", function() nas.int(1, 3, { step = 0 }) end)
    fails("a number that is finite expected", function() nas.one_of { 1, 0 / 0 } end)
    fails("got function", function() nas.one_of { 1, print } end)
    fails("optional needs a value", function() nas.optional(nil) end)
    fails("optional needs a value", function() nas.optional(false) end)
    fails("candidates 1 and 2 of one_of are equal", function() nas.one_of { 1, 1.0 } end)
    fails("a list's length must be a whole number", function() nas.list_of("x", 1) end)
    fails("a list's length cannot be shared", function() nas.list_of(nas.shared(nas.int(1, 2)), 1) end)
    fails("Decision expected, got number", function() nas.shared(3) end)
    fails("'setp' (did you mean 'step'?)", function() nas.int(1, 3, { setp = 1 }) end)
    fails("#1 to 'int' (lower: integer expected, got string)", function() nas.int("3", 1) end)
    fails("lower: integer expected, got 1.5", function() nas.int(1.5, 2) end)
    fails("bad argument #2 to 'int' (upper: integer expected, got no value)", function() nas.int(1) end)
    fails("decisions_spec.lua:", function() nas.int(3, 1) end)
  end)
end)

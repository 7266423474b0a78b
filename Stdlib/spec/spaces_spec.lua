-- Decisions and spaces, as scripts use them.
local nas = require "lunas"

describe("a decision", function()
  it("chooses one candidate, a whole number or a list", function()
    assert.equal(3, nas.space({ x = nas.one_of { 3, 5, 7 } }):size())
    assert.equal(4, nas.space({ x = nas.int(1, 4) }):size())
    assert.equal(2, nas.space({ x = nas.int(1, 4, 3) }):size())
    assert.equal(9, nas.space({ x = nas.list_of(2, nas.int(1, 3)) }):size())
  end)

  it("is refused where its candidates are more than a machine holds", function()
    local candidates = { 1 }
    for _ = 1, 40 do candidates = { candidates, candidates } end
    assert.has_error(function() nas.one_of(candidates) end, "data of at most 1000000 values expected, got more")
  end)

  it("shows itself", function()
    assert.equal("one_of(2 candidates)", tostring(nas.one_of { 1, 2 }))
    assert.equal("int(1, 9, 2)", tostring(nas.int(1, 9, 2)))
    assert.equal("list_of", tostring(nas.list_of(1, 2)))
  end)

  it("may stand inside a candidate", function()
    local op = nas.one_of { { kind = "conv", kernel = nas.one_of { 3, 5 } }, { kind = "pool" } }
    assert.equal(3, nas.space({ op = op }):size())
  end)

  it("used in two places is two decisions", function()
    local kernel = nas.one_of { 3, 5 }
    assert.equal(4, nas.space({ first = kernel, second = kernel }):size())
  end)

  it("that cannot be is told where it is written", function()
    assert.has_error(function() nas.one_of {} end, "one_of has no candidates; give it at least one")
    assert.has_error(function() nas.one_of { a = 1 } end, "one_of takes a list such as { 3, 5, 7 }")
    assert.has_error(function() nas.int(3, 1) end, "int's lower bound 3 lies above its upper bound 1")
    assert.has_error(function() nas.int("3", 1) end, "#1 to 'int' (lower: integer expected, got string)")
    assert.has_error(function() nas.int(1.5, 2) end, "lower: integer expected, got 1.5")
    assert.has_error(function() nas.int(1) end, "bad argument #2 to 'int' (upper: integer expected, got no value)")
    assert.has_error(function() nas.int(3, 1) end, "spaces_spec.lua:")
  end)
end)

describe("a space", function()
  local block = { k = nas.one_of { 3, 5 } }
  local space = nas.space { stem = nas.one_of { 8, 16 }, blocks = nas.list_of(nas.int(1, 2), block) }

  it("knows its exact size, as digits where it is large", function()
    assert.equal(2 * (2 + 4), space:size())
    assert.equal("integer", math.type(space:size()))
    local large = nas.space { list = nas.list_of(70, nas.one_of { 1, 2 }) }
    assert.equal("1180591620717411303424", large:size())
  end)

  it("samples the same architecture for the same seed, and decides everything", function()
    local arch = space:sample(7)
    assert.same(arch, space:sample(7))
    assert.is_true(arch.stem == 8 or arch.stem == 16)
    assert.is_true(#arch.blocks >= 1 and #arch.blocks <= 2)
    for _, each in ipairs(arch.blocks) do assert.is_true(each.k == 3 or each.k == 5) end
  end)

  it("reaches every architecture by sampling", function()
    local seen, count = {}, 0
    for seed = 1, 400 do
      local arch = space:sample(seed)
      local key = arch.stem .. ":" .. #arch.blocks
      for _, each in ipairs(arch.blocks) do key = key .. each.k end
      if not seen[key] then
        seen[key] = true
        count = count + 1
      end
    end
    assert.equal(space:size(), count)
  end)

  it("mutates into another architecture of the space", function()
    local arch = space:sample(1)
    for seed = 1, 20 do assert.not_same(arch, space:mutate(arch, seed)) end
    assert.is_nil(nas.space({ fixed = 1 }):mutate { fixed = 1 })
  end)

  it("refuses an architecture of another space", function()
    assert.has_error(function() space:mutate { stem = 9, blocks = {} } end)
  end)

  it("keeps plain values as they are", function()
    local plain = { a = 1, b = "x", c = { true, false } }
    assert.same(plain, nas.space(plain):sample())
  end)

  it("shows itself, and names what it has not", function()
    assert.equal("Space(12 architectures, 4 decisions)", tostring(space))
    assert.has_error(function() return space.sise end, "unknown field of a Space 'sise'; did you mean 'size'?")
    assert.has_error(function() space.size() end, "self: Space expected, got no value")
  end)

  it("refuses what is no data", function()
    local cycle = {}
    cycle.again = cycle
    assert.has_error(function() nas.space(cycle) end, "a cycle")
    assert.has_error(function() nas.space { f = print } end, "got function")
    assert.has_error(function() nas.space { 1, a = 2 } end, "a table with both")
  end)
end)

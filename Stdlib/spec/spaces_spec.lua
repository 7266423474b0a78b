-- Spaces, as scripts use them.
local nas = require "lunas"

describe("a space", function()
  local block = { k = nas.one_of { 3, 5 } }
  local space = nas.space { stem = nas.one_of { 8, 16 }, blocks = nas.list_of(nas.int(1, 2), block) }

  it("knows its exact size, as digits where it is large", function()
    assert.equal(2 * (2 + 4), space:size())
    assert.equal("integer", math.type(space:size()))
    local large = nas.space { list = nas.list_of(70, nas.one_of { 1, 2 }) }
    assert.equal("1180591620717411303424", large:size())
    assert.equal("1180591620717411303424", large:index(large:at "1180591620717411303424"))
    assert.same({ exact = true, size = 12 }, space:count())
  end)

  it("numbers its architectures from 1, and goes through them in order", function()
    local seen = 0
    for arch in space:each() do
      seen = seen + 1
      assert.same(arch, space:at(seen))
      assert.equal(seen, space:index(arch))
    end
    assert.equal(12, seen)
    assert.has_error(function() space:at(13) end, "the space has architectures 1 to 12, got 13")
    assert.has_error(function() space:at(0) end, "whole number of at least 1")
  end)

  it("samples the same architecture for the same seed, and decides everything", function()
    local arch = space:sample(7)
    assert.same(arch, space:sample(7))
    assert.is_true(space:contains(arch))
    assert.is_true(arch.stem == 8 or arch.stem == 16)
    assert.is_true(#arch.blocks >= 1 and #arch.blocks <= 2)
    for _, each in ipairs(arch.blocks) do assert.is_true(each.k == 3 or each.k == 5) end
  end)

  it("samples without repetition", function()
    local seen = {}
    for _, arch in ipairs(space:samples(100, 1)) do seen[space:index(arch)] = true end
    for number = 1, 12 do assert.is_true(seen[number]) end
    assert.equal(5, #space:samples(5))
  end)

  it("samples a network once, however many choices lead to it", function()
    local twice = nas.space { nas.one_of { nas.one_of { 1, 2 }, nas.one_of { 1, 2 } } }
    assert.equal(2, #twice:samples(9, 1))
  end)

  it("is refused where it is nested too deep", function()
    local nested = nas.one_of { 0, 1 }
    local function nest()
      for _ = 1, 3000 do nested = nas.one_of { 0, { x = nested } } end
    end
    assert.has_error(nest, "nested deeper than 80 levels")
    local text = nas.space(nested):to_json()
    assert.equal(text, nas.spaces.from_json(text):to_json())
  end)

  it("leaves out what is optional: nil in a table, false in a list", function()
    local optional = nas.space { se = nas.optional(0.25), layers = nas.list_of(2, nas.optional("conv")) }
    local seen = {}
    for arch in optional:each() do
      seen[#seen + 1] = tostring(arch.se) .. tostring(arch.layers[1]) .. tostring(arch.layers[2])
      assert.equal(#seen, optional:index(arch))
    end
    assert.equal(8, #seen)
    assert.equal("nilfalsefalse", seen[1])
    assert.equal("0.25convconv", seen[8])
  end)

  it("draws numbers on a logarithmic scale evenly on it", function()
    local log = nas.space { n = nas.int(1, 1024, { log = true }), rate = nas.float(1e-4, 1e-0, { log = true }) }
    local small, low = 0, 0
    for seed = 1, 2000 do
      local arch = log:sample(seed)
      assert.is_true(arch.n >= 1 and arch.n <= 1024 and arch.rate >= 1e-4 and arch.rate <= 1)
      if arch.n <= 32 then small = small + 1 end
      if arch.rate < 1e-2 then low = low + 1 end
    end
    assert.is_true(small > 900 and small < 1200, small)
    assert.is_true(low > 900 and low < 1100, low)
  end)

  it("mutates, crosses and lists neighbours", function()
    local arch = space:sample(1)
    for seed = 1, 20 do assert.not_same(arch, space:mutate(arch, seed)) end
    assert.is_nil(nas.space({ fixed = 1 }):mutate { fixed = 1 })
    assert.same(arch, space:crossover(arch, arch))
    for seed = 1, 20 do assert.is_true(space:contains(space:crossover(space:at(1), space:at(12), seed))) end
    local neighbours = space:neighbours { stem = 8, blocks = { { k = 3 } } }
    assert.same({
      { stem = 8, blocks = { { k = 3 }, { k = 3 } } }, { stem = 8, blocks = { { k = 5 } } },
      { stem = 16, blocks = { { k = 3 } } },
    }, neighbours)
    assert.equal(0, space:distance(arch, arch))
    assert.equal(1, space:distance({ stem = 8, blocks = { { k = 3 } } }, { stem = 16, blocks = { { k = 3 } } }))
  end)

  it("becomes rows of numbers", function()
    local arch = { stem = 16, blocks = { { k = 3 }, { k = 5 } } }
    assert.same({
      "blocks.length=1", "blocks.length=2", "blocks[0].k=3", "blocks[0].k=5", "blocks[1].k=3", "blocks[1].k=5",
      "stem=8", "stem=16",
    }, space:features())
    assert.same({ 0, 1, 1, 0, 0, 1, 0, 1 }, space:encode(arch))
    assert.same({ "blocks.length=1", "blocks.length=2", "blocks[*].k=3", "blocks[*].k=5", "stem=8", "stem=16" },
      space:features "path")
    assert.same({ 0, 1, 1, 1, 0, 1 }, space:encode(arch, "path"))
    assert.has_error(function() space:features "two" end, "'one_hot' or 'path' expected")
  end)

  it("has a canonical form, by which equal networks are one", function()
    local sorted = nas.space({ ops = nas.list_of(2, nas.one_of { "a", "b" }) }, {
      canonical = function(arch)
        table.sort(arch.ops)
        return arch
      end,
    })
    assert.same({ ops = { "a", "b" } }, sorted:canonical { ops = { "b", "a" } })
    assert.equal(sorted:hash { ops = { "a", "b" } }, sorted:hash { ops = { "b", "a" } })
    assert.not_equal(sorted:hash { ops = { "a", "b" } }, sorted:hash { ops = { "b", "b" } })
    local broken = nas.space({ x = 1 }, { canonical = function() error "no form" end })
    assert.has_error(function() broken:hash { x = 1 } end, "no form")
  end)

  it("goes through JSON and back", function()
    local again = nas.spaces.from_json(space:to_json())
    assert.equal(space:to_json(), again:to_json())
    local arch = space:sample(3)
    assert.same(arch, again:arch_from_json(space:arch_to_json(arch)))
    assert.equal(12, nas.spaces.from_json(
      '{"template":{"table":{"x":{"one_of":[{"constant":1},{"int":[1,11,1]}]}}},"version":1}'):size())
    assert.has_error(function() nas.spaces.from_json '{"version":9,"template":{}}' end, "reads versions 1 to 2")
    local with_function = space:where(function() return true end)
    assert.has_error(function() with_function:to_json() end, "a space with functions as constraints")
    local darts = nas.spaces.darts()
    local read = nas.spaces.from_json(darts:to_json(), { canonical = function() return "all" end })
    assert.equal(darts:size(), read:size())
    assert.equal(read:hash(read:sample(1)), read:hash(read:sample(2)))
  end)

  it("refuses an architecture of another space, and says where it differs", function()
    assert.has_error(function() space:index { stem = 8, blocks = {} } end, "blocks: a list of length 1, 2")
    assert.has_error(function() space:index { stem = 9, blocks = { { k = 3 } } } end, "stem: no candidate fits 9")
    assert.has_error(function() space:index { blocks = { { k = 3 } } } end, "there is no member 'stem'")
    assert.has_error(function() space:index { stem = 8, blocks = { { k = 3 } }, more = 1 } end, "got also 'more'")
    assert.is_false(space:contains { stem = 9 })
  end)

  it("keeps plain values as they are", function()
    local plain = { a = 1, b = "x", c = { true, false } }
    assert.same(plain, nas.space(plain):sample())
  end)

  it("may be a part of another", function()
    assert.equal(24, nas.space({ whole = space, more = nas.one_of { 1, 2 } }):size())
    local cut = space:only "stem"
    assert.has_error(function() nas.space { whole = cut } end, "give them to the whole space")
  end)

  it("shows itself, and names what it has not", function()
    assert.equal("Space(12 architectures, 4 decisions)", tostring(space))
    local ternary = nas.list_of(39, nas.int(1, 3))
    assert.equal("Space(4.05e18 architectures, 39 decisions)", tostring(nas.space { ternary }))
    assert.has_error(function() return space.sise end, "unknown field of a Space 'sise'; did you mean 'size'?")
    assert.has_error(function() space.size() end, "self: Space expected, got no value")
  end)

  it("refuses what is no data", function()
    local cycle = {}
    cycle.again = cycle
    assert.has_error(function() nas.space(cycle) end, "a cycle")
    assert.has_error(function() nas.space { f = print } end, "got function")
    assert.has_error(function() nas.space(nil) end, "a table, decision or space expected, got nil")
    assert.has_error(function() nas.space { f = "\xff" } end, "string in UTF-8 expected, got other bytes")
    assert.has_error(function() nas.space { f = io.stdout } end, "got ")
    assert.has_error(function() nas.space { 1, a = 2 } end, "a table with both")
    assert.has_error(function() nas.space { [1.5] = 2 } end, "a key that is a string or a whole number")
    local twice = { 1 }
    for _ = 1, 40 do twice = { twice, twice } end
    assert.has_error(function() nas.space(twice) end, "values")
  end)
end)

-- Decisions and spaces, as scripts use them.
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
    fails("spaces_spec.lua:", function() nas.int(3, 1) end)
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

describe("a constraint", function()
  local widths = nas.space { blocks = nas.list_of(nas.int(1, 4), { width = nas.one_of { 16, 32, 64 } }) }

  it("that can be counted leaves sizes, numbers and draws exact", function()
    local ordered = widths:where(nas.constraint.ordered { of = "blocks[*].width" })
    assert.equal(3 + 6 + 10 + 15, ordered:size())
    local small = widths:where(nas.constraint.sum { of = "blocks[*].width", max = 64 })
    local count = 0
    for arch in widths:each() do
      local sum = 0
      for _, each in ipairs(arch.blocks) do sum = sum + each.width end
      if sum <= 64 then count = count + 1 end
      assert.equal(sum <= 64, small:contains(arch))
    end
    assert.equal(count, small:size())
    for number = 1, count do assert.equal(number, small:index(small:at(number))) end
    local both = ordered:where(nas.constraint.sum { of = "blocks[*].width", max = 64 })
    assert.is_true(both:size() < count and both:contains(both:sample()))
  end)

  it("counts what is left of a number that was cut", function()
    local space = nas.space { a = nas.int(1, 5), b = nas.int(1, 5) }
    local ordered = nas.constraint.ordered { of = { "a", "b" } }
    assert.equal(10, space:where(ordered):without("a", 1):without("b", 1):size())
    assert.equal(10, space:without("a", 1):without("b", 1):where(ordered):size())
    local around = space:where(ordered):around({ { a = 3, b = 3 } }, { radius = 1 })
    assert.equal(6, around:size())
    for arch in around:each() do assert.is_true(around:contains(arch)) end
  end)

  it("limits parameters wherever they stand", function()
    local ops = nas.list_of(3, nas.one_of { { op = "a", params = 10 }, { op = "b", params = 100 } })
    local space = nas.space { layers = ops }:where(nas.constraint.max_params(120))
    assert.equal(1 + 3, space:size())
  end)

  it("forbids values together, in each part alone", function()
    local layers = nas.list_of(2, { op = nas.one_of { "conv", "pool" }, kernel = nas.one_of { 3, 7 } })
    local space = nas.space { layers = layers }
    local rule = nas.constraint.never({ op = "conv", kernel = 7 }, "layers[*]")
    assert.equal(9, space:where(rule):size())
    assert.is_false(rule:holds { layers = { { op = "conv", kernel = 7 } } })
    assert.equal('Constraint(never kernel = 7 and op = "conv" in layers[*])', tostring(rule))
  end)

  it("may be a function: sizes are then counted one by one, or estimated", function()
    local deep = widths:where(function(arch) return #arch.blocks > 2 end, "deep")
    assert.equal(27 + 81, deep:size())
    for seed = 1, 20 do assert.is_true(#deep:sample(seed).blocks > 2) end
    assert.is_false(deep:contains { blocks = { { width = 16 } } })
    assert.has_error(function() deep:index { blocks = { { width = 16 } } } end, "constraints that can be counted")
    local large = nas.space { bits = nas.list_of(31, nas.int(0, 1)) }
    large = large:where(function(arch) return arch.bits[1] == 1 end)
    local count = large:count()
    assert.is_false(count.exact)
    assert.is_true(count.low < 2 ^ 30 and count.high > 2 ^ 30)
    assert.equal("float", math.type(large:size()))
  end)

  it("that refuses nearly everything is named", function()
    local never = widths:where(function() return false end, "nothing at all")
    assert.has_error(function() never:sample() end, "'nothing at all' refuses 100 %")
    local impossible = nas.constraint.sum { of = "blocks[*].width", max = 1 }
    assert.has_error(function() widths:where(impossible) end, "no architecture of the space fulfils")
    local broken = widths:where(function(arch) return arch.nothing.here end)
    assert.has_error(function() broken:sample() end, "spaces_spec.lua:")
  end)

  it("that says nothing is refused", function()
    assert.has_error(function() nas.constraint.sum { of = "a" } end, "sum needs a bound")
    assert.has_error(function() nas.constraint.sum { of = "a[x]", max = 1 } end, "is no position")
    assert.has_error(function() nas.constraint.never {} end, "never takes values by place")
    assert.has_error(function() widths:where(3) end, "constraint or function expected")
    local function refused(constraint, message)
      assert.has_error(function() widths:where(constraint) end, message)
    end
    refused(nas.constraint.sum { of = "blocks[*].widht", max = 9 }, "no value stands at 'blocks[*].widht'")
    refused(nas.constraint.max_params(9), "no value stands at '**.params'; decisions are blocks.length, ")
    refused(nas.constraint.ordered { of = "blocks.length" }, "no value stands at 'blocks.length'")
    refused(nas.constraint.never({ width = 17 }, "blocks[*]"), "what stands at 'blocks[*].width' is never 17")
    local ops = nas.space { op = nas.one_of { "a", "b" } }
    assert.has_error(function() ops:where(nas.constraint.ordered { of = "op" }) end, "is never a number")
  end)
end)

describe("a cut space", function()
  local layer = { op = nas.one_of { "conv", "pool" }, width = nas.one_of { 16, 32, 64, 128 } }
  local width = nas.one_of({ 1, 2, 3 }, { name = "head" })
  local space = nas.space { encoder = nas.list_of(2, layer), head = { width = width } }

  it("has parts that are searched one after the other", function()
    assert.same({ { path = "encoder", decisions = 4, size = 64 }, { path = "head", decisions = 1, size = 3 } },
      space:parts())
    local encoder = space:only "encoder"
    assert.equal(64, encoder:size())
    local best = encoder:at(40)
    local head = space:only({ "head" }, { base = best })
    assert.equal(3, head:size())
    for arch in head:each() do assert.same(best.encoder, arch.encoder) end
    assert.has_error(function() space:only "decoder" end, "no decision has this place or name")
  end)

  it("lies around the best", function()
    local best = { encoder = { { op = "conv", width = 32 }, { op = "conv", width = 64 } }, head = { width = 1 } }
    assert.equal(1, space:around({ best }, { radius = 0 }):size())
    assert.equal(3 * 3 * 2, space:around({ best }, { radius = 1 }):size())
    assert.equal(3 * 3 * 2, space:around({ { id = 7, architecture = best } }):size())
    assert.has_error(function() space:around {} end, "around takes a list of architectures")
  end)

  it("is without a candidate", function()
    assert.equal(4 * 4 * 3, space:without("encoder[*].op", "pool"):size())
    assert.equal(64 * 2, space:without("head", 2):size())
    assert.has_error(function() space:without("encoder[0].op", "dense") end, "its candidates are conv, pool")
  end)

  it("keeps its encoding", function()
    local small = space:without("encoder[*].op", "pool")
    assert.same(space:features(), small:features())
    local arch = small:sample(1)
    assert.same(space:encode(arch), small:encode(arch))
    assert.equal(space:hash(arch), small:hash(arch))
    local pool = { encoder = { { op = "pool", width = 16 }, arch.encoder[2] }, head = { width = 1 } }
    assert.is_true(space:contains(pool))
    assert.is_false(small:contains(pool))
  end)
end)

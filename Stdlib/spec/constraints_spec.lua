-- Constraints of spaces, counted and tested.
local nas = require "lunas"

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
    assert.has_error(function() broken:sample() end, "constraints_spec.lua:")
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

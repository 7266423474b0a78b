-- Spaces that are cut to a part.
local nas = require "lunas"

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

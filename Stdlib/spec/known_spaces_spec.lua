-- The known spaces: their sizes, as PyGlove counts them, their defaults and their canonical forms.
local nas = require "lunas"

local function space_of(name, options) return require("lunas.spaces." .. name)(options) end

-- Size, decisions and what the decisions are about.
local facts = {
  mnasnet = { 9749755840167936, 42 },
  efficientnet_v2 = { 24346898290704384, 42 },
  nasfpn = { 1931334451200000, 28 },
  spinenet = { "484177669814682145331078879615385600000", 75 },
  spinenet_v2 = { "764783588047793273280921600000", 70 },
  spinenet_mbconv = { "7387964932475008321091901849600000", 75 },
  spinenet_scaling = { 432, 7 },
  randaugment_detection = { 20, 2, "augmentation" },
  randaugment_segmentation = { 20, 2, "augmentation" },
  autoaugment_detection = { "11221389843560426839296709440427401", 30, "augmentation" },
  autoaugment_segmentation = { "92744299692825115333139423502649", 30, "augmentation" },
  pointpillars = { "49127537715718523977728", 56 },
  darts = { 1076746950455072400, 32 },
  nasbench101 = { 169093980, 26 },
  nasbench201 = { 15625, 6 },
  nasbench_graph = { 59049, 5 },
  vision_transformer = { 1056964608, 30 },
  decoder_transformer = { 388800, 10 },
}

for name, fact in pairs(facts) do
  local size, count, about = fact[1], fact[2], fact[3] or "architecture"
  describe(name, function()
    local space = space_of(name)

    it("has its exact size and its decisions", function()
      assert.equal(size, space:size())
      assert.equal(count, #space:points())
    end)

    it("says what its decisions are about", function()
      for _, point in ipairs(space:points()) do assert.same({ about }, point.tags, point.path) end
    end)

    it("holds its default and its samples", function()
      assert.is_not_nil(space:index(space:default()))
      for seed = 1, 20 do assert.is_not_nil(space:index(space:sample(seed))) end
    end)

    it("has canonical forms that are their own", function()
      for seed = 1, 20 do
        local form = space:canonical(space:sample(seed))
        assert.is_not_nil(space:index(form))
        assert.same(form, space:canonical(form))
      end
    end)
  end)
end

describe("the known spaces", function()
  it("stand in nas.spaces by name", function()
    for name in pairs(facts) do assert.equal(require("lunas.spaces." .. name), nas.spaces[name]) end
  end)

  it("have other sizes with options", function()
    assert.equal(9749755840167936, space_of("mnasnet", { reference = "mnasnet_a1" }):size())
    assert.equal(5625, space_of("nasbench_graph", { data = "proteins" }):size())
    assert.equal(77103263459313, space_of("vision_transformer", { supernet = "small" }):size())
    assert.equal(6245364340204353, space_of("vision_transformer", { supernet = "base" }):size())
    assert.equal(
      "2556579397387829502302329610880", space_of("decoder_transformer", { per_layer = true }):size())
  end)

  it("begin with the published architectures", function()
    local mobilenet = space_of("mnasnet"):default()
    assert.equal(32, mobilenet.blocks[3].output_filters)
    assert.equal(112, space_of("mnasnet", { reference = "mnasnet_a1" }):default().blocks[5].output_filters)
    assert.equal("fused_mbconv", space_of("efficientnet_v2"):default().blocks[1].block_type)
    assert.same({ 3, 4, 5, 7, 6 }, space_of("nasfpn"):default().output_block_levels)
    assert.equal(80, space_of("pointpillars"):default().backbone_blocks[1].output_filters)
    assert.equal(12, #space_of("vision_transformer"):default().layers)
    local model = space_of("decoder_transformer"):default()
    assert.same({ n_head = 8, n_kv_head = 8 }, model.attention)
    assert.equal(768, model.d_model)
  end)

  it("give SpineNet-49 its published levels", function()
    local default = space_of("spinenet_mbconv"):default()
    local levels = {}
    for position, block in ipairs(default.intermediate_blocks) do
      levels[position] = default.intermediate_block_levels[position] + block.level_offset
    end
    assert.same({ 2, 2, 4, 3, 4, 6, 4, 5, 7, 5, 5 }, levels)
    assert.same({ 4, 3, 5, 7, 6 }, default.output_block_levels)
  end)

  it("name the decisions as former users' architectures do", function()
    local function paths_of(name)
      local paths = {}
      for _, point in ipairs(space_of(name):points()) do paths[point.path] = true end
      return paths
    end
    assert.is_true(paths_of("mnasnet")["blocks[0].kernel_size"])
    assert.is_true(paths_of("nasfpn")["output_blocks[4].input_offsets[1]"])
    assert.is_true(paths_of("spinenet")["intermediate_block_levels[10]"])
    assert.is_true(paths_of("autoaugment_detection")["[2][4][1]"])
    assert.is_true(paths_of("pointpillars")["decoder_blocks[2].se_ratio"])
  end)

  it("refuse options that they do not know", function()
    local function refused(name, options, message)
      assert.has_error(function() space_of(name, options) end, message)
    end
    refused("mnasnet", { referense = "x" }, "unknown option 'referense' of mnasnet; did you mean 'reference'?")
    refused("mnasnet", { reference = "mnasnet_a2" }, "unknown reference 'mnasnet_a2'; did you mean 'mnasnet_a1'?")
    refused("mnasnet", { reference = 3 }, "option 'reference' of mnasnet: string expected, got integer")
    refused("darts", { nodes = 5 }, "unknown option 'nodes' of darts; this space has no options")
    refused("darts", 5, "bad argument #1 to 'darts' (options: table expected, got number)")
    refused("nasfpn", { max_levels = 5 }, "known_spaces_spec.lua:")
  end)
end)

describe("the canonical form", function()
  it("of darts knows no numbering of the nodes", function()
    local space = space_of("darts")
    local one, other = space:default(), space:default()
    -- The first two nodes read the inputs alone, and change places; so do the two that read them.
    one.reduce = {
      { inputs = { 0, 1 }, ops = { "max_pool_3x3", "sep_conv_3x3" } },
      { inputs = { 0, 1 }, ops = { "skip_connect", "skip_connect" } },
      { inputs = { 1, 2 }, ops = { "sep_conv_5x5", "avg_pool_3x3" } },
      { inputs = { 2, 3 }, ops = { "dil_conv_3x3", "dil_conv_5x5" } },
    }
    other.reduce = {
      { inputs = { 0, 1 }, ops = { "skip_connect", "skip_connect" } },
      { inputs = { 0, 1 }, ops = { "max_pool_3x3", "sep_conv_3x3" } },
      { inputs = { 2, 3 }, ops = { "dil_conv_5x5", "dil_conv_3x3" } },
      { inputs = { 1, 3 }, ops = { "sep_conv_5x5", "avg_pool_3x3" } },
    }
    assert.same(space:canonical(one), space:canonical(other))
    other.reduce[4].ops[2] = "max_pool_3x3"
    assert.not_same(space:canonical(one), space:canonical(other))
  end)

  -- A cell from its edges, as pairs of vertices, and the operations of vertices 2 to 6 as c, o and p.
  local function cell(edges, letters)
    local names = { c = "conv3x3-bn-relu", o = "conv1x1-bn-relu", p = "maxpool3x3" }
    local matrix, ops = {}, { "input" }
    for from = 1, 7 do
      matrix[from] = { 0, 0, 0, 0, 0, 0, 0 }
    end
    for _, edge in ipairs(edges) do matrix[edge[1]][edge[2]] = 1 end
    for letter in letters:gmatch "." do ops[#ops + 1] = names[letter] end
    ops[7] = "output"
    return { matrix = matrix, ops = ops }
  end

  it("of nasbench101 prunes, and knows no numbering of the vertices", function()
    local space = space_of("nasbench101")
    local one = space:canonical(cell({ { 1, 2 }, { 2, 7 }, { 1, 3 }, { 3, 7 } }, "copcp"))
    assert.same(one, space:canonical(cell({ { 1, 4 }, { 4, 7 }, { 1, 6 }, { 6, 7 } }, "pcopc")))
    -- Vertex 4 leads nowhere, and nothing leads to vertex 5.
    local dangling = cell({ { 1, 2 }, { 2, 7 }, { 1, 3 }, { 3, 7 }, { 3, 4 }, { 5, 7 } }, "cocpo")
    assert.same(one, space:canonical(dangling))
    assert.not_same(one, space:canonical(cell({ { 1, 2 }, { 2, 7 }, { 1, 3 }, { 3, 7 } }, "ccpcp")))
    -- No path from input to output.
    assert.same(space:canonical(cell({}, "ppppp")), space:canonical(cell({ { 1, 2 }, { 3, 7 } }, "ccccc")))
  end)

  it("of nasbench101 gives the published number of small cells", function()
    local space, pairs_of = space_of("nasbench101"), { { 1, 2 }, { 1, 3 }, { 1, 7 }, { 2, 3 }, { 2, 7 }, { 3, 7 } }
    local forms, count = {}, 0
    for subset = 0, 63 do
      local edges = {}
      for position, pair in ipairs(pairs_of) do
        if subset >> position - 1 & 1 == 1 then edges[#edges + 1] = pair end
      end
      for _, first in ipairs { "c", "o", "p" } do
        for _, second in ipairs { "c", "o", "p" } do
          local index = space:index(space:canonical(cell(edges, first .. second .. "ccc")))
          if not forms[index] then
            forms[index], count = true, count + 1
          end
        end
      end
    end
    -- 1, 6 and 84 cells of two, three and four vertices, and what has no path from input to output.
    assert.equal(1 + 6 + 84 + 1, count)
  end)

  it("of nasbench201 keeps what a cell computes", function()
    local space, forms, count = space_of("nasbench201"), {}, 0
    local operations = { "none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3" }
    local edges = { "op_0_1", "op_0_2", "op_0_3", "op_1_2", "op_1_3", "op_2_3" }
    for number = 0, 5 ^ #edges - 1 do
      local arch = {}
      for _, edge in ipairs(edges) do
        arch[edge] = operations[number % #operations + 1]
        number = number // #operations
      end
      local form = space:index(space:canonical(arch))
      if not forms[form] then
        forms[form], count = true, count + 1
      end
    end
    assert.equal(4930, count)
    local direct = {
      op_0_1 = "none", op_0_2 = "none", op_0_3 = "nor_conv_3x3",
      op_1_2 = "nor_conv_1x1", op_1_3 = "nor_conv_3x3", op_2_3 = "avg_pool_3x3",
    }
    local through_skips = {
      op_0_1 = "skip_connect", op_0_2 = "nor_conv_1x1", op_0_3 = "none",
      op_1_2 = "none", op_1_3 = "nor_conv_3x3", op_2_3 = "none",
    }
    assert.same(space:canonical(direct), space:canonical(through_skips))
  end)

  it("of nasbench_graph is the spelling of the tables", function()
    local space = space_of("nasbench_graph")
    local links = {
      "0-0-0-0", "0-0-0-1", "0-0-1-1", "0-0-1-2", "0-0-1-3", "0-1-1-1", "0-1-1-2", "0-1-2-2", "0-1-2-3",
    }
    local operations = { "gat", "gcn", "gin", "cheb", "sage", "arma", "graph", "fc", "skip" }
    local function of_code(code)
      local arch = { link = links[tonumber(code:sub(1, 1)) + 1] }
      for node = 1, 4 do arch["op_" .. node] = operations[tonumber(code:sub(node + 1, node + 1)) + 1] end
      return arch
    end
    -- From the benchmark's own list of all codes: some of each link pattern, with and without skips.
    local spellings = {
      ["04648"] = "58446", ["04757"] = "04577", ["12587"] = "68257", ["15544"] = "15454", ["26840"] = "78604",
      ["25253"] = "25235", ["31308"] = "68130", ["37501"] = "35710", ["48225"] = "68225", ["44864"] = "88464",
      ["52847"] = "52478", ["52020"] = "52002", ["66508"] = "78605", ["67408"] = "78704", ["77851"] = "78715",
      ["73520"] = "73502", ["86068"] = "88606", ["88182"] = "88812", ["83102"] = "83102",
    }
    for code, table_code in pairs(spellings) do
      assert.same(of_code(table_code), space:canonical(of_code(code)), code)
    end
  end)
end)

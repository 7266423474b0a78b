--- SpineNet with bottleneck blocks alone and one block fewer: a smaller space than `spinenet`.
---
--- Du et al., "SpineNet: Learning Scale-Permuted Backbone for Recognition and Localization", CVPR 2020; as the
--- prebuilt space "spinenet_v2" of Vertex AI NAS has it. `lunas.families.spinenet` says what each decision is.
--- 70 decisions, 764,783,588,047,793,273,280,921,600,000 architectures (about 7.6e29) as choices are counted;
--- about 1.1e27 different ones, because blocks of one level may change places. The 15 decisions about what a block
--- is have one candidate; they are kept because former users' architectures name them.
---
--- 10 intermediate blocks with the levels {2: 1, 3: 3, 4: 5, 5: 1}. Level offsets -1 to 1; a block reads two of
--- the four before it.
---
--- Options, named as in the source: `min_level`, `max_level`, `intermediate_blocks_alloc`,
--- `intermediate_level_offsets`, `block_fn_candidates`, `num_blocks_search_window`. The default architecture has
--- its blocks in the order of their levels, each fed by the two before it. The published SpineNet-49 is not in the
--- space: it has residual blocks, and a block of level 7 among the intermediate ones.

local known = require "lunas.known"
local family = require "lunas.families.spinenet"

---The space of SpineNet with bottleneck blocks.
---@param options? table<string, any>
---@return lunas.Space
return function(options)
  options = known.options("spinenet_v2", options, {
    min_level = 3,
    max_level = 7,
    intermediate_blocks_alloc = { [2] = 1, [3] = 3, [4] = 5, [5] = 1 },
    intermediate_level_offsets = { -1, 0, 1 },
    block_fn_candidates = { "bottleneck" },
    num_blocks_search_window = 4,
  })
  return family.space(options)
end

--- SpineNet: a detector's backbone with residual and bottleneck blocks in any order of scales.
---
--- Du et al., "SpineNet: Learning Scale-Permuted Backbone for Recognition and Localization", CVPR 2020; as the
--- prebuilt space "spinenet" of Vertex AI NAS has it. `lunas.families.spinenet` says what each decision is.
--- 75 decisions, 484,177,669,814,682,145,331,078,879,615,385,600,000 architectures (about 4.8e38) as choices are
--- counted; about 3.4e35 different ones, because blocks of one level may change places.
---
--- 11 intermediate blocks, as many of each level as ResNet-50 has beside stem and outputs: {2: 1, 3: 3, 4: 5,
--- 5: 2}. Level offsets -1 to 2; a block reads two of the four before it. "residual" or "bottleneck" for each.
---
--- Options, named as in the source: `min_level`, `max_level`, `intermediate_blocks_alloc`,
--- `intermediate_level_offsets`, `block_fn_candidates`, `num_blocks_search_window`.
--- The default architecture has bottleneck blocks in the order of their levels, each fed by the two before it. The
--- published SpineNet-49 is not in the space: it has ten intermediate blocks.

local known = require "lunas.known"
local family = require "lunas.families.spinenet"

---The space of SpineNet.
---@param options? table<string, any>
---@return lunas.Space
return function(options)
  options = known.options("spinenet", options, {
    min_level = 3,
    max_level = 7,
    intermediate_blocks_alloc = { [2] = 1, [3] = 3, [4] = 5, [5] = 2 },
    intermediate_level_offsets = { -1, 0, 1, 2 },
    block_fn_candidates = { "residual", "bottleneck" },
    num_blocks_search_window = 4,
  })
  return family.space(options)
end

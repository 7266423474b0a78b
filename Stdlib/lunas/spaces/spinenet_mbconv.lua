--- SpineNet with inverted bottlenecks, for mobile detectors.
---
--- Du et al., "SpineNet: Learning Scale-Permuted Backbone for Recognition and Localization", CVPR 2020; as the
--- prebuilt space "spinenet_mbconv" of Vertex AI NAS has it. `lunas.families.spinenet` says what each decision is.
--- 75 decisions, 7,387,964,932,475,008,321,091,901,849,600,000 architectures (about 7.4e33) as choices are
--- counted; about 2.6e30 different ones, because blocks of one level may change places. The 16 decisions about
--- what a block is have one candidate; they are kept because former users' architectures name them.
---
--- 11 intermediate blocks, shared out as in EfficientNet-B0: {2: 1, 3: 1, 4: 5, 5: 4}. Level offsets -1 to 2; a
--- block reads two of the four before it.
---
--- It has no options. The default architecture is the SpineNet-49 of the source (spinenet_mbconv.py).

local known = require "lunas.known"
local family = require "lunas.families.spinenet"

-- The source gives each block's level; here it is the level that was given out, plus the offset.
local published = {
  levels = { 2, 3, 4, 4, 4, 5, 4, 4, 5, 5, 5 },
  offsets = { 0, -1, 0, -1, 0, 1, 0, 1, 2, 0, 0 },
  inputs = {
    { 0, 1 }, { 1, 2 }, { 1, 2 }, { 3, 4 }, { 3, 5 }, { 4, 6 }, { 4, 6 }, { 7, 8 },
    { 7, 9 }, { 9, 10 }, { 9, 11 }, { 6, 11 }, { 5, 11 }, { 8, 13 }, { 6, 15 }, { 13, 15 },
  },
  outgoing = { 4, 3, 5, 7, 6 },
}

---The space of SpineNet with inverted bottlenecks. It has no options.
---@param options? {}
---@return lunas.Space
return function(options)
  known.options("spinenet_mbconv", options, {})
  return family.space({
    min_level = 3,
    max_level = 7,
    intermediate_blocks_alloc = { [2] = 1, [3] = 1, [4] = 5, [5] = 4 },
    intermediate_level_offsets = { -1, 0, 1, 2 },
    block_fn_candidates = { "mbconv" },
    num_blocks_search_window = 4,
  }, published)
end

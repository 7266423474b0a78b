--- The family of SpineNet: backbones whose blocks stand in any order of scales.
---
--- Du et al., "SpineNet: Learning Scale-Permuted Backbone for Recognition and Localization", CVPR 2020; as
--- tunable_spinenet_search_space.py of google/vertex-ai-nas has it. The known spaces `spinenet`, `spinenet_v2` and
--- `spinenet_mbconv` differ in their blocks.
---
--- A level is a scale, 2^level pixels to a feature. Blocks are numbered from 0: two fixed ones of the stem, then
--- the intermediate ones, then one for each outgoing level.
---   intermediate_blocks[i].level_offset   added to the block's level below
---   intermediate_blocks[i].block_fn       what the block is
---   intermediate_blocks[i].input_offsets  the two blocks that it reads, among the last few before it
---   intermediate_block_levels             which level each gets: an order of all that are given out
---   output_blocks[i].block_fn, .input_offsets   the same, but any earlier block may be read; level_offset is 0
---   output_block_levels                   which level each output block gives: an order of all levels
---
--- Sizes are counts of choices: two blocks that get the same level in either order are counted twice. The numbers
--- of different architectures stand with each space.

local nas = require "lunas"
local known = require "lunas.known"

local M = {}

local stem_blocks = 2

-- The levels that are given out, lowest first: each as often as the allocation says.
local function given_levels(allocation)
  local levels, list = {}, {}
  for level in pairs(allocation) do levels[#levels + 1] = level end
  table.sort(levels)
  for _, level in ipairs(levels) do
    for _ = 1, allocation[level] do list[#list + 1] = level end
  end
  return list
end

---A space of the family.
---@param options table the options of the space, named as in the source
---@param published? table the architecture to start from; otherwise blocks of the last kind in the order of their
---levels, each fed by the two before it, as a residual network has them
---@return lunas.Space
function M.space(options, published)
  local levels = given_levels(options.intermediate_blocks_alloc)
  local outgoing = known.range(options.min_level, options.max_level)
  local baseline = published or { levels = levels, outgoing = outgoing, offsets = {}, inputs = {} }
  local functions = options.block_fn_candidates

  -- Block `number` reads two blocks among those from `first` on.
  local function block(number, first)
    local inputs = baseline.inputs[number - stem_blocks + 1] or { number - 2, number - 1 }
    return {
      block_fn = known.one_of(functions, functions[#functions]),
      input_offsets = known.two_inputs(known.range(first, number - 1), inputs),
    }
  end

  local intermediate, output = {}, {}
  for position = 1, #levels do
    local number = stem_blocks + position - 1
    intermediate[position] = block(number, math.max(number - options.num_blocks_search_window, 0))
    intermediate[position].level_offset =
      known.one_of(options.intermediate_level_offsets, baseline.offsets[position])
  end
  for position = 1, #outgoing do
    output[position] = block(stem_blocks + #levels + position - 1, 0)
    output[position].level_offset = 0
  end
  return nas.space {
    intermediate_blocks = intermediate,
    intermediate_block_levels = known.order_of(levels, baseline.levels),
    output_blocks = output,
    output_block_levels = known.order_of(outgoing, baseline.outgoing),
  }
end

return M

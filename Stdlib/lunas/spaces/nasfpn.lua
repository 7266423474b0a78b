--- NAS-FPN: how a detector merges features of several scales.
---
--- Ghiasi et al., "NAS-FPN: Learning Scalable Feature Pyramid Architecture for Object Detection", CVPR 2019; as
--- the prebuilt space "nasfpn" of Vertex AI NAS has it (google/vertex-ai-nas, tunable_nasfpn_search_space.py).
--- 28 decisions, 1,931,334,451,200,000 architectures.
---
--- Levels 3 to 7 come in; a level is a scale, 2^level pixels to a feature. Two intermediate blocks and one block
--- for each outgoing level each merge two of the features so far, which are numbered from 0: first those that came
--- in.
---   intermediate_blocks[i].level          scale of the block: any but the finest
---   intermediate_blocks[i].combine_fn     "sum", or "attention": global attention
---   intermediate_blocks[i].input_offsets  the two features that it merges, the earlier one first
---   output_blocks[i].combine_fn, .input_offsets   the same; all earlier blocks may be read
---   output_block_levels                   which level each output block gives: an order of all levels
---
--- Options, named as in the source: `min_level` 3, `max_level` 7, `num_intermediate_blocks` 2. The default
--- architecture is the one published with the source; with other options it is the first of each choice.

local nas = require "lunas"
local known = require "lunas.known"

local defaults = { min_level = 3, max_level = 7, num_intermediate_blocks = 2 }

local published = {
  intermediate = {
    { level = 4, combine_fn = "attention", input_offsets = { 1, 3 } },
    { level = 4, combine_fn = "sum", input_offsets = { 1, 5 } },
  },
  output = {
    { combine_fn = "sum", input_offsets = { 0, 6 } },
    { combine_fn = "sum", input_offsets = { 6, 7 } },
    { combine_fn = "attention", input_offsets = { 7, 8 } },
    { combine_fn = "attention", input_offsets = { 6, 9 } },
    { combine_fn = "attention", input_offsets = { 9, 10 } },
  },
  levels = { 3, 4, 5, 7, 6 },
}

local function is_published(options)
  for key, value in pairs(defaults) do
    if options[key] ~= value then return false end
  end
  return true
end

local function block(features, default)
  return {
    combine_fn = known.one_of({ "sum", "attention" }, default.combine_fn),
    input_offsets = known.two_inputs(known.range(0, features - 1), default.input_offsets),
  }
end

---The space of NAS-FPN.
---@param options? { min_level?: integer, max_level?: integer, num_intermediate_blocks?: integer }
---@return lunas.Space
return function(options)
  options = known.options("nasfpn", options, defaults)
  local baseline = is_published(options) and published or { intermediate = {}, output = {} }
  local levels = known.range(options.min_level, options.max_level)

  local features = #levels
  local function blocks(count, baselines)
    local list = {}
    for position = 1, count do
      list[position] = block(features, baselines[position] or {})
      features = features + 1
    end
    return list
  end

  local intermediate = blocks(options.num_intermediate_blocks, baseline.intermediate)
  local coarser = known.range(options.min_level + 1, options.max_level)
  for position, each in ipairs(intermediate) do
    each.level = known.one_of(coarser, (baseline.intermediate[position] or {}).level)
  end
  return nas.space {
    intermediate_blocks = intermediate,
    output_blocks = blocks(#levels, baseline.output),
    output_block_levels = known.order_of(levels, baseline.levels),
  }
end

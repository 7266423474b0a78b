--- MnasNet: mobile image classifiers of seven stages, each with a block of its own.
---
--- Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile", CVPR 2019; as the prebuilt space
--- "mnasnet" of Vertex AI NAS has it (google/vertex-ai-nas, tunable_mnasnet_search_space.py).
--- 42 decisions, 9,749,755,840,167,936 architectures.
---
--- For each of blocks[0] to blocks[6] (paths count from 0):
---   num_repeats     layers in the stage: the reference's, one fewer or one more (1 or 2 where it has 1)
---   block_fn        "conv", a plain convolution, or "mbconv", an inverted bottleneck
---   expand_ratio    how much an mbconv widens inside: 1, 3, 6
---   kernel_size     3 or 5
---   se_ratio        squeeze and excitation: 0.0 (none) or 0.25
---   output_filters  channels: the reference's times 0.75, 1 or 1.25, rounded down
---
--- Option `reference`: "mobilenet_v2" (as the service has it) or "mnasnet_a1", the network whose repeats and
--- filters the choices surround. It is also the default architecture. MnasNet-A1 lies in the second space alone:
--- its fifth stage has 112 channels, which the first does not offer.

local nas = require "lunas"
local known = require "lunas.known"

-- One row a stage: repeats, expansion, kernel, squeeze and excitation, filters.
local references = {
  mobilenet_v2 = {
    { 1, 1, 3, 0.0, 16 },
    { 2, 6, 3, 0.0, 24 },
    { 3, 6, 3, 0.0, 32 },
    { 4, 6, 3, 0.0, 64 },
    { 3, 6, 3, 0.0, 96 },
    { 3, 6, 3, 0.0, 160 },
    { 1, 6, 3, 0.0, 320 },
  },
  mnasnet_a1 = {
    { 1, 1, 3, 0.0, 16 },
    { 2, 6, 3, 0.0, 24 },
    { 3, 3, 5, 0.25, 40 },
    { 4, 6, 3, 0.0, 80 },
    { 2, 6, 3, 0.25, 112 },
    { 3, 6, 5, 0.25, 160 },
    { 1, 6, 3, 0.0, 320 },
  },
}

local function block(stage)
  local repeats, expansion, kernel, squeeze, filters = table.unpack(stage)
  return {
    num_repeats = known.repeats_near(repeats),
    block_fn = known.one_of({ "conv", "mbconv" }, "mbconv"),
    expand_ratio = known.one_of({ 1, 3, 6 }, expansion),
    kernel_size = known.one_of({ 3, 5 }, kernel),
    se_ratio = known.one_of({ 0.0, 0.25 }, squeeze),
    output_filters = known.filters_near(filters),
  }
end

---The space of MnasNet.
---@param options? { reference?: "mobilenet_v2"|"mnasnet_a1" }
---@return lunas.Space
return function(options)
  options = known.options("mnasnet", options, { reference = "mobilenet_v2" })
  local blocks = {}
  for position, stage in ipairs(known.meaning("reference", options.reference, references)) do
    blocks[position] = block(stage)
  end
  return nas.space { blocks = blocks }
end

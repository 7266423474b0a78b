--- EfficientNetV2: image classifiers of six stages that train fast.
---
--- Tan and Le, "EfficientNetV2: Smaller Models and Faster Training", ICML 2021; as the prebuilt space
--- "efficientnet_v2" of Vertex AI NAS has it (google/vertex-ai-nas, tunable_efficientnetv2_search_space.py).
--- 42 decisions, 24,346,898,290,704,384 architectures.
---
--- For each of blocks[0] to blocks[5] (paths count from 0):
---   num_repeats     layers in the stage: the baseline's, one fewer or one more (1 or 2 where it has 1)
---   block_type      "mbconv", an inverted bottleneck, or "fused_mbconv", with its first two convolutions as one
---   expand_ratio    how much a block widens inside: 1, 2, 4, 6
---   kernel_size     3 or 5
---   se_ratio        squeeze and excitation: 0.0 (none) or 0.25
---   output_filters  channels: the baseline's times 0.75, 1 or 1.25, rounded down
---   act_fn          "swish" or "relu"
---
--- The default architecture is the source's own EfficientNetV2.

local nas = require "lunas"
local known = require "lunas.known"

-- One row a stage: repeats, type, expansion, squeeze and excitation, filters; kernels are 3 throughout.
local baseline = {
  { 1, "fused_mbconv", 1, 0.0, 16 },
  { 2, "fused_mbconv", 4, 0.0, 32 },
  { 2, "fused_mbconv", 4, 0.0, 48 },
  { 3, "mbconv", 4, 0.25, 96 },
  { 5, "mbconv", 6, 0.25, 112 },
  { 8, "mbconv", 6, 0.25, 192 },
}

local function block(stage)
  local repeats, kind, expansion, squeeze, filters = table.unpack(stage)
  return {
    num_repeats = known.repeats_near(repeats),
    block_type = known.one_of({ "mbconv", "fused_mbconv" }, kind),
    expand_ratio = known.one_of({ 1, 2, 4, 6 }, expansion),
    kernel_size = known.one_of({ 3, 5 }, 3),
    se_ratio = known.one_of({ 0.0, 0.25 }, squeeze),
    output_filters = known.filters_near(filters),
    act_fn = known.one_of({ "swish", "relu" }, "swish"),
  }
end

---The space of EfficientNetV2. It has no options.
---@param options? {}
---@return lunas.Space
return function(options)
  known.options("efficientnet_v2", options, {})
  local blocks = {}
  for position, stage in ipairs(baseline) do blocks[position] = block(stage) end
  return nas.space { blocks = blocks }
end

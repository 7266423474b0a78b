--- PointPillars: detectors of objects in Lidar point clouds.
---
--- Lang et al., "PointPillars: Fast Encoders for Object Detection from Point Clouds", CVPR 2019; as the prebuilt
--- space "pointpillars" of Vertex AI NAS has it (google/vertex-ai-nas, tunable_pointpillars_search_space.py).
--- 56 decisions, 49,127,537,715,718,523,977,728 architectures (about 4.9e22).
---
--- One featuriser block, backbone blocks of levels 1, 2, 2, 3, 3, and a decoder block for each level. A level is a
--- scale, 2^level pixels to a feature.
---   featurizer_blocks[0].block_repeats, .activation_fn, .output_filters
---   backbone_blocks[i].block_fn        "residual", "bottleneck", "mbconv"
---   backbone_blocks[i].block_repeats   layers in the block: 1, 2, 3
---   backbone_blocks[i].kernel_size     3 or 5
---   backbone_blocks[i].expand_ratio    how much an mbconv widens inside: 1, 3, 6
---   backbone_blocks[i].se_ratio        squeeze and excitation of an mbconv: 0.0 (none) or 0.25
---   backbone_blocks[i].activation_fn   "swish" or "relu"
---   backbone_blocks[i].output_filters  channels: the level's times 0.75, 1 or 1.25
---   decoder_blocks[i]                  the same, also "conv", and with channels that are fixed
--- `expand_ratio` and `se_ratio` mean nothing for blocks that are no mbconv, `kernel_size` nothing for residual
--- and bottleneck blocks: many architectures are one network.
---
--- Option, named as in the source: `base_output_filters` 64, the channels of level 1; each further level doubles
--- them. The default architecture is the one that the source publishes as found by a search.

local nas = require "lunas"
local known = require "lunas.known"

-- One row a block: function, repeats, kernel, expansion, activation, level, channels as a share of the level's.
local backbone = {
  { "mbconv", 2, 5, 1, "relu", 1, 5 / 4 },
  { "bottleneck", 3, 5, 3, "relu", 2, 5 / 4 },
  { "mbconv", 1, 3, 1, "relu", 2, 1 },
  { "mbconv", 2, 3, 1, "swish", 3, 3 / 4 },
  { "bottleneck", 2, 3, 1, "relu", 3, 1 },
}
local decoder = {
  { "conv", 3, 5, 1, "relu", 1 },
  { "residual", 3, 5, 1, "swish", 2 },
  { "conv", 2, 3, 3, "swish", 3 },
}

local function block(functions, default, filters)
  local kind, repeats, kernel, expansion, activation, level = table.unpack(default)
  return {
    block_fn = known.one_of(functions, kind),
    block_repeats = known.one_of({ 1, 2, 3 }, repeats),
    kernel_size = known.one_of({ 3, 5 }, kernel),
    expand_ratio = known.one_of({ 1, 3, 6 }, expansion),
    se_ratio = known.one_of({ 0.0, 0.25 }, 0.0),
    activation_fn = known.one_of({ "swish", "relu" }, activation),
    output_filters = filters,
    level = level,
  }
end

---The space of PointPillars.
---@param options? { base_output_filters?: integer }
---@return lunas.Space
return function(options)
  options = known.options("pointpillars", options, { base_output_filters = 64 })
  local base = options.base_output_filters

  local backbone_blocks, decoder_blocks = {}, {}
  for position, default in ipairs(backbone) do
    local level, share = default[6], default[7]
    local filters = base << level - 1
    backbone_blocks[position] = block(
      { "residual", "bottleneck", "mbconv" }, default,
      known.filters_near(filters, math.floor(filters * share)))
  end
  for position, default in ipairs(decoder) do
    decoder_blocks[position] = block({ "conv", "residual", "bottleneck", "mbconv" }, default, base * 2)
  end
  return nas.space {
    featurizer_blocks = {
      {
        block_repeats = known.one_of({ 1, 2, 3 }, 1),
        activation_fn = known.one_of({ "swish", "relu" }, "relu"),
        output_filters = known.filters_near(base),
      },
    },
    backbone_blocks = backbone_blocks,
    decoder_blocks = decoder_blocks,
  }
end

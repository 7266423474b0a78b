--- How to scale a SpineNet detector up, once its backbone is found.
---
--- The compound scaling of Tan and Le, "EfficientNet", ICML 2019, for Du et al., "SpineNet", CVPR 2020; as the
--- prebuilt space "spinenet_scaling" of Vertex AI NAS has it (google/vertex-ai-nas, search_spaces.py).
--- 7 decisions, 432 architectures: small enough to try them all.
---
---   image_size             pixels of the input's side: 512, 640
---   endpoints_num_filters  channels of the features that the backbone gives: 192, 256
---   filter_size_scale      all channels of the backbone times 0.8, 1.0, 1.2
---   resample_alpha         channels while a feature changes its scale, times 0.75, 1.0, 1.25
---   block_repeats          layers in a block: 2, 3, 4
---   head_num_convs         convolutions in the head of RetinaNet: 4, 5
---   head_num_filters       their channels: 192, 256
---
--- It has no options. The default architecture scales the backbone as SpineNet-143 does, with the usual head of
--- RetinaNet.

local nas = require "lunas"
local known = require "lunas.known"

---The space of SpineNet's scaling. It has no options.
---@param options? {}
---@return lunas.Space
return function(options)
  known.options("spinenet_scaling", options, {})
  return nas.space {
    image_size = known.one_of({ 512, 640 }, 640),
    endpoints_num_filters = known.one_of({ 192, 256 }, 256),
    filter_size_scale = known.one_of({ 0.8, 1.0, 1.2 }, 1.0),
    resample_alpha = known.one_of({ 0.75, 1.0, 1.25 }, 1.0),
    block_repeats = known.one_of({ 2, 3, 4 }, 3),
    head_num_convs = known.one_of({ 4, 5 }, 4),
    head_num_filters = known.one_of({ 192, 256 }, 256),
  }
end

--- RandAugment for segmentation: how many random operations an image goes through, and how strong they are.
---
--- Cubuk et al., "RandAugment: Practical Automated Data Augmentation with a Reduced Search Space", NeurIPS 2020;
--- as the prebuilt space "randaugment_segmentation" of Vertex AI NAS has it (google/vertex-ai-nas,
--- search_spaces.py).
--- 2 decisions, 20 policies: small enough to try them all. Train to the end; there is no cheaper proxy task.
---
---   num_ops    operations applied to an image: 1, 2
---   magnitude  their strength: 1 to 10
---
--- It has no options. The default is what the paper found for ResNet-50 on ImageNet: two operations, strength 9.

local known = require "lunas.known"
local family = require "lunas.families.augmentation"

---The space of RandAugment for segmentation. It has no options.
---@param options? {}
---@return lunas.Space
return function(options)
  known.options("randaugment_segmentation", options, {})
  return family.randaugment()
end

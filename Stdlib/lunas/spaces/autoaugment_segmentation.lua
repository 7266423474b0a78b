--- AutoAugment for segmentation: a policy of five sub-policies, one of which is drawn for each image.
---
--- Cubuk et al., "AutoAugment: Learning Augmentation Strategies from Data", CVPR 2019, and Zoph et al., "Learning
--- Data Augmentation Strategies for Object Detection", ECCV 2020; as the prebuilt space "autoaugment_segmentation"
--- of Vertex AI NAS has it (google/vertex-ai-nas, tunable_autoaugment_search_space.py).
--- 30 decisions, 92,744,299,692,825,115,333,139,423,502,649 policies (about 9.3e31).
---
--- The space is a list of three lists; number i of each belongs to sub-policy i and holds a value for each
--- operation:
---   [0][i]  which operation, 0 to 12; `lunas.families.augmentation` says what the numbers mean
---   [1][i]  its strength, 0 to 10
---   [2][i]  the probability that it is applied, 0.0 to 1.0 by 0.1
---
--- Options, named as in the source: `num_sub_policies` 5, `num_ops_per_sub_policy` 2.
--- The default applies nothing: all probabilities are 0.

local known = require "lunas.known"
local family = require "lunas.families.augmentation"

---The space of AutoAugment for segmentation.
---@param options? { num_sub_policies?: integer, num_ops_per_sub_policy?: integer }
---@return lunas.Space
return function(options)
  local defaults = { num_sub_policies = 5, num_ops_per_sub_policy = 2 }
  options = known.options("autoaugment_segmentation", options, defaults)
  return family.autoaugment(13, options)
end

--- Augmentation policies: what to do to the images while a model is trained.
---
--- RandAugment (Cubuk et al., "RandAugment: Practical Automated Data Augmentation with a Reduced Search Space",
--- NeurIPS 2020) draws operations at random and searches how many and how strong. AutoAugment (Cubuk et al.,
--- "AutoAugment: Learning Augmentation Strategies from Data", CVPR 2019; Zoph et al., "Learning Data Augmentation
--- Strategies for Object Detection", ECCV 2020) searches the operations themselves.
---
--- The numbers of operations are those of google/vertex-ai-nas, tunable_autoaugment.py, which counts from 0:
---   0 Equalize, 1 Solarize, 2 Color, 3 Cutout, 4 SolarizeAdd, 5 TranslateX, 6 TranslateY, 7 ShearX, 8 ShearY,
---   9 Rotate, 10 Sharpness, 11 Cutout again
--- for detection, inside the boxes alone:
---   12 Solarize, 13 Cutout, 14 TranslateX, 15 TranslateY, 16 ShearX, 17 ShearY, 18 Rotate, 19 Equalize, 20 Flip
--- for segmentation:
---   12 Cutout of image and labels

local nas = require "lunas"
local known = require "lunas.known"

local M = {}

---The space of RandAugment. The default is what its paper found for ResNet-50 on ImageNet: two operations,
---strength 9.
---@return lunas.Space
function M.randaugment()
  local tag = "augmentation"
  return nas.space {
    num_ops = nas.one_of({ 1, 2 }, { tags = tag, default = 2 }),
    magnitude = nas.one_of(known.range(1, 10), { tags = tag, default = 9 }),
  }
end

---The space of AutoAugment: a list of three lists, as the source has it. Number i of each belongs to sub-policy i,
---and holds one value for each operation of the sub-policy. The default applies nothing: all probabilities are 0.
---@param operations integer how many operations there are to choose from
---@param options { num_sub_policies: integer, num_ops_per_sub_policy: integer }
---@return lunas.Space
function M.autoaugment(operations, options)
  local probabilities = {}
  for tenth = 0, 10 do probabilities[tenth + 1] = tenth / 10 end

  local function lists(candidates)
    local list = {}
    for position = 1, options.num_sub_policies do
      list[position] = nas.many_of(
        options.num_ops_per_sub_policy, candidates, { distinct = false, sorted = false, tags = "augmentation" })
    end
    return list
  end
  return nas.space { lists(known.range(0, operations - 1)), lists(known.range(0, 10)), lists(probabilities) }
end

return M

--- Vision transformers: image classifiers of layers with heads and widths of their own.
---
--- Chen et al., "AutoFormer: Searching Transformers for Visual Recognition", ICCV 2021
--- (github.com/microsoft/Cream, AutoFormer).
---
---   embed_dim             width of the whole network
---   layers                12 to 14 or 14 to 16 of them, each with
---   layers[i].num_heads   heads of its attention, each 64 wide
---   layers[i].mlp_ratio   how much wider its feed-forward network is inside
---
--- Option `supernet`: which of the paper's three spaces.
---   "tiny"   width 192, 216, 240; 12 to 14 layers; 3 or 4 heads; ratio 3.5 or 4
---            30 decisions, 1,056,964,608 architectures
---   "small"  width 320, 384, 448; 12 to 14 layers; 5 to 7 heads; ratio 3, 3.5, 4
---            30 decisions, 77,103,263,459,313 architectures
---   "base"   width 528, 576, 624; 14 to 16 layers; 8 to 10 heads; ratio 3, 3.5, 4
---            34 decisions, 6,245,364,340,204,353 architectures
--- The paper's "more than 1.7e16" for all three also counts the choices of layers that are not there.
---
--- The default architecture is DeiT-Tiny, DeiT-Small, or, for "base", 14 layers of width 576 with 9 heads and
--- ratio 4.

local nas = require "lunas"
local known = require "lunas.known"

local supernets = {
  tiny = {
    widths = { 192, 216, 240 }, width = 192, least = 12, most = 14,
    heads = { 3, 4 }, default_heads = 3, ratios = { 3.5, 4.0 },
  },
  small = {
    widths = { 320, 384, 448 }, width = 384, least = 12, most = 14,
    heads = { 5, 6, 7 }, default_heads = 6, ratios = { 3.0, 3.5, 4.0 },
  },
  base = {
    widths = { 528, 576, 624 }, width = 576, least = 14, most = 16,
    heads = { 8, 9, 10 }, default_heads = 9, ratios = { 3.0, 3.5, 4.0 },
  },
}

---The space of vision transformers.
---@param options? { supernet?: "tiny"|"small"|"base" }
---@return lunas.Space
return function(options)
  options = known.options("vision_transformer", options, { supernet = "tiny" })
  local supernet = known.meaning("supernet", options.supernet, supernets)
  local layer = {
    num_heads = known.one_of(supernet.heads, supernet.default_heads),
    mlp_ratio = known.one_of(supernet.ratios, 4.0),
  }
  return nas.space {
    embed_dim = known.one_of(supernet.widths, supernet.width),
    layers = nas.list_of(nas.int(supernet.least, supernet.most, { tags = "architecture" }), layer),
  }
end

--- Decoder transformers: language models that read from left to right, such as GPT.
---
--- Depth, width and heads have the ranges of Javaheripi et al., "LiteTransformerSearch: Training-free Neural
--- Architecture Search for Efficient Language Models", NeurIPS 2022. The rest are the parts that later models
--- changed.
---
---   n_layer               2 to 16 layers
---   d_model               width: 128 to 1024 by 64
---   attention.n_head      query heads: 2, 4 or 8
---   attention.n_kv_head   heads of keys and values, a power of two and at most n_head: fewer are grouped-query
---                         attention (Ainslie et al. 2023), 1 is multi-query attention (Shazeer 2019)
---   ffn_ratio             inner width of the feed-forward network by d_model: 1, 2, 3, 4, 6, 8. A ratio, where
---                         the paper has a width, so that one choice means the same in every model
---   activation            "gelu", "relu", "squared_relu" (So et al. 2021), "swiglu" (Shazeer 2020)
---   norm                  "layer_norm", "rms_norm" (Zhang and Sennrich 2019)
---   position              "learned", "rotary" (Su et al. 2021), "alibi" (Press et al. 2022), "none"
---
--- 8 decisions are made in a model; 388,800 architectures.
---
--- Option `per_layer` (false): as in the paper, each layer decides on its attention and its ffn_ratio itself. Then
--- `layers` is a list of them, and there is no n_layer. With 2.6e30 architectures the space is meant for searches
--- around good models.
---
--- The default architecture is GPT-2 small with 8 heads instead of 12: 12 layers, width 768, ratio 4, gelu,
--- layer_norm, learned positions.

local nas = require "lunas"
local known = require "lunas.known"

local function attention()
  local candidates = {}
  for _, heads in ipairs { 2, 4, 8 } do
    local key_heads = {}
    local fewer = 1
    while fewer <= heads do
      key_heads[#key_heads + 1] = fewer
      fewer = fewer * 2
    end
    candidates[#candidates + 1] = { n_head = heads, n_kv_head = known.one_of(key_heads, heads) }
  end
  return known.one_of(candidates, { n_head = 8, n_kv_head = 8 })
end

local function ffn_ratio() return known.one_of({ 1, 2, 3, 4, 6, 8 }, 4) end

---The space of decoder transformers.
---@param options? { per_layer?: boolean }
---@return lunas.Space
return function(options)
  options = known.options("decoder_transformer", options, { per_layer = false })
  local depth = nas.int(2, 16, { tags = "architecture", default = 12 })
  local model = {
    d_model = nas.int(128, 1024, { step = 64, tags = "architecture", default = 768 }),
    activation = known.one_of({ "gelu", "relu", "squared_relu", "swiglu" }, "gelu"),
    norm = known.one_of({ "layer_norm", "rms_norm" }, "layer_norm"),
    position = known.one_of({ "learned", "rotary", "alibi", "none" }, "learned"),
  }
  if options.per_layer then
    model.layers = nas.list_of(depth, { attention = attention(), ffn_ratio = ffn_ratio() })
  else
    model.n_layer, model.attention, model.ffn_ratio = depth, attention(), ffn_ratio()
  end
  return nas.space(model)
end

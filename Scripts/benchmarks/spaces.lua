-- The spaces that Scripts/benchmarks/spaces times, and what the same costs from Lua.
--
-- `lunas spaces.lua FOLDER` writes their documents there and says "ready". Then it answers each line
-- "SPACE OPERATION REPETITIONS" with the seconds that one repetition took.

local nas = require "lunas"

local spaces = {}

-- MnasNet (Tan et al. 2019): 42 decisions.
local function mnasnet()
  local blocks = {}
  for i, stage in ipairs { { 1, 16 }, { 2, 24 }, { 3, 32 }, { 4, 64 }, { 3, 96 }, { 3, 160 }, { 1, 320 } } do
    local repeats, filters = stage[1], stage[2]
    blocks[i] = {
      num_repeats = nas.one_of(repeats > 1 and { repeats, repeats - 1, repeats + 1 } or { 1, 2 }),
      block_fn = nas.one_of { "conv", "mbconv" },
      expand_ratio = nas.one_of { 1, 3, 6 },
      kernel_size = nas.one_of { 3, 5 },
      se_ratio = nas.one_of { 0.0, 0.25 },
      output_filters = nas.one_of { filters * 3 // 4, filters, filters * 5 // 4 },
    }
  end
  return nas.space { blocks = blocks }
end

-- SpineNet (Du et al. 2020): 75 decisions, 4.8e38 architectures.
local function spinenet()
  local function block(number, first)
    local inputs = {}
    for input = first, number - 1 do inputs[#inputs + 1] = input end
    return {
      block_fn = nas.one_of { "residual", "bottleneck" },
      input_offsets = nas.many_of(2, inputs, { sorted = true }),
    }
  end
  local intermediate, output = {}, {}
  for i = 1, 11 do
    intermediate[i] = block(i + 1, math.max(i - 3, 0))
    intermediate[i].level_offset = nas.one_of { -1, 0, 1, 2 }
  end
  for i = 1, 5 do output[i] = block(i + 12, 0) end
  return nas.space {
    intermediate_blocks = intermediate,
    intermediate_block_levels = nas.permutation({ 2, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5 }, { duplicates = true }),
    output_blocks = output,
    output_block_levels = nas.permutation { 3, 4, 5, 6, 7 },
  }
end

-- 20 blocks, each with a width.
local function widths()
  return nas.space { blocks = nas.list_of(20, nas.one_of { 16, 24, 32, 48, 64, 96, 128, 192 }) }
end

spaces.mnasnet = mnasnet()
spaces.spinenet = spinenet()
spaces.ordered = widths():where(nas.constraint.ordered { of = "blocks[*]" })
spaces.summed = widths():where(nas.constraint.sum { of = "blocks[*]", max = 1000 })
spaces.long = nas.space { blocks = nas.list_of(nas.int(1, 20000), nas.int(1, 1000000000)) }

local operations = {
  sample = function(space, n)
    for seed = 1, n do space:sample(seed) end
  end,
  sample_and_encode = function(space, n)
    for seed = 1, n do space:encode(space:sample(seed)) end
  end,
  tostring = function(space, n)
    for _ = 1, n do tostring(space) end
  end,
}

for name, space in pairs(spaces) do
  local file = assert(io.open(("%s/%s.json"):format(arg[1], name), "w"))
  assert(file:write(space:to_json()))
  file:close()
end
print "ready"
for line in io.lines() do
  local name, operation, repetitions = line:match "^(%S+) (%S+) (%d+)$"
  local start = os.clock()
  operations[operation](spaces[name], tonumber(repetitions))
  print(("%.9f"):format((os.clock() - start) / repetitions))
end

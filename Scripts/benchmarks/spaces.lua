-- The spaces that Scripts/benchmarks/spaces times, and what the same costs from Lua.
--
-- `lunas spaces.lua FOLDER` writes their documents there and says "ready". Then it answers each line
-- "SPACE OPERATION REPETITIONS" with the seconds that one repetition took.

local nas = require "lunas"

-- 20 blocks, each with a width.
local function widths()
  return nas.space { blocks = nas.list_of(20, nas.one_of { 16, 24, 32, 48, 64, 96, 128, 192 }) }
end

local spaces = {
  -- 42 decisions.
  mnasnet = nas.spaces.mnasnet(),
  -- 75 decisions, 4.8e38 architectures.
  spinenet = nas.spaces.spinenet(),
  ordered = widths():where(nas.constraint.ordered { of = "blocks[*]" }),
  summed = widths():where(nas.constraint.sum { of = "blocks[*]", max = 1000 }),
  long = nas.space { blocks = nas.list_of(nas.int(1, 20000), nas.int(1, 1000000000)) },
}

local operations = {
  sample = function(space, n)
    for seed = 1, n do space:sample(seed) end
  end,
  sample_and_encode = function(space, n)
    for seed = 1, n do space:encode(space:sample(seed)) end
  end,
  size = function(space, n)
    for _ = 1, n do space:size() end
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

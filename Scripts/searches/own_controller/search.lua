-- The digits search with a controller in Lua, which begins with the baseline.
--   lunas run Scripts/searches/own_controller/search.lua
local nas = require "lunas"
local own = require "evolution" -- the file beside this one

local python = os.getenv("LUNAS_PYTHON") or "/usr/bin/python3"

local block = {
  op     = nas.one_of { "conv", "separable", "residual", "identity" },
  kernel = nas.one_of { 3, 5 },
  width  = nas.one_of { 8, 16, 32 },
  pool   = nas.one_of { true, false },
}

local space = nas.space {
  stem       = nas.one_of { 8, 16, 32 },
  activation = nas.one_of { "relu", "silu", "tanh" },
  norm       = nas.one_of { true, false },
  blocks     = nas.list_of(nas.int(1, 3), block),
  head       = nas.one_of { 0, 32, 64 },
}

return nas.search {
  name = "own-controller",
  space = space,
  trainer = {
    python, "{script.dir}/../digits/train.py",
    "--arch", "{arch}", "--epochs", "{config.epochs}", "--stage", "{config.stage}",
  },
  proxy = { epochs = 3, stage = "search" },
  reward = "accuracy",

  controller = own.evolution { parents = 8 },
  enqueue = { space:default() }, -- the baseline is trained first; search:enqueue(arch) does the same later

  -- What an earlier search in this workspace has learned, where there is one:
  --   warm_start = "digits",
  seed = 1,
  trials = { max = 60, parallel = 2, timeout = "2m" },
}

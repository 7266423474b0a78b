-- A first search: a small convolutional network for 8x8 handwritten digits, on the CPU or on GPUs.
--   lunas run Scripts/searches/digits/search.lua     stage 1: search with the proxy task
--   lunas train digits --top 4                       stage 2: train the best ones fully
local nas = require "lunas"

-- Debian's PyTorch belongs to Debian's Python; LUNAS_PYTHON names another one that has PyTorch.
local python = os.getenv("LUNAS_PYTHON") or "/usr/bin/python3"

-- The search space is a Lua table. Its leaves are decisions, and a trial gets the same table with each one taken.
-- Only the architecture belongs here: learning rate and batch size are the trainer's, the same for all trials.
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
  blocks     = nas.list_of(nas.int(1, 3), block), -- one to three blocks, each chosen on its own
  head       = nas.one_of { 0, 32, 64 },          -- hidden units before the ten classes
}

return nas.search {
  name = "digits",
  space = space,

  -- An argument list, never a shell line. Each trial fills in the braces: its architecture as a JSON file, and the
  -- values of `proxy` in stage 1 or of `full` in stage 2. The trainer keeps the real validation data for stage 2.
  trainer = {
    python, "{script.dir}/train.py",
    "--arch", "{arch}", "--epochs", "{config.epochs}", "--stage", "{config.stage}",
  },
  proxy = { epochs = 3, stage = "search" },
  full  = { epochs = 30, stage = "full" },

  -- The metric to maximise. To weigh it against speed, the trainer reports latency_ms as well:
  --   reward = nas.reward.latency { metric = "accuracy", latency = "latency_ms", target = 0.1, kind = "soft" }
  reward = "accuracy",

  controller = "evolution",
  seed = 1, -- the same seed proposes the same architectures again
  trials = { max = 60, parallel = 2, timeout = "2m" },

  -- The search ends at the first rule that says so. A rule is a function: write your own beside these.
  stop = { nas.stop.failure_rate(0.2), nas.stop.no_progress { after = 40 } },
}

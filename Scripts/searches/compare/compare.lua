-- Which controller finds the best of 2,021 graph neural networks with the fewest trainings? Nothing is trained: a
-- table knows what every training came to.
--   lunas compare Scripts/searches/compare/compare.lua
local nas = require "lunas"

-- The decisions of the space stand in columns of their names: link, op_1, op_2, op_3, op_4. What the table lacks
-- cannot be trained.
local networks = nas.table "{script.dir}/proteins.csv.gz"

return nas.compare {
  space       = nas.spaces.nasbench_graph { data = "proteins" },
  trainer     = networks,
  reward      = "valid",
  controllers = { "random", "evolution", "local", "auto" },
  trials      = { max = 200 },
  seeds       = 20,
  best        = networks:max "valid",  -- so that regret is shown; else the best reward so far
  within      = 0.1,                   -- points of ROC-AUC that count as reached
}

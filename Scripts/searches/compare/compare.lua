-- Which controller finds the best of 2,021 graph neural networks with the fewest trainings? Nothing is trained: a
-- table knows what every training came to.
--   lunas compare Scripts/searches/compare/compare.lua
local nas = require "lunas"

local networks = nas.table("{script.dir}/proteins.csv.gz", {
  -- The decisions of the space stand in columns of their names: link, op_1, op_2, op_3, op_4.
  metrics = { "valid", "latency_ms" },
})

return nas.compare {
  space       = nas.spaces.nasbench_graph { data = "proteins" },
  trainer     = networks,
  reward      = "valid",
  controllers = { "random", "evolution", "local", { name = "evolution", population = 10, sample = 3 } },
  trials      = { max = 200 },
  seeds       = 20,
  best        = networks:max "valid",
  within      = 0.1,
}

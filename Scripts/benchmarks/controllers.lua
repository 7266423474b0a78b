-- The searches of Scripts/benchmarks/controllers: every controller on one table of finished trainings.
--   lunas controllers.lua FOLDER TABLE SEEDS TRIALS PARALLEL [CONTROLLER...]
-- Prints the comparison as JSON. TABLE is cifar10 or cifar100 (with ~ at its end every query answers with one of
-- two or three trainings, at random), cora, citeseer, pubmed, photo or proteins.
local nas = require "lunas"

local folder, name, seeds, trials, parallel = table.unpack(arg)

-- What the controllers are measured against, as the tables' authors have it: both evolutions, both local searches.
local controllers = {
  auto = "auto", random = "random", tpe = "tpe", ppo = "ppo", reinforce = "reinforce",
  evolution_100_25 = { name = "evolution", population = 100, sample = 25 },
  evolution_10_3 = { name = "evolution", population = 10, sample = 3 },
  local_first = { name = "local", move = "first" }, local_best = { name = "local", move = "best" },
}

-- All 15,625 cells, as the table has them: equal networks differ by the noise of their trainings, so a canonical
-- form would hide the best row.
local function cells(data)
  local space = {}
  for _, edge in ipairs { "op_0_1", "op_0_2", "op_1_2", "op_0_3", "op_1_3", "op_2_3" } do
    space[edge] = nas.one_of { "none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3" }
  end
  local columns = { "valid_0", "valid_1", "valid_2" }
  return nas.space(space), nas.table(("%s/nasbench201/%s.csv.gz"):format(folder, data), {
    metrics = { "valid_mean" }, noise = { columns = columns, as = "valid" },
  })
end

local is_noisy = name:sub(-1) == "~"
local data = name:gsub("~", "")
local space, trainings, reward
if data:match "^cifar" then
  space, trainings = cells(data)
  reward = is_noisy and "valid" or "valid_mean"
else
  local ending = data == "proteins" and "csv" or "csv.gz"
  space = nas.spaces.nasbench_graph { data = data }
  trainings = nas.table(("%s/nasbench-graph/%s.%s"):format(folder, data, ending), { metrics = { "valid" } })
  reward = "valid"
end

local chosen = {}
for position = 6, #arg do chosen[#chosen + 1] = controllers[arg[position]] end

local comparison = nas.compare {
  space = space, trainer = trainings, reward = reward, controllers = chosen, seeds = math.tointeger(seeds),
  trials = { max = math.tointeger(trials), parallel = math.tointeger(parallel), max_failed = 1000000 },
  best = trainings:max(is_noisy and "valid_mean" or reward), within = 1e-9,
  judge = is_noisy and "valid_mean" or nil,
}
print(comparison:run():to_json())

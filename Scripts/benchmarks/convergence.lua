-- How many trials a controller needs on a table of finished trainings: what the planner's guesses come from.
--   lunas convergence.lua FOLDER CONTROLLER TABLE TRIALS
-- TABLE is cifar10, cifar100, citeseer, pubmed, photo or proteins, in FOLDER as for the benchmark "controllers".
-- For each of 9 seeds, with 20 trials at once, prints the trials until the best is nine tenths of the way from
-- the best of the first 20 to the best that there is, "inf" where TRIALS were not enough; and the same for each
-- doubling of the space.
local nas = require "lunas"

local folder, controller, name, trials = table.unpack(arg)

local function cells(data)
  local space = {}
  for _, edge in ipairs { "op_0_1", "op_0_2", "op_1_2", "op_0_3", "op_1_3", "op_2_3" } do
    space[edge] = nas.one_of { "none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3" }
  end
  local file = ("%s/nasbench201/%s.csv.gz"):format(folder, data)
  return nas.space(space), nas.table(file, { metrics = { "valid_mean" } }), "valid_mean"
end

local function graphs(data)
  local file = ("%s/nasbench-graph/%s.%s"):format(folder, data, data == "proteins" and "csv" or "csv.gz")
  return nas.spaces.nasbench_graph { data = data }, nas.table(file, { metrics = { "valid" } }), "valid"
end

local space, trainings, reward = (name:match "^cifar" and cells or graphs)(name)
local greatest = trainings:max(reward)
local doublings = math.log(space:size(), 2)

for seed = 1, 9 do
  local found = nas.simulate {
    space = space, trainer = trainings, reward = reward, controller = controller, seed = seed,
    trials = { max = math.tointeger(trials), parallel = 20, max_failed = 1000000 },
  }
  local best, start, reached = -math.huge, nil, math.huge
  for position, trial in ipairs(found) do
    best = math.max(best, trial.reward or -math.huge)
    if position == 20 then start = best end
    if position > 20 and greatest - best <= 0.1 * (greatest - start) then
      reached = position
      break
    end
  end
  print(name, controller, seed, reached, reached / doublings)
end

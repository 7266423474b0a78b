-- Searches in memory: nas.simulate, nas.table and nas.compare, as scripts use them.
local nas = require "lunas"

-- A simulation that finds the greatest x, with the keys that a sentence cares about.
local function simulate(keys)
  local options = {
    space = { x = nas.int(1, 1000) }, trainer = function(arch) return { score = arch.x } end, reward = "score",
    controller = "random", seed = 1, trials = { max = 20 },
  }
  for key, value in pairs(keys or {}) do options[key] = value end
  return nas.simulate(options)
end

-- Writes a file for the time of a function.
local function with_file(text, body)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
  local ok, problem = pcall(body, path)
  os.remove(path)
  if not ok then error(problem, 0) end
end

local small = "op,width,valid_0,valid_1,valid,seconds\n" ..
  "conv,3,1,2,1.5,10\nconv,5,3,,3,20\npool,3,4,5,4.5,30\npool,5,7,9,8,40\n"
local small_space = { op = nas.one_of { "conv", "pool" }, width = nas.one_of { 3, 5 } }

describe("a simulation", function()
  it("is the list of its trials in order of completion", function()
    local sim = simulate {
      trials = { max = 20, parallel = 4 }, duration = function(arch) return arch.x % 7 + 1 end,
    }
    assert.equal(20, #sim)
    local count, last, seen = 0, 0, {}
    for position, trial in ipairs(sim) do
      count = count + 1
      assert.equal(count, position)
      assert.is_true(trial.ended >= last)
      assert.equal(trial.arch.x % 7 + 1, trial.ended - trial.started)
      assert.equal("completed", trial.state)
      assert.equal(trial.arch.x, trial.reward)
      assert.same({ score = trial.arch.x }, trial.metrics)
      last, seen[trial.id] = trial.ended, true
    end
    assert.equal(20, count)
    for id = 1, 20 do assert.is_true(seen[id]) end
    assert.is_nil(sim[0])
    assert.is_nil(sim[21])
    assert.equal(20, #sim.trials)
    assert.equal(sim[3].id, sim.trials[3].id)
    assert.equal(last, sim.elapsed)
    assert.equal("all 20 trials are done", sim.reason)
    assert.equal("completed", sim.outcome)
    assert.same({ 20, 0, 0 }, { sim.completed, sim.failed, sim.infeasible })
    for _, trial in ipairs(sim) do assert.is_true(trial.reward <= sim.best.reward) end
    assert.matches("Simulation(20 trials in ", tostring(sim))
  end)

  it("gives the same for the same seed", function()
    local function xs(seed)
      local all = {}
      for _, trial in ipairs(simulate { seed = seed, controller = "evolution" }) do
        all[#all + 1] = trial.arch.x
      end
      return all
    end
    assert.same(xs(5), xs(5))
    assert.is_false(table.concat(xs(5), " ") == table.concat(xs(6), " "))
  end)

  it("ends trials as a search does", function()
    local sim = simulate {
      space = { x = nas.int(1, 5) }, controller = "grid", trials = { max = 5, max_failed = 9 },
      trainer = function(arch)
        if arch.x == 1 then error "no memory" end
        if arch.x == 2 then return { infeasible = "too wide" } end
        if arch.x == 3 then return { score = 0 / 0 } end
        if arch.x == 4 then return nil end
        return { score = 5 }
      end,
    }
    local states, reasons = {}, {}
    for position, trial in ipairs(sim) do
      states[position], reasons[position] = trial.state, trial.reason or ""
    end
    assert.same({ "failed", "infeasible", "failed", "failed", "completed" }, states)
    assert.matches("no memory", reasons[1])
    assert.equal("too wide", reasons[2])
    assert.matches("the reward is", reasons[3])
    assert.matches("the trainer returned nothing, expected a table of metrics", reasons[4])
    assert.equal(5, sim.best.id)
  end)

  it("ends as failed at a number of failures", function()
    local sim = simulate {
      trainer = function() error "no" end, trials = { max = 20, parallel = 3, max_failed = 4 },
    }
    assert.equal("failed", sim.outcome)
    assert.equal(4, sim.failed)
    assert.equal(0, sim.completed)
    assert.matches("limit of 4 failed trials", sim.reason)
    assert.is_nil(sim.best)
    assert.equal("stopped", sim[#sim].state)
  end)

  it("obeys stop rules, which see the virtual clock", function()
    local sim = simulate { duration = "1h", stop = { nas.stop.wall_clock "3h" } }
    assert.equal(3, #sim)
    assert.equal(3 * 3600, sim.elapsed)
    sim = simulate { stop = { function(s) return s.completed == 7 and s.elapsed == 7 and "seven" end } }
    assert.equal(7, #sim)
    assert.matches("seven", sim.reason)
    assert.has_error(function() simulate { stop = { function(s) return s.nothing end } } end,
      "the stop rule stop[1] failed after 1 trial")
  end)

  it("takes rewards and durations that are functions, and reports", function()
    local sim = simulate {
      trials = { max = 2 }, reward = function(metrics) return -metrics.loss end,
      duration = function(_, metrics) return metrics.loss * 10 end,
      trainer = function(_, config, report)
        assert.same({}, config)
        for step = 1, 4 do report(step, { loss = 10 / step }) end
        return { loss = 2 }
      end,
    }
    assert.equal(-2, sim[1].reward)
    assert.equal(20, sim[1].ended)
    assert.equal(4, #sim[1].measurements)
    assert.same({ step = 2, time = 10, metrics = { loss = 5 } }, sim[1].measurements[2])
  end)

  it("may call functions of the space, and wait in its own", function()
    local space = nas.space({ a = nas.int(1, 9), b = nas.int(1, 9) }, {
      canonical = function(arch) return { a = math.min(arch.a, arch.b), b = math.max(arch.a, arch.b) } end,
    }):where(function(arch) return arch.a ~= arch.b end)
    local sim = simulate {
      space = space, trials = { max = 100 },
      trainer = function(arch)
        -- A search within a search, which waits.
        return { score = simulate({ trials = { max = 2 } }).elapsed + arch.a }
      end,
    }
    assert.equal(36, #sim)
    assert.equal("every architecture of the space has been tried", sim.reason)
  end)

  it("knows objectives, limits and controllers in Lua", function()
    local told = 0
    local sim = simulate {
      space = { x = nas.int(1, 100) }, trials = { max = 30, parallel = 4 },
      trainer = function(arch) return { score = arch.x, latency = 2 * arch.x } end,
      limits = { nas.at_most("latency", 40) },
      controller = {
        ask = function(history) return history:sample() end,
        tell = function(trial)
          told = told + 1
          assert.equal(2 * trial.arch.x, trial.metrics.latency)
        end,
      },
    }
    assert.equal(30, told)
    local best = 0
    for _, trial in ipairs(sim) do
      if trial.arch.x <= 20 then best = math.max(best, trial.arch.x) end
    end
    assert.equal(best, sim.best.arch.x)
    sim = simulate {
      trainer = function(arch) return { a = arch.x, b = -arch.x } end, reward = "a",
      objectives = { nas.maximize "a", nas.minimize "b" },
    }
    assert.equal(20, #sim)
  end)

  it("ends trials early, and tells the time that it saved", function()
    local function curves(keys)
      local options = {
        space = { x = nas.int(1, 100) }, trials = { max = 60, parallel = 4 }, duration = 10, controller = "random",
        trainer = function(arch, _, report)
          for step = 1, 10 do report(step, { score = arch.x * step / 10 }) end
          return {}
        end,
      }
      for key, value in pairs(keys) do options[key] = value end
      return simulate(options)
    end
    local whole, median = curves {}, curves { early_stopping = nas.early_stopping.median() }
    assert.equal(0, whole.saved)
    assert.equal(150, whole.elapsed)
    assert.is_true(median.saved > 100 and median.elapsed < 130)
    assert.equal(whole.best.arch.x, median.best.arch.x)
    local stopped = 0
    for _, trial in ipairs(median) do
      if trial.state == "stopped" then
        stopped = stopped + 1
        assert.matches("median: at step", trial.reason)
        assert.equal(trial.metrics.score, trial.reward)
      end
    end
    assert.is_true(stopped > 10)
    local own = curves {
      early_stopping = function(trial) return trial.step == 3 and trial.metrics.score < 9 and "low" end,
    }
    for _, trial in ipairs(own) do assert.equal(trial.arch.x < 30 and "stopped" or "completed", trial.state) end
  end)

  it("has no best where nothing keeps the limits", function()
    local sim = simulate { limits = { nas.at_most("score", -1) } }
    assert.is_nil(sim.best)
    assert.equal(20, sim.completed)
    assert.matches("no trial within the limits", tostring(sim))
  end)

  it("takes nothing but lists where lists are meant", function()
    local function rejects(keys, message) assert.has_error(function() simulate(keys) end, message) end
    rejects({ limits = { score = 80 } },
      "limits: a list expected, got a table with the key 'score' (write nas.at_most(\"score\", 80))")
    rejects({ limits = { nas.at_most("score", 4), score = 80 } },
      "limits: a list expected, got a table with the key")
    rejects({ objectives = { a = nas.maximize "nope" } },
      "objectives: a list expected, got a table with the key 'a'")
    rejects({ stop = { x = nas.stop.trials(2) } }, "stop: a list expected, got a table with the key 'x'")
    rejects({ stop = nas.stop.trials(2) },
      "stop: a list of stop rule or function expected, got one, StopRule; put it in { }")
    rejects({ limits = nas.at_most("score", 1) }, "put it in { }")
  end)

  it("rejects rules that were not called", function()
    local function rejects(keys, message) assert.has_error(function() simulate(keys) end, message) end
    rejects({ early_stopping = nas.early_stopping.median }, "call it: nas.early_stopping.median {}")
    rejects({ stop = { nas.stop.converged } }, "call it: nas.stop.converged {}")
    rejects({ stop = { nas.stop.trials } }, "call it: nas.stop.trials(...)")
    assert.has_error(function() nas.stop.trials(0) end, "at least 1 trial expected, got 0")
    assert.has_error(function() nas.stop.converged { window = -1 } end, "window: at least 4 expected, got -1")
  end)

  it("says what a trainer returned in place of metrics", function()
    local function reason(answer)
      return simulate { trainer = function() return answer end, trials = { max = 1 } }[1].reason
    end
    assert.equal("the trainer returned a number, expected a table of metrics", reason(0.5))
    assert.equal("the metric 'score' is a string, expected a number", reason { score = "0.5" })
    assert.equal("the metric 'score' is a boolean, expected a number", reason { score = true })
    assert.matches("the trainer returned infeasible = 5", reason { infeasible = 5 })
    assert.equal("the trainer reported no metrics, and so no 'score'", reason {})
  end)

  it("draws its rewards", function()
    assert.matches("best so far", tostring(simulate():plot { width = 40, height = 5, glyphs = "ascii" }))
    assert.has_error(function() simulate():plot { kind = "x" } end, "kind: 'reward' expected, got 'x'")
  end)

  it("names mistakes in its keys", function()
    assert.has_error(function() simulate { stp = {} } end, "got 'stp' (did you mean 'stop'?)")
    assert.has_error(function() simulate { trials = { max = 0 } } end, "trials.max: at least 1 expected, got 0")
    assert.has_error(function() simulate { controller = "randon" } end, "did you mean 'random'?")
    assert.has_error(function() simulate { trainer = { "python3", "train.py" } } end,
      "trainer: a function or a table of nas.table, which answer at once expected, got a program")
    assert.has_error(function() simulate { duration = -1 } end,
      "duration: seconds, text such as '2h', or function expected, got -1")
    assert.has_error(function() simulate { duration = 0 / 0 } end, "or function expected, got ")
    assert.has_error(function() simulate { trials = { timeout = -1 } } end,
      "trials.timeout: seconds or text such as '2h', at least 0, expected, got -1")
    assert.has_error(function() simulate { duration = function() return 1e308 end } end, "at most 1e12")
    assert.has_error(function() simulate { duration = function() return "soon" end } end,
      "the function 'duration' gave no time for trial 1")
    assert.has_error(function() simulate { duration = function() return 0 / 0 end } end,
      "gave no time for trial 1")
    assert.has_error(function() simulate().nothing() end, "unknown field of a Simulation 'nothing'")
    assert.has_error(function() nas.simulate { trainer = function() end, reward = "x" } end, "space: ")
  end)
end)

describe("a table of trainings", function()
  it("stands in for training in a simulation", function()
    with_file(small, function(path)
      local trainings = nas.table(path, { duration = "seconds" })
      assert.equal(4, trainings.rows)
      assert.equal("width", trainings.columns[2])
      assert.equal(8, trainings:max "valid")
      assert.equal(1.5, trainings:min "valid")
      local sim = simulate { space = small_space, trainer = trainings, reward = "valid" }
      assert.equal(4, #sim)
      assert.equal(8, sim.best.reward)
      assert.equal(100, sim.elapsed)
      assert.same({ op = "pool", width = 5 }, sim.best.arch)
      assert.equal(40, sim.best.metrics.seconds)
    end)
  end)

  it("stands in for training in a search", function()
    with_file(small, function(path)
      local search = nas.search {
        name = "from-a-table", space = small_space, trainer = nas.table(path), reward = "valid",
        controller = "grid", trials = { max = 4 },
      }
      search:run()
      -- Several trainings of one architecture draw by the seeds of their trials.
      local noisy = nas.search {
        name = "noisy", space = { op = nas.one_of { "pool" }, width = nas.one_of { 5 } }, reward = "drawn",
        trainer = nas.table(path, { noise = { columns = { "valid_0", "valid_1" }, as = "drawn" } }),
        controller = { name = "random", repeats = 30 }, trials = { max = 30 },
      }
      noisy:run()
      local seen = {}
      for _, trial in ipairs(noisy:trials()) do seen[trial.reward] = true end
      assert.same({ [7] = true, [9] = true }, seen)
      assert.equal(8, search:top(1)[1].reward)
      assert.equal(4, #search:trials())
    end)
  end)

  it("takes columns by place, a key of its own, noise and curves", function()
    with_file(small, function(path)
      local sim = simulate {
        space = { ops = { nas.one_of { "conv", "pool" } }, w = nas.one_of { 3, 5 } }, reward = "valid",
        trainer = nas.table(path, { columns = { ["ops[0]"] = "op", w = "width" }, metrics = { "valid" } }),
      }
      assert.same({ valid = 8 }, sim.best.metrics)
      sim = simulate {
        space = small_space, reward = "drawn", controller = { name = "random", repeats = 50 },
        trials = { max = 100 },
        trainer = nas.table(path, { noise = { columns = { "valid_0", "valid_1" }, as = "drawn" } }),
      }
      local seen = {}
      for _, trial in ipairs(sim) do seen[trial.reward] = true end
      assert.same({ true, true, true, true, true, true, true }, {
        seen[1], seen[2], seen[3], seen[4], seen[5], seen[7], seen[9],
      })
    end)
    with_file("code,loss_1,loss_2,loss_3\n007,3,2,1\n008,3,2,\n", function(path)
      local sim = simulate {
        space = { x = nas.one_of { 7, 8, 9 } }, controller = "grid",
        reward = function(metrics) return -metrics.loss end,
        trainer = nas.table(path, {
          key = function(arch) return ("%03d"):format(arch.x) end, by = "code",
          curve = { prefix = "loss_", as = "loss" },
        }),
        trials = { max = 3, max_failed = 3 }, duration = 3,
      }
      assert.equal(-1, sim[1].reward)
      assert.equal(3, #sim[1].measurements)
      assert.equal("failed", sim[2].state)
      assert.equal(2, sim[2].ended - sim[2].started)
      assert.matches("breaks off after step 2, of 3", sim[2].reason)
      assert.equal("infeasible", sim[3].state)
    end)
  end)

  it("names mistakes", function()
    assert.has_error(function() nas.table "/nowhere.csv" end, "/nowhere.csv: it cannot be read (No such file")
    with_file(small, function(path)
      local function use(options, space)
        return simulate { space = space or small_space, trainer = nas.table(path, options), reward = "valid" }
      end
      assert.has_error(function() use { duration = "secnds" } end, "did you mean 'seconds'?")
      assert.has_error(function() use { nois = {} } end, "did you mean 'noise'?")
      assert.has_error(function() use { by = "op" } end, "there is no 'key'")
      assert.has_error(function() use { key = function() end } end, "a key needs 'by'")
      assert.has_error(function() use { missing = "x" } end, "missing: 'infeasible' or 'error' expected, got 'x'")
      assert.has_error(function() use({}, { x = nas.int(1, 2) }) end, "a column 'x' for the decision 'x' expected")
      assert.has_error(function() use { columns = 5 } end, "columns: columns by place, or a list of them expected")
      assert.has_error(function() use { columns = { op = "op", width = "width", widht = "seconds" } } end,
        "the place of a decision expected in 'columns', got 'widht'; did you mean 'width'?")
      assert.has_error(function() use({ metrics = { "seconds" } }) end,
        "the column 'valid' (the reward): a metric expected, got a column of another use")
      assert.has_error(function()
        simulate { space = small_space, trainer = nas.table(path), reward = "vaild" }
      end, "a column with the metric 'vaild' (the reward) expected, got none; did you mean 'valid'?")
      assert.has_error(function()
        simulate {
          space = small_space, trainer = nas.table(path), reward = "valid", limits = { nas.at_most("secnds", 1) },
        }
      end, "a column with the metric 'secnds' (a limit) expected")
      local sim = use { key = function() return {} end, by = "op", repeats = "draw" }
      assert.matches("'key' must give a string or a number", sim[1].reason)
    end)
  end)
end)

describe("a table with a bad cell", function()
  it("names its line and what stands there", function()
    with_file("x,y\n1,2\n2,oops\n", function(path)
      assert.has_error(function()
        simulate { space = { x = nas.int(1, 2) }, trainer = nas.table(path), reward = "y" }
      end, path .. ":3: the column 'y' (the reward): a number expected, got 'oops'")
    end)
  end)
end)

describe("a comparison", function()
  local function compare(keys)
    local options = {
      space = { x = nas.int(1, 100) }, reward = "score",
      trainer = function(arch) return { score = arch.x } end,
      controllers = { "grid", { name = "evolution", population = 5, sample = 2 } },
      trials = { max = 20 }, seeds = 4,
      best = 100,
    }
    for key, value in pairs(keys or {}) do options[key] = value end
    return nas.compare(options)
  end

  it("runs every controller over the seeds", function()
    local comparison = compare()
    assert.equal("Comparison(2 controllers, 4 seeds, 20 trials)", tostring(comparison))
    assert.same({ "grid", "evolution population=5 sample=2" }, comparison.controllers)
    local report = comparison:run()
    local rows = report:rows()
    assert.equal(2, #rows)
    assert.equal("grid", rows[1].name)
    assert.same({ trials = 20, mean = 80, low = 80, high = 80 }, rows[1].checkpoints[4])
    assert.equal(20, #rows[1].curve)
    assert.equal(0, rows[1].reached)
    assert.is_nil(rows[1].median_trials)
    assert.matches("regret of score (the best is 100), mean of 4 searches of 20 trials", report.text)
    assert.matches("evolution population=5 sample=2", tostring(report:plot { width = 60, height = 8 }))
    assert.matches('"measure": "regret"', report:to_json())
  end)

  it("compares controllers in Lua, made anew for each search", function()
    local made = 0
    local function own()
      made = made + 1
      return { ask = function(history) return history:sample() end, tell = function() end }
    end
    local rows = compare { controllers = { own, "random" }, seeds = 3 }:run():rows()
    assert.equal(2, #rows)
    assert.is_true(made >= 3)
    assert.equal(20, #rows[1].curve)
  end)

  it("says why trials have no reward", function()
    local function one(keys)
      local report = compare(keys):run()
      return report, report:rows()[1]
    end
    local report, row = one { reward = "scroe" }
    assert.matches("the trainer reported no metric 'scroe', only score", row.problem)
    assert.equal(0, row.completed)
    assert.matches("warning: grid: ", report.text)
    row = select(2, one { trainer = function() return { infeasible = "no" } end })
    assert.same({ 0, 20, 20 }, { row.failed, row.infeasible, row.failures })
    row = select(2, one { limits = { nas.at_most("score", -1) } })
    assert.equal("none of the 80 completed trials keeps the limits", row.problem)
    report = one { best = 3 }
    assert.matches("more than the 'best' of 3", report.warnings[1])
    assert.same({}, one {}.warnings)
  end)

  it("tells controllers in Lua apart", function()
    local function own(name)
      return function() return { name = name, ask = function(history) return history:sample() end } end
    end
    assert.same({ "lua 1", "mine", "lua 2" }, compare { controllers = { own(), own "mine", own() } }.controllers)
    assert.has_error(function() compare { controllers = "random" } end, "put it in { }")
    assert.has_error(function() compare { controllers = { a = "random" } } end,
      "controllers: a list expected, got a table with the key 'a'")
  end)

  it("names mistakes in its keys", function()
    assert.has_error(function() compare { controllers = {} } end, "controllers: at least one controller expected")
    assert.has_error(function() compare { controllers = { "randon" } } end, "did you mean 'random'?")
    assert.has_error(function() compare { controllers = { { name = "local", mve = 1 } } } end,
      "did you mean 'move'?")
    assert.has_error(function() compare { seeds = 0 } end, "seeds: at least 1 expected, got 0")
    assert.has_error(function() compare { within = -1 } end, "within: at least 0 expected, got -1")
    assert.has_error(function() compare { controler = "x" } end, "did you mean 'controllers'?")
  end)
end)

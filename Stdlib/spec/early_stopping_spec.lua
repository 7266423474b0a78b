-- Ending trials early, as scripts use it. Trainers are functions, so that nothing is started.
local nas = require "lunas"

local count = 0

-- A search whose trials climb to x / 50 in ten steps.
local function search(keys)
  count = count + 1
  local options = {
    name = "early" .. count, space = { x = nas.int(1, 50) }, reward = "score", controller = "random", seed = 1,
    trainer = function(arch, _, report)
      for step = 1, 10 do report(step, { score = arch.x / 50 * step / 10, loss = 1 - arch.x / 50 }) end
      return { score = arch.x / 50 }
    end,
    trials = { max = 30 },
  }
  for key, value in pairs(keys) do options[key] = value end
  return nas.search(options)
end

local function by_state(own)
  local counts, reasons = { completed = 0, stopped = 0, failed = 0 }, {}
  for _, trial in ipairs(own:trials()) do
    counts[trial.state] = counts[trial.state] + 1
    if trial.state == "stopped" then reasons[#reasons + 1] = trial.reason end
  end
  return counts, reasons
end

describe("nas.early_stopping", function()
  for _, name in ipairs { "median", "asha", "hyperband", "learning_curve" } do
    it("ends trials by the rule " .. name .. " and says why", function()
      local own = search { early_stopping = nas.early_stopping[name]() }
      own:run()
      local counts, reasons = by_state(own)
      assert.is_true(counts.stopped > 0 and counts.failed == 0)
      assert.equal(30, counts.completed + counts.stopped)
      assert.equal(counts.stopped, own:status().early_stopped)
      assert.is_true(own:status().saved >= 0)
      for _, reason in ipairs(reasons) do assert.matches("^" .. name .. ": at step %d+ its score ", reason) end
      assert.equal("completed", own:top(1)[1].state)
    end)
  end

  it("watches another metric, downwards", function()
    local own = search {
      early_stopping = nas.early_stopping.median { metric = "loss", direction = "minimize", min_trials = 3 },
    }
    own:run()
    local counts, reasons = by_state(own)
    assert.is_true(counts.stopped > 0)
    assert.matches("its loss 0%.%d+ is above the median 0%.%d+ of %d+ trials", reasons[1])
  end)

  it("keeps what an ended trial had reached", function()
    local own = search { early_stopping = nas.early_stopping.median { min_steps = 4 } }
    own:run()
    for _, trial in ipairs(own:trials()) do
      if trial.state == "stopped" then
        assert.is_true(trial.reward < trial.architecture.x / 50)
        assert.equal(trial.metrics.score, trial.reward)
      end
    end
  end)

  it("takes a function of the trial, and of the search", function()
    local seen = {}
    local own = search {
      trials = { max = 6 },
      early_stopping = function(trial)
        seen[trial.number] = trial.step
        assert(trial.elapsed >= 0 and trial.search.max == 6 and #trial.measurements == trial.step)
        local last = trial.measurements[trial.step]
        assert(last.step == trial.step and last.metrics.score == trial.metrics.score)
        if trial.step == 3 and trial.architecture.x <= 25 then return "x is only " .. trial.architecture.x end
      end,
    }
    own:run()
    for _, trial in ipairs(own:trials()) do
      local x = trial.architecture.x
      assert.equal(x <= 25 and "stopped" or "completed", trial.state)
      assert.equal(x <= 25 and 3 or 10, seen[trial.id])
      if x <= 25 then assert.equal("early_stopping: at step 3: x is only " .. x, trial.reason) end
    end
  end)

  it("leaves a trainer no way to go on", function()
    local went_on = 0
    local own = search {
      trials = { max = 1 }, early_stopping = function() return true end,
      trainer = function(_, _, report)
        pcall(report, 1, { score = 1 })
        went_on = went_on + 1
        return { score = 1 }
      end,
    }
    own:run()
    assert.equal(0, went_on)
    assert.equal("early_stopping: at step 1: the function says so", own:trials()[1].reason)
  end)

  it("goes on without a function that fails", function()
    local own = search { trials = { max = 3 }, early_stopping = function() error("broken") end }
    own:run()
    assert.equal(3, by_state(own).completed)
  end)

  it("never ends a full training", function()
    local own = search { full = {}, trials = { max = 20 }, early_stopping = nas.early_stopping.median() }
    own:run()
    local full = own:train { top = 5 }
    full:run()
    assert.equal(5, by_state(full).completed)
  end)

  it("says what is missing or wrong", function()
    local function by_function(metrics) return metrics.score end
    assert.has_error(function()
      search { reward = by_function, early_stopping = nas.early_stopping.asha() }
    end, "the reward 'a function' is no metric's name.*early_stopping%.asha { metric")
    assert.has_error(function()
      search { early_stopping = nas.early_stopping.median { metric = "loss" } }
    end, "whether the metric 'loss' is better when it is greater is not known")
    assert.has_error(function()
      nas.early_stopping.median { metric = "loss", direction = "up" }
    end, "direction: 'maximize' or 'minimize' expected, got 'up'")
    assert.has_error(function()
      nas.early_stopping.median { min_trials = 0 }
    end, "min_trials: at least 1 expected, got 0")
    assert.has_error(function()
      nas.early_stopping.hyperband { min_steps = 0 }
    end, "min_steps: at least 1 expected, got 0")
    assert.has_error(function()
      nas.early_stopping.hyperband { min_steps = 9, max_steps = 3 }
    end, "max_steps: at least 9 expected, got 3")
    assert.has_error(function()
      nas.early_stopping.asha { reduction = 1 }
    end, "reduction: 1.5 to 1000 expected, got 1")
    assert.has_error(function()
      nas.early_stopping.learning_curve { chance = 1 }
    end, "chance: a chance above 0 and below 1 expected, got 1")
    assert.has_error(function() nas.early_stopping.median { min_trial = 2 } end, "did you mean 'min_trials'")
    assert.has_error(function()
      search { early_stopping = "median" }
    end, "early_stopping: rule of nas.early_stopping or function expected, got string")
  end)
end)

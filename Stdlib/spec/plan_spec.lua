-- Plans, as scripts use them. Nothing runs.
local nas = require "lunas"

local usual = { trials = 3000, parallel = 20, trial_hours = 2, gpus = 2 }

local function with(keys)
  local all = {}
  for key, value in pairs(usual) do all[key] = value end
  for key, value in pairs(keys) do all[key] = value end
  return all
end

describe("a plan", function()
  it("says days, GPUs and GPU-hours", function()
    local plan = nas.plan(usual)
    assert.equal(12.5, plan.days)
    assert.equal(40, plan.gpus)
    assert.equal(12000, plan.gpu_hours)
    assert.equal(3000, plan.trials)
    assert.equal(0, plan.crossings)
    assert.is_nil(plan.cost)
    assert.is_nil(plan.full)
    assert.same({ low = 12.5, median = 12.5, high = 12.5 }, plan.ranges.days)
    assert.matches("time +12.5 d", tostring(plan))
    assert.matches("GPUs needed +40", plan.text)
  end)

  it("takes stage 2, the design of the proxy task and prices with it", function()
    local plan = nas.plan(with {
      full = { hours = 60, gpus = 4, top = 10, parallel = 5 }, design_trainings = 12, cores = 16,
      price = { gpu_hour = 2.5, currency = "EUR" },
    })
    assert.same({ 5, 5 }, plan.batches)
    assert.equal(5, plan.full.days)
    assert.equal(2400, plan.full.gpu_hours)
    assert.equal(2880, plan.design.gpu_hours)
    assert.equal(12000, plan.search.gpu_hours)
    assert.equal(50, plan.full_trainings)
    assert.equal(2.5 * (12000 + 2400 + 2880), plan.cost)
    assert.equal(320, plan.cores)
    assert.matches("in batches of 5, 5", tostring(plan))
    assert.matches("cost +43200 EUR", tostring(plan))
    assert.equal(6.25, plan:savings()[2].days)
  end)

  it("knows how sure it is", function()
    local few = nas.plan(with { trial_hours = { 1, 2, 3 } })
    assert.equal(12.5, few.days)
    assert.is_true(few.ranges.days.low < 12 and few.ranges.days.high > 13)
    local range = nas.plan(with { trials = { low = 1000, median = 2000, high = 4000 } }).ranges.trials
    assert.is_true(range.low < 1300 and range.high > 3200)
    assert.same(few.ranges, nas.plan(with { trial_hours = { 1, 2, 3 } }).ranges)
  end)

  it("chooses the GPUs of a trial from what was measured", function()
    local scaling = {
      { gpus = 8, hours = 0.5, startup_hours = 1 / 3 }, { gpus = 2, hours = 1.5, startup_hours = 1 / 12 },
    }
    local plan = nas.plan { trials = 100, available = 40, scaling = scaling }
    assert.equal(2, plan.gpus_per_trial)
    assert.matches("2: 303, 8: 144", plan.notes[#plan.notes])
    assert.equal(8, nas.plan { trials = 100, scaling = scaling, gpus = 8 }.gpus_per_trial)
    assert.has_error(function() nas.plan { trials = 100, scaling = scaling, gpus = 4 } end,
      "gpus: one of the measured numbers (2, 8) expected, got 4")
  end)

  it("guesses how many trials a space needs, and learns from a pilot", function()
    local space = nas.spaces.mnasnet()
    local plan = nas.plan { space = space, controller = "reinforce", trial_hours = 1 }
    assert.is_true(plan.ranges.trials.low < 2000 and plan.ranges.trials.high > 2000)
    assert.matches("trials: a guess from the size of the space for 'reinforce'", plan.notes[#plan.notes])
    local pilot = {}
    for trial = 1, 400 do pilot[trial] = 1 - math.exp(-3 * trial / 300) + trial % 7 / 50 end
    local learned = nas.plan { space = space, controller = "reinforce", trial_hours = 1, pilot = pilot }
    assert.is_true(learned.ranges.trials.high < 500)
  end)

  it("crosses the limits of jobs", function()
    local plan = nas.plan { trials = 2000, parallel = 10, trial_hours = 3, gpus = 2 }
    assert.equal(1, plan.crossings)
    assert.equal(0, nas.plan { trials = 2000, parallel = 10, trial_hours = 3, job_limit = false }.crossings)
    assert.equal(3, nas.plan { trials = 2000, parallel = 10, trial_hours = 3, job_limit = "7d" }.crossings)
  end)

  it("is made beside others", function()
    local plans = nas.plans(
      { trials = 3000, trial_hours = 2, gpus = 2 }, { { parallel = 10 }, { parallel = 20, name = "b" } })
    assert.equal(2, #plans)
    assert.equal(25, plans[1].days)
    assert.equal(12.5, plans[2].days)
    assert.matches("at once +10 +20", tostring(plans))
    assert.matches('"days": 12.5', plans:to_json())
    assert.has_error(function() nas.plans(usual, { { parallel = 0 } }) end,
      "[1].parallel: at least 1 expected, got 0")
  end)

  it("names what is wrong", function()
    local wrong = {
      { {}, "trial_hours: number, list of measured numbers, or table with low, median and high" },
      { { trial_hours = 2 },
        "trials: how many trials the search needs, or the key 'space' for a guess expected, got nil" },
      { with { trial_hours = 0 }, "trial_hours: above 0" },
      { with { trials = { low = 3, median = 2, high = 4 } }, "got low 3, median 2, high 4" },
      { with { trials = "many" }, "trials: number, list of measured numbers" },
      { with { failure_rate = 1 }, "failure_rate: a share from 0, and below 1 expected, got 1" },
      { with { available = 1 },
        "gpus: at most the 1 GPUs that there are (the setting 'available') expected, got 2" },
      { with { full = { hours = 1 } },
        "trial_hours: a proxy that is shorter than a full training (1 h) expected, got 2" },
      { with { full = { top = 5 } }, "full.hours: number" },
      { with { design_trainings = 3 }, "design_trainings: it together with 'full'" },
      { with { price = { watts = 300 } },
        "price: 'watts' and 'kwh' together, or 'gpu_hour' expected, got one of them" },
      { with { job_limit = "1h" },
        "job_limit: more than a trial takes (2 h), or false for no limit expected, got 1 h" },
      { with { gpu = 2 }, "did you mean 'gpus'?" },
    }
    for _, case in ipairs(wrong) do
      local ok, message = pcall(nas.plan, case[1])
      assert.is_false(ok)
      assert.is_true(tostring(message):find(case[2], 1, true) ~= nil, tostring(message))
    end
  end)
end)

describe("a search's plan", function()
  local options = {
    name = "planned", space = { x = nas.int(1, 50) }, reward = "score", controller = "random", seed = 1,
    trainer = function(arch) return { score = arch.x } end, trials = { max = 30, parallel = 3, gpus = 2 },
    proxy = { epochs = 3 }, full = { epochs = 30 },
  }

  it("needs the time of a trial as long as none is done", function()
    local ok, message = pcall(function() return nas.search(options):plan() end)
    assert.is_false(ok)
    assert.matches("how long a trial of 'planned' takes is not known", tostring(message))
    local plan = nas.search(options):plan { trial_hours = 1 }
    assert.equal(30, plan.trials)
    assert.equal(10 / 24, plan.search.days)
    assert.equal(6, plan.search.gpus)
    assert.equal(100, plan.full.gpu_hours / 2)
    assert.matches("'epochs' is so much more", table.concat(plan.notes, "\n"))
  end)

  it("takes the times of its trials once there are some", function()
    local own = nas.search(options)
    own:run()
    local plan = own:plan()
    assert.is_true(plan.days > 0 and plan.days < 0.01)
    assert.matches("that of 30 completed trials of 'planned'", table.concat(plan.notes, "\n"))
  end)
end)

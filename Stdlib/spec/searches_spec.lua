-- Searches, rewards and stop rules, as scripts use them. Trainers are functions, so that nothing is started.
local nas = require "lunas"

local count = 0

-- A search that finds the greatest x, with the keys that a sentence cares about.
local function search(keys)
  count = count + 1
  local options = {
    name = "spec" .. count, space = { x = nas.int(1, 50) }, reward = "score", controller = "random", seed = 1,
    trainer = function(arch) return { score = arch.x, latency = 10 } end, trials = { max = 5 },
  }
  for key, value in pairs(keys or {}) do options[key] = value end
  return nas.search(options)
end

describe("a search", function()
  it("runs to its end and says why", function()
    local own = search()
    assert.equal("spec" .. count, own.name)
    assert.matches("5", own:run())
    assert.equal(5, #own:trials())
    for _, trial in ipairs(own:trials()) do
      assert.equal("completed", trial.state)
      assert.equal(trial.architecture.x, trial.reward)
      assert.equal(trial.architecture.x, trial.metrics.score)
    end
  end)

  it("gives its best, best first", function()
    local own = search()
    own:run()
    local top = own:top(3)
    assert.equal(3, #top)
    assert.is_true(top[1].reward >= top[2].reward and top[2].reward >= top[3].reward)
  end)

  it("proposes the same again for the same seed", function()
    local function xs()
      local own, all = search { seed = 11 }, {}
      own:run()
      for _, trial in ipairs(own:trials()) do all[#all + 1] = trial.architecture.x end
      return all
    end
    assert.same(xs(), xs())
  end)

  it("trains the best fully", function()
    local configs = {}
    local own = search {
      proxy = { epochs = 1 }, full = { epochs = 9 },
      trainer = function(arch, config)
        configs[#configs + 1] = config.epochs
        return { score = arch.x }
      end,
    }
    own:run()
    own:train({ top = 2 }):run()
    assert.same({ 1, 1, 1, 1, 1, 9, 9 }, configs)
  end)

  it("gives nothing before it has run", function()
    assert.same({}, search():trials())
    assert.same({}, search():top())
  end)

  it("names mistakes in its keys", function()
    assert.has_error(function() search { stp = {} } end, "got 'stp' (did you mean 'stop'?)")
    assert.has_error(function() search { trials = { max = 0 } } end, "trials.max: at least 1 expected, got 0")
    assert.has_error(function() search { trials = { paralel = 1 } } end, "did you mean 'parallel'?")
    assert.has_error(function() search { controller = "randon" } end, "did you mean 'random'?")
    assert.has_error(function() search { trainer = {} } end, "an empty list")
    assert.has_error(function() search { reward = 5 } end, "reward: metric's name, reward or function expected")
    assert.has_error(function() nas.search {} end, "expected, got nil")
    assert.has_error(function() search { warm_start = { a = "x" } } end,
      "warm_start: a list expected, got a table with the key 'a'")
    assert.has_error(function() search { trainer = { "python3", x = "train.py" } } end,
      "trainer: a list expected, got a table with the key 'x'")
    assert.has_error(function() nas.search() end, "bad argument #1 to 'search'")
    assert.has_error(function() search():train { top = 0 } end, "top: at least 1 expected, got 0")
    assert.has_error(function() search():train {} end, "full")
  end)
end)

describe("a reward", function()
  local function rewards(reward)
    local own = search { reward = reward }
    own:run()
    local trial = own:top(1)[1]
    return trial.reward, trial.architecture.x
  end

  it("may be a metric, by name or made", function()
    local reward, x = rewards(nas.reward.metric "score")
    assert.equal(x, reward)
    assert.equal("Reward(score)", tostring(nas.reward.metric "score"))
  end)

  it("may be a function of the metrics", function()
    local reward, x = rewards(function(metrics) return -metrics.score end)
    assert.equal(-x, reward)
  end)

  it("may weigh a metric against latency", function()
    local reward, x = rewards(nas.reward.latency {
      metric = "score", latency = "latency", target = 5, kind = "hard", weight = 1,
    })
    assert.near(x / 2, reward, 1e-9)
  end)

  it("names mistakes in its keys", function()
    local options = { metric = "a", latency = "b", target = 5 }
    local function latency(key, value)
      local copy = {}
      for name, old in pairs(options) do copy[name] = old end
      copy[key] = value
      return function() nas.reward.latency(copy) end
    end
    assert.has_error(latency("kind", "sfot"), "kind: 'soft' or 'hard' expected, got 'sfot'")
    assert.has_error(latency("target", 0), "target: a number above 0 expected, got 0.0")
    assert.has_error(function() nas.reward.latency { metric = "a" } end, "expected, got nil")
  end)
end)

describe("a stop rule", function()
  it("may be ready-made", function()
    local own = search { stop = { nas.stop.trials(3) }, trials = { max = 50 } }
    own:run()
    assert.equal(3, #own:trials())
  end)

  it("may be a function of the search's view", function()
    local seen
    local own = search {
      trials = { max = 50 },
      stop = {
        function(view)
          seen = { view.ended, view.completed, view.failed, view.max, #view.rewards, view.best.reward }
          return view.ended == 4 and "four are enough"
        end,
      },
    }
    assert.matches("four are enough", own:run())
    assert.same({ 4, 4, 0, 50, 4, own:top(1)[1].reward }, seen)
  end)

  it("takes a time as seconds or text", function()
    assert.matches("StopRule", tostring(nas.stop.wall_clock "2h"))
    assert.matches("StopRule", tostring(nas.stop.wall_clock(60)))
    assert.has_error(function() nas.stop.wall_clock "two hours" end, "seconds or text such as '2h' expected")
  end)

  it("names mistakes in its settings", function()
    assert.has_error(function() nas.stop.failure_rate(20) end, "a share from 0 to 1 expected, got 20")
    assert.has_error(function() nas.stop.no_progress { after = 1 } end, "after: at least 4 expected, got 1")
    assert.has_error(function() nas.stop.converged { windw = 5 } end, "did you mean 'window'?")
    assert.has_error(function() search { stop = { 5 } } end, "stop[1]: stop rule or function expected")
  end)
end)

-- Controllers in Lua, what is enqueued and warm starts, as scripts use them. Trainers are functions.
local nas = require "lunas"

local count = 0

-- A search for the greatest x, with the keys that a sentence cares about.
local function search(keys)
  count = count + 1
  local options = {
    name = "controllers" .. count, space = { x = nas.int(1, 50) }, reward = "score", seed = 1,
    trainer = function(arch) return { score = arch.x } end, trials = { max = 5 },
  }
  for key, value in pairs(keys) do options[key] = value end
  return nas.search(options)
end

local function xs(own)
  local all = {}
  for i, trial in ipairs(own:trials()) do all[i] = trial.architecture.x end
  return all
end

describe("a controller in Lua", function()
  it("is a table with ask", function()
    local own = search { controller = { ask = function(history) return { x = 10 * history.number } end } }
    own:run()
    assert.same({ 10, 20, 30, 40, 50 }, xs(own))
  end)

  it("hears of every trial", function()
    local heard = {}
    local own = search {
      controller = {
        ask = function(history) return { x = history.number } end,
        tell = function(trial) heard[#heard + 1] = { trial.number, trial.arch.x, trial.reward, trial.state } end,
      },
    }
    own:run()
    assert.equal(5, #heard)
    assert.same({ 3, 3, 3.0, "completed" }, heard[3])
  end)

  it("looks at the history as a list", function()
    local seen
    local own = search {
      controller = {
        ask = function(history)
          seen = {}
          for i, trial in ipairs(history) do seen[i] = trial.reward end
          assert.equal(#seen, #history)
          assert.is_nil(history[#history + 1])
          assert.has_error(function() return history.lenght end, "unknown field of a History 'lenght'")
          return { x = history.number }
        end,
      },
    }
    own:run()
    assert.same({ 1.0, 2.0, 3.0, 4.0 }, seen)
  end)

  it("draws the same for the same seed", function()
    local function ask(history)
      assert.is_true(history:random() < 1)
      local x = history:random(1, 10)
      assert.is_true(1 <= x and x <= 10)
      return history:sample()
    end
    local first, second = search { controller = { ask = ask } }, search { controller = { ask = ask } }
    local third = search { controller = { ask = ask }, seed = 2 }
    first:run() second:run() third:run()
    assert.same(xs(first), xs(second))
    assert.is_false(table.concat(xs(first), " ") == table.concat(xs(third), " "))
  end)

  it("may be made anew for every search by a function of the space", function()
    local function controller(space)
      local best
      return {
        ask = function(history) return best and space:mutate(best.arch, history:seed()) or history:sample() end,
        tell = function(trial) if trial:beats(best) then best = trial end end,
        repeats = 5,
      }
    end
    for _ = 1, 2 do assert.matches("5", search({ controller = controller }):run()) end
  end)

  it("may give nil while trials run, and where every architecture has been tried", function()
    local function ask(history)
      return #history.running == 0 and history.number <= 4 and { x = history.number } or nil
    end
    local own = search {
      space = { x = nas.int(1, 4) }, controller = { ask = ask }, trials = { max = 9, parallel = 3 },
    }
    assert.equal("every architecture of the space has been tried", own:run())
    assert.same({ 1, 2, 3, 4 }, xs(own))
  end)

  it("ends neither a search nor a simulation by giving nothing", function()
    local mended = false
    local function ask(history)
      if mended then return history:sample() end
      if history.number < 3 then return { x = history.number } end
    end
    local own = search { controller = { name = "two", ask = ask }, trials = { max = 4 } }
    assert.has_error(function() own:run() end, "asked for trial 3, gave nil while no trial runs")
    assert.equal("interrupted", own:status().state)
    mended = true
    assert.equal("all 4 trials are done", own:start():wait())
    mended = false
    assert.has_error(function()
      nas.simulate {
        space = { x = nas.int(1, 9) }, trainer = function(arch) return { r = arch.x } end, reward = "r",
        controller = { name = "none", ask = function() end },
      }
    end, "the controller 'none': its ask")
  end)

  it("names what it does wrong", function()
    local function failing(ask) return function() search({ controller = { ask = ask } }):run() end end
    assert.has_error(failing(function() error "oh" end), "asked for trial 1, failed: ")
    assert.has_error(failing(function() return { x = 99 } end), "not of the space: x: no value of this int: 99")
    assert.has_error(failing(function() return { x = 1 } end), "proposed before, last as trial 1")
    assert.has_error(failing(function(history) return history:random(0) end), "a range that is not empty expected")
  end)
end)

describe("search:enqueue", function()
  it("has the baseline trained first", function()
    local own = search { controller = "random" }
    assert.equal(1, own:enqueue(own:space():default()).taken)
    own:run()
    assert.equal(1, xs(own)[1])
  end)

  it("says what it leaves out", function()
    local own = search { controller = "grid", enqueue = { { x = 7 } } }
    local report = own:enqueue { { x = 7 }, { x = 8 } }
    assert.equal(1, report.taken)
    assert.same({ "[1], which is enqueued already" }, report.left_out)
    own:run()
    assert.same({ 7, 8, 1, 2, 3 }, xs(own))
  end)
end)

describe("a warm start", function()
  it("tells the controller of earlier trials, and trains none of them again", function()
    local first = search { controller = "grid", trials = { max = 10 } }
    first:run()
    local own = search { controller = "grid", warm_start = first }
    own:run()
    assert.same({ 11, 12, 13, 14, 15 }, xs(own))
  end)

  it("takes trials from anywhere", function()
    local numbers = {}
    local own = search {
      warm_start = { { arch = { x = 5 }, reward = 1 }, { arch = { x = 6 }, state = "infeasible" } },
      controller = {
        ask = function(history) return history:sample() end,
        tell = function(trial) numbers[#numbers + 1] = trial.number end,
      },
    }
    own:run()
    assert.same({ -1, 0, 1, 2, 3, 4, 5 }, numbers)
  end)
end)

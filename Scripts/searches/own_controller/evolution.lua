--- A controller of your own: evolution that keeps the best.
---
--- The best `parents` trials so far have children: a child takes each decision from one of two parents, or is
--- a parent with one decision changed. A parent stays until something better comes, so that a lucky noisy reward
--- stays for long; where training is noisy the built-in "evolution", which lets parents age, is the better choice.
---
--- A controller is two functions. `ask(history)` gives the architecture to train next, or nil where there is
--- none; `tell(trial)` hears of every ended trial. All that is random comes from the history, so that the same
--- seed gives the same search. What they keep belongs to one search: so this module gives a function that makes
--- them, and nas.search calls it for every search, and again when one is resumed.

local M = {}

---@class own_controller.Options
---@field parents? integer how many of the best trials have children (default 10)
---@field random? integer trials at the start that are random (default twice the parents)
---@field crossover? number the share of children with two parents (default 0.5)

-- Children that may all be known before a random architecture takes their place.
local ATTEMPTS = 20

---A function that makes the controller of a search.
---@param options? own_controller.Options
---@return fun(space: lunas.Space): lunas.ControllerTable
function M.evolution(options)
  options = options or {}
  local most = options.parents or 10
  local random = options.random or 2 * most
  local crossover = options.crossover or 0.5

  return function(space)
    local parents = {} -- trials, best first

    -- One child, or nil where nothing can change within the constraints of the space.
    local function child(history)
      local parent = parents[history:random(#parents)].arch
      if #parents > 1 and history:random() < crossover then
        return space:crossover(parent, parents[history:random(#parents)].arch, history:seed())
      end
      return space:mutate(parent, history:seed())
    end

    local function ask(history)
      if #history >= random and #parents > 0 then
        for _ = 1, ATTEMPTS do
          local arch = child(history)
          if arch and not history:was_proposed(arch) then return arch end
        end
      end
      return history:sample() -- nil where every architecture has been proposed
    end

    local function tell(trial)
      if not trial.reward then return end -- it failed, was stopped, or cannot be trained
      local place = #parents + 1
      while place > 1 and trial:beats(parents[place - 1]) do place = place - 1 end
      table.insert(parents, place, trial)
      parents[most + 1] = nil
    end

    return { name = "own evolution", ask = ask, tell = tell }
  end
end

return M

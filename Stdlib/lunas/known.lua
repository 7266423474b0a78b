--- What the known spaces share: their options, and decisions with a tag and a default.

local nas = require "lunas"

local M = {}

-- Insertions, deletions and replacements from one text to the other (Levenshtein 1966).
local function distance(first, second)
  local row = {}
  for j = 0, #second do row[j] = j end
  for i = 1, #first do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #second do
      local replaced = diagonal + (first:byte(i) == second:byte(j) and 0 or 1)
      diagonal = row[j]
      row[j] = math.min(replaced, row[j] + 1, row[j - 1] + 1)
    end
  end
  return row[#second]
end

local function sorted_keys(of)
  local keys = {}
  for key in pairs(of) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- What to do about a name that is not known: the nearest one as a question, or all of them.
local function advice(name, known)
  local nearest, least
  for _, key in ipairs(known) do
    local edits = distance(name:lower(), key:lower())
    if not least or edits < least then nearest, least = key, edits end
  end
  if nearest and least <= (#name <= 3 and 1 or math.max(2, #name // 3)) then
    return ("did you mean '%s'?"):format(nearest)
  end
  return #known > 0 and "known: " .. table.concat(known, ", ") or "this space has no options"
end

local function kind(value) return math.type(value) or type(value) end

---The options of a space, with defaults where the caller gave none. What is not known or of another type is an
---error at the line that asked for the space.
---@param name string the space, for messages
---@param given? table<string, any> what the caller gave
---@param defaults table<string, any> every known option
---@return table<string, any>
function M.options(name, given, defaults)
  if given ~= nil and type(given) ~= "table" then
    error(("bad argument #1 to '%s' (options: table expected, got %s)"):format(name, type(given)), 3)
  end
  local options = {}
  for key, value in pairs(defaults) do options[key] = value end
  for key, value in pairs(given or {}) do
    local default = defaults[key]
    if default == nil then
      error(("unknown option '%s' of %s; %s"):format(key, name, advice(tostring(key), sorted_keys(defaults))), 3)
    elseif kind(value) ~= kind(default) then
      error(("option '%s' of %s: %s expected, got %s"):format(key, name, kind(default), kind(value)), 3)
    end
    options[key] = value
  end
  return options
end

---What an option's value stands for. A value that stands for nothing is an error at the line that asked for the
---space.
---@param option string the option, for messages
---@param value string its value
---@param meanings table<string, any> every known value, and what it stands for
---@return any
function M.meaning(option, value, meanings)
  if meanings[value] == nil then
    error(("unknown %s '%s'; %s"):format(option, value, advice(value, sorted_keys(meanings))), 3)
  end
  return meanings[value]
end

---The whole numbers from one to another.
---@param first integer
---@param last integer
---@return integer[]
function M.range(first, last)
  local numbers = {}
  for number = first, last do numbers[#numbers + 1] = number end
  return numbers
end

---A decision of the architecture among candidates.
---@param candidates any[]
---@param default? any the baseline's choice
---@return lunas.Decision
function M.one_of(candidates, default)
  return nas.one_of(candidates, { tags = "architecture", default = default })
end

---A decision about the layers of a stage: as many as the baseline has, one fewer or one more.
---@param baseline integer
---@return lunas.Decision
function M.repeats_near(baseline)
  return M.one_of(baseline > 1 and { baseline, baseline - 1, baseline + 1 } or { 1, 2 }, baseline)
end

---A decision about the channels of a stage: the base's times 0.75, 1 or 1.25, rounded down.
---@param base integer
---@param default? integer the baseline's channels, the base if left out
---@return lunas.Decision
function M.filters_near(base, default)
  return M.one_of({ base * 3 // 4, base, base * 5 // 4 }, default or base)
end

---A decision of the architecture for two of the nodes so far, the earlier one first.
---@param nodes integer[]
---@param default? integer[] the baseline's choice
---@return lunas.Decision
function M.two_inputs(nodes, default)
  return nas.many_of(2, nodes, { distinct = true, sorted = true, tags = "architecture", default = default })
end

---A decision of the architecture for an order of all candidates. Equal ones may be among them.
---@param candidates any[]
---@param default? any[] the baseline's order
---@return lunas.Decision
function M.order_of(candidates, default)
  return nas.permutation(candidates, { tags = "architecture", default = default, duplicates = true })
end

return M

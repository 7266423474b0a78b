--- Specs in busted's words, run inside Lunas, so that they can call everything
--- that scripts call. A spec file is plain Lua. It gets these names, and none of
--- them becomes a global of the program:
---
---   describe(text, fn)  a group; groups nest
---   it(text, fn)        one sentence that holds; it fails when fn raises
---   pending(text)       a sentence still to be written; inside `it`, the reason
---                       to skip the rest of it
---   before_each(fn)     runs before every sentence of the group
---   after_each(fn)      runs after it, whatever happened
---   assert              Lua's assert, and the checks of lunas.checks: equal,
---                       same, is_true, is_false, is_nil, near, matches,
---                       has_error(fn, text or pattern), ...
---
--- To run your own specs, write a file `specs.lua` with the line
---
---   require("lunas.test").main { "spec/space_spec.lua", "spec/more_spec.lua" }
---
--- and type `lunas specs.lua`; the exit code is 1 when one fails. `run` gives the
--- results as a table instead.

local checks = require "lunas.checks"

local M = {}

---What became of one sentence.
---@class lunas.test.Result
---@field path string[] the groups around it, and its own text
---@field name string the path as one line
---@field status "ok"|"failed"|"pending"
---@field place string file:line, of the failure if it failed
---@field duration number seconds of processor time
---@field message? string what went wrong, or why it is pending
---@field traceback? string the calls that led to the failure

---@class lunas.test.Group
---@field text? string
---@field parent? lunas.test.Group
---@field before (fun())[]
---@field after (fun())[]

---The checks that `assert` offers, by name. A project may add its own: raise with `M.fail(message)`.
---@type table<string, fun(...)>
M.checks = checks.all

---Fails the sentence that runs.
---@param message string
M.fail = checks.fail

-- What `pending` raises inside a sentence.
local Pending = {}

---The file of a chunk: whole, for Lua's own short name cuts long paths.
---@param source string the chunk name
local function file_of(source) return (source:gsub("^[@=]", "")) end

---The place of the innermost call inside the spec file, or nil where the error came from elsewhere.
---@param source string the chunk name
---@param level integer
---@return string?
local function place_in(source, level)
  local info = debug.getinfo(level, "Sl")
  while info do
    if info.source == source and info.currentline > 0 then return file_of(source) .. ":" .. info.currentline end
    level = level + 1
    info = debug.getinfo(level, "Sl")
  end
end

---Calls a function and gives nil, or what it raised as `{ message, place, traceback }` or `{ pending = reason }`.
---@param source string
---@param fn function
local function attempt(source, fn)
  local _, problem = xpcall(fn, function(raised)
    if type(raised) == "table" and raised.kind == Pending then return { pending = raised.reason } end
    return { message = tostring(raised), place = place_in(source, 3), traceback = debug.traceback(nil, 2) }
  end)
  return problem
end

---A group's hooks of one kind, outermost first.
---@param group lunas.test.Group
---@param kind "before"|"after"
local function hooks(group, kind)
  local all = group.parent and hooks(group.parent, kind) or {}
  for _, hook in ipairs(group[kind]) do all[#all + 1] = hook end
  return all
end

---Everything that a run of one file needs.
---@param source string
local function recorder(source)
  local self = { results = {}, group = { before = {}, after = {} }, is_running = false }

  function self.path(text)
    local path, group = { text }, self.group
    while group.parent do
      table.insert(path, 1, group.text)
      group = group.parent
    end
    return path
  end

  function self.record(text, fn, status, problem, duration)
    local path = self.path(text)
    local info = fn and debug.getinfo(fn, "S")
    local place = problem and problem.place
      or info and file_of(info.source) .. ":" .. info.linedefined or place_in(source, 3) or file_of(source)
    self.results[#self.results + 1] = {
      path = path, name = table.concat(path, " "), status = status, place = place, duration = duration or 0,
      message = problem and (problem.pending or problem.message), traceback = problem and problem.traceback,
    }
  end

  return self
end

---Runs one sentence between its hooks.
local function sentence(run, source, text, fn)
  local start = os.clock()
  local problem
  for _, hook in ipairs(hooks(run.group, "before")) do problem = problem or attempt(source, hook) end
  problem = problem or attempt(source, fn)
  local after = hooks(run.group, "after")
  for i = #after, 1, -1 do problem = attempt(source, after[i]) or problem end
  local status = not problem and "ok" or problem.pending and "pending" or "failed"
  run.record(text, fn, status, problem, os.clock() - start)
end

---What a spec file sees besides the globals.
local function environment(run, source)
  local names = {}

  function names.describe(text, fn)
    local outer = run.group
    run.group = { text = text, parent = outer, before = {}, after = {} }
    local problem = attempt(source, fn)
    run.group = outer
    if problem then run.record(text, fn, "failed", problem) end
  end

  function names.it(text, fn)
    if run.is_running then error("it(...) cannot stand inside another it(...)", 2) end
    if fn == nil then return names.pending(text) end
    run.is_running = true
    sentence(run, source, text, fn)
    run.is_running = false
  end

  function names.pending(text, fn)
    if run.is_running then error({ kind = Pending, reason = text or "pending" }, 0) end
    run.record(text, fn, "pending", { pending = "still to be written" })
  end

  function names.before_each(fn) table.insert(run.group.before, fn) end
  function names.after_each(fn) table.insert(run.group.after, fn) end

  names.assert = setmetatable({}, {
    __index = function(_, name) return checks.named(name) end,
    __call = function(_, value, message, ...)
      if not value then error(message == nil and "assertion failed!" or message, 0) end
      return value, message, ...
    end,
  })
  -- What the file assigns without `local` stays in the file.
  return setmetatable(names, { __index = _G })
end

---Runs the text of a spec file.
---@param text string
---@param chunk_name string as `load` takes it: `@path`
---@return lunas.test.Result[]
function M.run_text(text, chunk_name)
  local run = recorder(chunk_name)
  local chunk, mistake = load(text, chunk_name, "t", environment(run, chunk_name))
  local problem = not chunk and { message = mistake, place = file_of(chunk_name) } or attempt(chunk_name, chunk)
  if problem then run.record("the file runs", nil, "failed", problem) end
  return run.results
end

---Runs spec files.
---@param files string[] their paths
---@return lunas.test.Result[]
function M.run(files)
  local all = {}
  for _, path in ipairs(files) do
    local file = assert(io.open(path, "rb"))
    local text = file:read "a"
    file:close()
    for _, result in ipairs(M.run_text(text, "@" .. path)) do all[#all + 1] = result end
  end
  return all
end

---The results as a person reads them: what failed and what is pending with its place, and the counts.
---@param results lunas.test.Result[]
---@return string
function M.report(results)
  local lines, counts = {}, { ok = 0, failed = 0, pending = 0 }
  for _, result in ipairs(results) do
    counts[result.status] = counts[result.status] + 1
    if result.status ~= "ok" then
      lines[#lines + 1] = ("%s: %s: %s"):format(result.place, result.status, result.name)
      lines[#lines + 1] = "  " .. (result.message or ""):gsub("\n", "\n  ")
    end
  end
  lines[#lines + 1] = ("%d ok, %d failed, %d pending"):format(counts.ok, counts.failed, counts.pending)
  return table.concat(lines, "\n")
end

---Runs spec files, prints the report, and raises an error when one failed: so `lunas FILE` exits with 1.
---@param files string[] their paths
function M.main(files)
  local results = M.run(files)
  print(M.report(results))
  local failed = 0
  for _, result in ipairs(results) do failed = failed + (result.status == "failed" and 1 or 0) end
  if failed == 0 then return end
  local message = ("%d of %d specs failed"):format(failed, #results)
  -- An object, as a traceback would only lead here.
  error(setmetatable({}, { __tostring = function() return message end }))
end

return M

--- The checks behind `assert` in specs. The value that is right comes first, as in busted.

local M = {}

local Failure = { __tostring = function(self) return self.message end, __name = "failure" }

---Raises a failure. It is a table, so that the message is shown as it stands, without a place in front.
---@param message string
function M.fail(message) error(setmetatable({ message = message }, Failure), 0) end

---A value in one line, with the keys of tables in order.
---@param value any
---@param depth? integer
---@return string
function M.text(value, depth)
  depth = depth or 0
  if type(value) == "string" then return (("%q"):format(value):gsub("\\\n", "\\n")) end
  if type(value) ~= "table" or getmetatable(value) ~= nil then return tostring(value) end
  if depth == 4 then return "{ ... }" end
  local items, keys = {}, {}
  for _, item in ipairs(value) do items[#items + 1] = M.text(item, depth + 1) end
  for key in pairs(value) do
    if math.type(key) ~= "integer" or key < 1 or key > #items then keys[#keys + 1] = key end
  end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do
    local name = type(key) == "string" and key:match "^[%a_][%w_]*$" or "[" .. M.text(key, depth + 1) .. "]"
    items[#items + 1] = name .. " = " .. M.text(value[key], depth + 1)
  end
  return #items == 0 and "{}" or "{ " .. table.concat(items, ", ") .. " }"
end

---Whether two values are equal, tables by their contents; if not, also the path of the first difference.
---@return boolean, string?
local function same(a, b, path)
  if rawequal(a, b) or a == b then return true end
  if type(a) ~= "table" or type(b) ~= "table" then return false, path end
  for key, value in pairs(a) do
    local is_same, place = same(value, b[key], path .. "[" .. M.text(key) .. "]")
    if not is_same then return false, place end
  end
  for key in pairs(b) do
    if a[key] == nil then return false, path .. "[" .. M.text(key) .. "]" end
  end
  return true
end

-- Plain text counts as well as a pattern: most messages hold characters that patterns treat as their own.
local function found(text, pattern)
  if text:find(pattern, 1, true) then return true end
  local is_pattern, place = pcall(string.find, text, pattern)
  return is_pattern and place ~= nil
end

local function differs(expected, got, note)
  M.fail((note and note .. ": " or "") .. "expected " .. M.text(expected) .. ", got " .. M.text(got))
end

---@type table<string, fun(...)>
M.all = {}
local all = M.all

---The same value: tables by identity, as `==` says.
function all.equal(expected, got, note) if expected ~= got then differs(expected, got, note) end end

function all.not_equal(unwanted, got) if unwanted == got then M.fail("did not expect " .. M.text(got)) end end

---Equal values, tables by their contents.
function all.same(expected, got, note)
  local is_same, path = same(expected, got, "")
  if not is_same then differs(expected, got, path ~= "" and "at " .. path or note) end
end

function all.not_same(unwanted, got)
  if same(unwanted, got, "") then M.fail("did not expect " .. M.text(got)) end
end

function all.is_true(got, note) if got ~= true then differs(true, got, note) end end
function all.is_false(got, note) if got ~= false then differs(false, got, note) end end
function all.is_nil(got, note) if got ~= nil then differs(nil, got, note) end end
function all.is_not_nil(got) if got == nil then M.fail("expected a value, got nil") end end
function all.truthy(got) if not got then M.fail("expected a true value, got " .. tostring(got)) end end
function all.falsy(got) if got then M.fail("expected nil or false, got " .. M.text(got)) end end

---A number no further than `tolerance` from another one.
function all.near(expected, got, tolerance)
  if type(got) ~= "number" or got ~= got or math.abs(expected - got) > tolerance then
    M.fail(("expected %s within %s, got %s"):format(expected, tolerance, M.text(got)))
  end
end

---A text that holds a text or matches a pattern.
function all.matches(pattern, got)
  if type(got) ~= "string" or not found(got, pattern) then
    M.fail("expected text with " .. M.text(pattern) .. ", got " .. M.text(got))
  end
end

---A function that raises an error, whose message holds a text or matches a pattern.
function all.has_error(fn, pattern)
  local is_fine, raised = pcall(fn)
  if is_fine then M.fail("expected an error, but the function returned") end
  if pattern ~= nil and not found(tostring(raised), pattern) then
    M.fail("expected an error with " .. M.text(pattern) .. ", got " .. M.text(tostring(raised)))
  end
end

function all.has_no_error(fn)
  local is_fine, raised = pcall(fn)
  if not is_fine then M.fail("expected no error, got " .. M.text(tostring(raised))) end
end

---The check of a name.
---@param name string
function M.named(name)
  local check = all[name]
  if check then return check end
  local names = {}
  for known in pairs(all) do names[#names + 1] = known end
  table.sort(names)
  error("there is no check 'assert." .. tostring(name) .. "'; there are: " .. table.concat(names, ", "), 3)
end

return M

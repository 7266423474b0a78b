-- What nas.help says of values and names.
local nas = require "lunas"
local test = require "lunas.test"

local function first_line(text) return text:match "^[^\n]*" end

local function explains(value, line) assert.equal(line, first_line(nas.help(value))) end

-- Every function of the module, by its path.
local function functions(module, path, found)
  for name, value in pairs(module) do
    if type(value) == "function" then found[path .. "." .. name] = value end
    if type(value) == "table" then functions(value, path .. "." .. name, found) end
  end
  return found
end

describe("help", function()
  it("explains every function of the module, by value and by name alike", function()
    for path, value in pairs(functions(nas, "nas", {})) do
      assert.equal(nas.help(value), nas.help(path))
      assert.equal(nas.help(value), nas.help((path:gsub("^nas", "lunas"))))
      assert.matches(path .. "(", nas.help(value))
    end
  end)

  it("shows options with types, marks and defaults", function()
    local text = nas.help(nas.stop.converged)
    assert.equal("nas.stop.converged([options]) -> StopRule", first_line(text))
    assert.matches("    window: integer = 100 ", text)
    assert.matches("    metric: string, required ", nas.help(nas.reward.latency))
    assert.matches("kind: string = \"soft\"", nas.help(nas.reward.latency))
    assert.matches("      parallel: integer = 1 ", nas.help(nas.search))
  end)

  it("explains objects, and types by name", function()
    local space = nas.space { nas.int(1, 2) }
    assert.equal(nas.help "Space", nas.help(space))
    assert.matches(":sample([seed]) ", nas.help(space))
    assert.matches("Made by nas.space.", nas.help(space))
    explains(nas.int(1, 2), "Decision: A choice point of a search space.")
    explains("SearchView", "SearchView: What a stop rule sees of a search.")
    explains("Trial", "Trial: A trial of a search: one training of one architecture.")
    explains("TrainOptions", "TrainOptions: a table of options of Search:train.")
  end)

  it("explains methods and properties", function()
    explains("Space:sample", "Space:sample([seed]) -> table")
    explains("Space.sample", "Space:sample([seed]) -> table")
    assert.equal(nas.help "Space:sample", nas.help(nas.space({ 1 }).sample))
    explains("SearchView.best", "SearchView.best: Best")
  end)

  it("explains modules", function()
    assert.equal(nas.help(), nas.help(nas))
    assert.equal(nas.help(nas.stop), nas.help "nas.stop")
    explains(nas.reward, "nas.reward: Rewards ready to use.")
  end)

  it("finds a name by its last part where it is the only one", function()
    assert.equal(nas.help "nas.stop.converged", nas.help "converged")
    assert.equal(nas.help "nas.stop.converged", nas.help "converged()")
  end)

  it("asks whether a near name was meant", function()
    assert.equal("nothing is known of 'nas.stop.convergd'; did you mean 'nas.stop.converged'?",
      nas.help "nas.stop.convergd")
    assert.matches("did you mean 'Decision'?", nas.help "Decisoin")
    assert.matches("did you mean 'string.format'?", nas.help "string.fromat")
    assert.matches("help() lists what there is", nas.help "something altogether different")
  end)

  it("explains what the library has in Lua, by its comments", function()
    explains("lunas.test", [[lunas.test: a module in Lua, require "lunas.test"]])
    assert.equal(nas.help "lunas.test", nas.help(test))
    assert.matches("run(files) ", nas.help "lunas.test")
    explains("lunas.test.run", "lunas.test.run(files)")
    explains(test.run, "lunas.test.run(files)")
    assert.matches("files: string[] ", nas.help(test.run))
    assert.matches("written in Lua, at .*test.lua:%d+$", nas.help(test.run))
  end)

  it("shows where a function of the script stands", function()
    local function own(a, b, ...) return a, b, ... end
    explains(own, "function(a, b, ...)")
    assert.matches("help_spec.lua:%d+$", nas.help(own))
  end)

  it("knows Lua's own", function()
    explains(string.format, "string.format(formatstring, ...)")
    assert.matches("see \u{A7}6.4 of its manual", nas.help(string.format))
    explains(print, "print(...)")
    explains("file:read", "file:read(...)")
    explains(math, "math")
    assert.matches("math.floor(x) ", nas.help(math))
  end)

  it("says of other values what they are", function()
    assert.matches("the type number;", nas.help(5))
    assert.matches("the type table;", nas.help {})
  end)

  it("fits into 80 columns", function()
    local names = { "nas", "Space", "Search", "SearchView", "TrialOptions", "lunas.test", "string", "io" }
    for path in pairs(functions(nas, "nas", {})) do names[#names + 1] = path end
    for _, name in ipairs(names) do
      for line in nas.help(name):gmatch "[^\n]+" do
        assert.is_true(utf8.len(line) <= 80, name .. ": " .. line)
      end
    end
  end)
end)

describe("the list of Lua's own", function()
  -- Debian's Lua still has these of Lua 5.1 and 5.2, which the manual of 5.4 does not.
  local old = {
    atan2 = true, cosh = true, sinh = true, tanh = true, pow = true, frexp = true, ldexp = true, log10 = true,
  }

  it("has every function of every library, and no others", function()
    for _, library in ipairs(require "lunas.manual") do
      local live = library.name == "_G" and _G or require(library.name)
      local listed = {}
      for _, member in ipairs(library.members) do
        local name = member[1]:match "^[%w_:]+"
        listed[name] = true
        assert.is_true(name:find(":", 1, true) ~= nil or live[name] ~= nil, library.name .. "." .. name)
      end
      for name, value in pairs(live) do
        if type(value) == "function" and not old[name] then
          assert.is_true(listed[name], library.name .. "." .. name)
        end
      end
    end
  end)
end)
